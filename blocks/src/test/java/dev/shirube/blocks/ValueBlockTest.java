// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import dev.shirube.packing.Sections;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueBlockTest {
  private static final int KINDS = 14;

  private static Values values(List<byte[]> all) {
    Values values = new Values();
    all.forEach(value -> values.add(value, 0, value.length));
    return values;
  }

  private static byte[] packed(List<byte[]> all, boolean binary) {
    ByteWriter out = new ByteWriter();
    try (Sections sections = new Sections(3)) {
      ValueBlock.write(out, sections, values(all), binary);
    }
    return out.copy();
  }

  private static List<String> shown(Values values) {
    List<String> shown = new ArrayList<>();
    for (int index = 0; index < values.count(); index++) {
      int offset = values.offset(index);
      shown.add(HexFormat.of().formatHex(values.bytes(), offset, offset + values.length(index)));
    }
    return shown;
  }

  /// Values of one kind with some of others among them.
  private static List<byte[]> generated(SplittableRandom random, int kind, int count) {
    List<byte[]> all = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      int one = random.nextInt(20) == 0 ? random.nextInt(KINDS) : kind;
      byte[] raw = new byte[random.nextInt(16)];
      random.nextBytes(raw);
      byte[] fixed = new byte[16];
      random.nextBytes(fixed);
      String hex = HexFormat.of().formatHex(fixed);
      String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
      long number = random.nextLong() >> random.nextInt(64);
      String text =
          switch (one) {
            case 0 -> Long.toString(number);
            case 1 -> "0x" + Long.toHexString(number);
            case 2 -> hex;
            case 3 -> hex.toUpperCase(Locale.ROOT);
            case 4 -> uuid;
            case 5 -> "{" + uuid.toUpperCase(Locale.ROOT) + "}";
            case 6 -> (number & 255) + "." + random.nextInt(300) + ".0." + random.nextInt(100);
            case 7 -> "2026-11-" + (10 + random.nextInt(22)) + " 23:5" + random.nextInt(10) + ":00";
            case 8 -> "20" + (10 + random.nextInt(80)) + "-02-29T00:00:00.123456" + "Z";
            case 9 -> random.nextInt(100_000) + "." + (100_000 + random.nextInt(900_000));
            case 10 -> "0" + random.nextInt(10);
            case 11 -> "the same";
            case 12 -> "";
            default -> new String(raw, StandardCharsets.ISO_8859_1);
          };
      all.add(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsWrittenComesBack(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 400; round++) {
      List<byte[]> all = generated(random, round % KINDS, random.nextInt(200));
      boolean binary = random.nextInt(4) == 0;
      byte[] packed = packed(all, binary);
      Values read = ValueBlock.read(new ByteReader(packed), all.size());
      assertThat(shown(read)).as("seed %d round %d", seed, round).isEqualTo(shown(values(all)));
    }
  }

  @Test
  void spellingsThatTellANumberTakeLessRoom() {
    SplittableRandom random = new SplittableRandom(5);
    int[] most = {9, 9, 17, 17, 17, 17};
    for (int kind = 0; kind < most.length; kind++) {
      List<byte[]> all = new ArrayList<>();
      while (all.size() < 1000) {
        all.addAll(generated(random, kind, 1));
      }
      assertThat(packed(all, false).length).as("kind %d", kind).isLessThan(most[kind] * 1300);
    }
  }

  @Test
  void sameLookingSpellingsAreKeptAsTheyAre() {
    List<String> odd =
        List.of(
            "00",
            "-0",
            "+1",
            "1.",
            ".5",
            "0x",
            "0x0",
            "0x00",
            "0xAB",
            "1.10",
            "1.1",
            "01.2.3.4",
            "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "2026-02-30 00:00:00",
            "2026-02-28 24:00:00",
            "9223372036854775808",
            "-9223372036854775808",
            "999999999999999999");
    for (String text : odd) {
      List<byte[]> all = new ArrayList<>();
      for (int count = 0; count < 40; count++) {
        all.add(text.getBytes(StandardCharsets.US_ASCII));
      }
      all.add("7".getBytes(StandardCharsets.US_ASCII));
      Values read = ValueBlock.read(new ByteReader(packed(all, false)), all.size());
      assertThat(shown(read)).as(text).isEqualTo(shown(values(all)));
    }
  }

  @Test
  void brokenBlocksAreRefusedOrReadButNeverMore() {
    SplittableRandom random = new SplittableRandom(9);
    int refused = 0;
    for (int round = 0; round < 4000; round++) {
      List<byte[]> all = generated(random, round % KINDS, 60);
      byte[] packed = packed(all, false);
      packed[random.nextInt(packed.length)] = (byte) random.nextInt(256);
      try {
        Values read = ValueBlock.read(new ByteReader(packed), all.size());
        assertThat(read.count()).isEqualTo(all.size());
      } catch (RuntimeException e) {
        refused++;
        boolean known =
            e instanceof IndexOutOfBoundsException
                || e instanceof IllegalArgumentException
                || e instanceof ArithmeticException
                || e.getClass().getName().endsWith("ZstdException");
        assertThat(known).as(e.toString()).isTrue();
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void numbersEndEarly() {
    ByteWriter out = new ByteWriter();
    try (Sections sections = new Sections(3)) {
      Numbers.write(out, sections, new long[] {5, Long.MIN_VALUE, Long.MAX_VALUE, 0, -1}, 5);
    }
    byte[] packed = out.copy();
    long[] read = Numbers.read(new ByteReader(packed), 5);
    assertThat(read).containsExactly(5, Long.MIN_VALUE, Long.MAX_VALUE, 0, -1);
    assertThatThrownBy(() -> Numbers.read(new ByteReader(packed, 0, packed.length - 1), 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
