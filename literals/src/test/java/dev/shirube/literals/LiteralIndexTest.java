// SPDX-License-Identifier: Apache-2.0
package dev.shirube.literals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The index of literals finds what a loop over all of them finds: every table of it, at every
/// place, for texts of any length.
class LiteralIndexTest {
  private static final long SEED = 20_261_201L;
  private static final int INDEXES = 600;
  private static final int VALUES = 60;

  /// One text with its place, as the loop knows it.
  private record Literal(LiteralIndex.Place place, byte[] text, int number) {
    boolean stands(byte[] value) {
      return switch (place) {
        case WHOLE -> Arrays.equals(text, value);
        case START -> at(value, 0);
        case END -> at(value, value.length - text.length);
        case ANYWHERE -> {
          boolean found = false;
          for (int from = 0; from + text.length <= value.length; from++) {
            found |= at(value, from);
          }
          yield found;
        }
      };
    }

    private boolean at(byte[] value, int from) {
      return from >= 0
          && from + text.length <= value.length
          && Arrays.equals(text, 0, text.length, value, from, from + text.length);
    }
  }

  @Test
  void findsWhatALoopOverAllTextsFinds() {
    Random random = new Random(SEED);
    LiteralHits hits = new LiteralHits();
    long found = 0;
    int cases = 0;
    for (int round = 0; round < INDEXES; round++) {
      List<Literal> literals = new ArrayList<>();
      LiteralIndex index = index(random, literals);
      for (int each = 0; each < VALUES; each++) {
        byte[] value = value(random, literals);
        // The buffer goes on behind the value with bytes that must not count.
        byte[] buffer = Arrays.copyOf(value, value.length + 16);
        byte[] behind = literals.get(random.nextInt(literals.size())).text();
        System.arraycopy(behind, 0, buffer, value.length, Math.min(16, behind.length));
        index.search(buffer, value.length, hits);
        assertThat(numbers(hits))
            .as("seed %s round %s", SEED, round)
            .isEqualTo(loop(literals, value));
        found += hits.count();
        cases++;
      }
    }
    assertThat(cases).isGreaterThanOrEqualTo(20_000);
    assertThat(found).as("texts found").isGreaterThan(cases);
  }

  /// Every length from 1 to 12 at each place of values that hold it, hold all but a byte of it, or
  /// end within it.
  @Test
  void findsTextsOfEveryLengthAtEveryPlace() {
    LiteralHits hits = new LiteralHits();
    int cases = 0;
    for (int length = 1; length <= 12; length++) {
      byte[] text = bytes("abcdabcdabcd".substring(0, length));
      List<Literal> literals = new ArrayList<>();
      LiteralIndex.Builder builder = new LiteralIndex.Builder();
      for (LiteralIndex.Place place : LiteralIndex.Place.values()) {
        literals.add(new Literal(place, text, builder.add(place, text)));
      }
      LiteralIndex index = builder.build();
      for (int before = 0; before < 20; before++) {
        for (int after = 0; after < 20; after++) {
          for (int cut = 0; cut <= length; cut++) {
            byte[] value =
                bytes(
                    "abcdx".repeat(4).substring(0, before)
                        + new String(text, 0, cut, StandardCharsets.UTF_8)
                        + "dabcx".repeat(4).substring(0, after));
            index.search(value, value.length, hits);
            assertThat(numbers(hits)).isEqualTo(loop(literals, value));
            cases++;
          }
        }
      }
    }
    assertThat(cases).isGreaterThan(20_000);
  }

  @Test
  void givesTheSameTextInTheSamePlaceTheSameNumber() {
    LiteralIndex.Builder builder = new LiteralIndex.Builder();
    int first = builder.add(LiteralIndex.Place.START, bytes("abc"));
    assertThat(builder.add(LiteralIndex.Place.START, bytes("abc"))).isEqualTo(first);
    assertThat(builder.add(LiteralIndex.Place.END, bytes("abc"))).isNotEqualTo(first);
    assertThat(builder.size()).isEqualTo(2);
    assertThatThrownBy(() -> builder.add(LiteralIndex.Place.ANYWHERE, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEmptyIndexFindsNothing() {
    LiteralHits hits = new LiteralHits();
    LiteralIndex index = new LiteralIndex.Builder().build();
    index.search(bytes("anything at all"), 15, hits);
    assertThat(hits.count()).isZero();
    index.search(new byte[0], 0, hits);
    assertThat(hits.count()).isZero();
  }

  /// Many texts with the same four bytes in them, so that the chains behind one head are long.
  @Test
  void findsTextsThatShareTheirBytes() {
    LiteralIndex.Builder builder = new LiteralIndex.Builder();
    List<Literal> literals = new ArrayList<>();
    for (int number = 0; number < 500; number++) {
      byte[] text = bytes("same" + number);
      literals.add(
          new Literal(
              LiteralIndex.Place.ANYWHERE, text, builder.add(LiteralIndex.Place.ANYWHERE, text)));
    }
    LiteralIndex index = builder.build();
    LiteralHits hits = new LiteralHits();
    for (int number = 0; number < 500; number++) {
      byte[] value = bytes("xsamesame" + number + "same");
      index.search(value, value.length, hits);
      assertThat(numbers(hits)).isEqualTo(loop(literals, value));
      assertThat(hits.count()).isPositive();
    }
    assertThat(index.sizeBytes()).isBetween(500L * 7, 500L * 400);
  }

  private static LiteralIndex index(Random random, List<Literal> literals) {
    LiteralIndex.Builder builder = new LiteralIndex.Builder();
    int count = 1 + random.nextInt(random.nextInt(6) == 0 ? 400 : 30);
    for (int each = 0; each < count; each++) {
      LiteralIndex.Place place = LiteralIndex.Place.values()[random.nextInt(4)];
      int least = place == LiteralIndex.Place.WHOLE ? 0 : 1;
      byte[] text = text(random, least + random.nextInt(random.nextInt(3) == 0 ? 12 : 4));
      literals.add(new Literal(place, text, builder.add(place, text)));
    }
    return builder.build();
  }

  private static byte[] value(Random random, List<Literal> literals) {
    StringBuilder value = new StringBuilder();
    for (int parts = random.nextInt(6); parts > 0; parts--) {
      String part =
          new String(
              literals.get(random.nextInt(literals.size())).text(), StandardCharsets.ISO_8859_1);
      switch (random.nextInt(4)) {
        case 0 -> value.append(part, 0, part.length() / 2);
        case 1 ->
            value.append(new String(text(random, random.nextInt(9)), StandardCharsets.ISO_8859_1));
        default -> value.append(part);
      }
    }
    return value.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Few different bytes, so that texts overlap and stand in each other; some beyond ASCII.
  private static byte[] text(Random random, int length) {
    byte[] text = new byte[length];
    for (int at = 0; at < length; at++) {
      text[at] =
          switch (random.nextInt(8)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 ->
                "\u00e9\u3042\u017f\u212a".getBytes(StandardCharsets.UTF_8)[random.nextInt(9)];
            default -> (byte) ('a' + random.nextInt(3));
          };
    }
    return text;
  }

  private static Set<Integer> loop(List<Literal> literals, byte[] value) {
    TreeSet<Integer> found = new TreeSet<>();
    for (Literal literal : literals) {
      if (literal.stands(value)) {
        found.add(literal.number());
      }
    }
    return found;
  }

  private static Set<Integer> numbers(LiteralHits hits) {
    TreeSet<Integer> found = new TreeSet<>();
    for (int index = 0; index < hits.count(); index++) {
      assertThat(found.add(hits.literal(index))).as("each text once").isTrue();
    }
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
