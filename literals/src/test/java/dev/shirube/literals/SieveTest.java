// SPDX-License-Identifier: Apache-2.0
package dev.shirube.literals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.match.Fold;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A sieve may let a value pass that holds none of its texts, never the other way round: however
/// the value spells them, and wherever they stand. And it has to be of use.
class SieveTest {
  private static final long SEED = 20_261_202L;
  private static final String[] CASELESS = {"k", "K", "\u212a", "s", "S", "\u017f"};

  @Test
  void neverPassesOverAValueThatHoldsAText() {
    Random random = new Random(SEED);
    int held = 0;
    int spared = 0;
    for (int round = 0; round < 40_000; round++) {
      List<String> texts = texts(random);
      Sieve sieve = Sieve.of(texts.stream().map(text -> utf8(Fold.fold(text))).toList());
      if (sieve == null) {
        continue;
      }
      boolean escaped = random.nextBoolean();
      String plain = value(random, texts);
      byte[] bytes = utf8(escaped ? escape(plain, random) : plain);
      byte[] buffer = new byte[bytes.length + 24];
      random.nextBytes(buffer);
      int offset = random.nextInt(12);
      System.arraycopy(bytes, 0, buffer, offset, bytes.length);
      boolean holds = texts.stream().anyMatch(text -> Fold.fold(plain).contains(Fold.fold(text)));
      boolean may = sieve.mayHold(buffer, offset, bytes.length, escaped);
      assertThat(may || !holds)
          .as("seed %s round %s: %s in %s", SEED, round, texts, plain)
          .isTrue();
      held += holds ? 1 : 0;
      spared += may ? 0 : 1;
    }
    assertThat(held).as("values that hold a text").isGreaterThan(10_000);
    assertThat(spared).as("values that need no second look").isGreaterThan(5_000);
  }

  @Test
  void findsATextAtEveryPlaceOfAValue() {
    for (int length = 4; length < 24; length++) {
      String text = "abcdefghijklmnopqrstuvwxyz".substring(0, length);
      Sieve sieve = sieve(text, "another text that is long");
      for (int before = 0; before < 40; before++) {
        byte[] value =
            utf8("-".repeat(before) + text.toUpperCase(Locale.ROOT) + "-".repeat(40 - before));
        assertThat(sieve.mayHold(value, 0, value.length, false)).isTrue();
        byte[] cut = utf8("-".repeat(before) + text.substring(1) + "-".repeat(40 - before));
        assertThat(sieve.mayHold(cut, 0, cut.length, false)).isFalse();
      }
    }
  }

  @Test
  void isNotMadeOfTextsThatEscapesCouldHide() {
    assertThat(Sieve.of(List.of(utf8("abc")))).isNull();
    assertThat(Sieve.of(List.of(utf8("a\\b\\c\\d")))).isNull();
    assertThat(Sieve.of(List.of(utf8("\u3042\u3044\u3046\u3048")))).isNull();
    assertThat(Sieve.of(List.of(utf8("fine"), utf8("no")))).isNull();
    assertThat(Sieve.of(List.of())).isNull();
    assertThat(Sieve.of(List.of(utf8("c:\\windows\\")))).isNotNull();
  }

  @Test
  void knowsNothingOfEscapesByNumberAndCharactersThatBecomeAscii() {
    Sieve sieve = sieve("kernel");
    assertThat(mayHold(sieve, "\\u006bernel", true)).isTrue();
    assertThat(mayHold(sieve, "\\u006bernel", false)).as("no escapes here").isFalse();
    assertThat(mayHold(sieve, "\\\\u006bernel", true)).as("an escaped backslash").isFalse();
    assertThat(mayHold(sieve, "\u212aernel", false)).isTrue();
    assertThat(mayHold(sieve, "KERNEL", false)).isTrue();
    assertThat(mayHold(sieve, "\u3042ernel", false)).isFalse();
  }

  private static Sieve sieve(String... texts) {
    return Objects.requireNonNull(Sieve.of(Stream.of(texts).map(SieveTest::utf8).toList()));
  }

  private static boolean mayHold(Sieve sieve, String value, boolean escaped) {
    byte[] bytes = utf8(value);
    return sieve.mayHold(bytes, 0, bytes.length, escaped);
  }

  private static List<String> texts(Random random) {
    List<String> texts = new ArrayList<>();
    for (int count = 1 + random.nextInt(5); count > 0; count--) {
      texts.add(word(random, 4 + random.nextInt(16)));
    }
    return texts;
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    while (word.length() < length) {
      switch (random.nextInt(12)) {
        case 0 -> word.append("\\\"/\t\n%[{~|`@".charAt(random.nextInt(12)));
        case 1 -> word.append(random.nextInt(4) == 0 ? "\u3042" : "u");
        case 2 -> word.append(CASELESS[random.nextInt(CASELESS.length)]);
        default -> word.append((char) ('a' + random.nextInt(6)));
      }
    }
    return word.toString();
  }

  private static String value(Random random, List<String> texts) {
    StringBuilder value = new StringBuilder(word(random, random.nextInt(20)));
    if (random.nextInt(3) > 0) {
      String text = texts.get(random.nextInt(texts.size()));
      text.codePoints().forEach(point -> value.appendCodePoint(otherCase(point, random)));
      if (random.nextInt(4) == 0) {
        value.setCharAt(random.nextInt(value.length()), 'z');
      }
    }
    return value.append(word(random, random.nextInt(20))).toString();
  }

  /// Any character that folds to the same.
  private static int otherCase(int point, Random random) {
    int[] same =
        switch (Fold.fold(point)) {
          case 'k' -> new int[] {'k', 'K', 0x212a};
          case 's' -> new int[] {'s', 'S', 0x17f};
          default -> new int[] {point, Character.toUpperCase(point)};
        };
    return same[random.nextInt(random.nextInt(6) == 0 ? same.length : 2)];
  }

  private static String escape(String text, Random random) {
    StringBuilder escaped = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      boolean needed = c == '"' || c == '\\' || c < ' ';
      if ((needed && c >= ' ') || (c == '/' && random.nextBoolean())) {
        escaped.append('\\').append(c);
      } else if (needed && random.nextBoolean()) {
        escaped.append(c == '\t' ? "\\t" : "\\n");
      } else if (needed || random.nextInt(200) == 0) {
        escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
