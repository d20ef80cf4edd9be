// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "10, 10.0, 0",
    "0x1F, 31, 0",
    "-1, 0, -1",
    "1e3, 1000, 0",
    "9223372036854775808, 1, 1",
    ".5, 0.5, 0"
  })
  void comparesNumbers(String one, String two, int sign) {
    Numeral first = Objects.requireNonNull(Numeral.parse(one));
    Numeral second = Objects.requireNonNull(Numeral.parse(two));
    assertThat(Integer.signum(first.compareTo(second))).isEqualTo(sign);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "x", "1 ", "1e9999", "0x", "0xg", "1.2.3", "١", "."})
  void refusesWhatIsNoNumber(String text) {
    assertThat(Numeral.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-02-29T13:05:59.1Z, '5, 13, 29, 9, 2, 2024'",
    "2024/12/30 00:59, '59, 0, 30, 1, 12, 2024'",
    "2023-01-01, '-1, -1, 1, 52, 1, 2023'",
    "1704067200, '0, 0, 1, 1, 1, 2024'",
    "1704067200000000000, '0, 0, 1, 1, 1, 2024'",
    "2024-13-01, '-1, -1, -1, -1, -1, -1'",
    "yesterday, '-1, -1, -1, -1, -1, -1'"
  })
  void takesPartsOfDates(String text, String expected) {
    List<Integer> parts = new ArrayList<>();
    for (DatePart part : DatePart.values()) {
      parts.add(part.of(text));
    }
    assertThat(parts).hasToString("[" + expected + "]");
  }

  @Test
  void encodes() {
    assertThat(HexFormat.of().formatHex(Encodings.utf16("cmd", false, false)))
        .isEqualTo("63006d006400");
    assertThat(HexFormat.of().formatHex(Encodings.utf16("cmd", true, false)))
        .isEqualTo("0063006d0064");
    assertThat(HexFormat.of().formatHex(Encodings.utf16("cmd", false, true)))
        .isEqualTo("fffe63006d006400");
    assertThat(Encodings.base64("foobar".getBytes(StandardCharsets.UTF_8))).isEqualTo("Zm9vYmFy");
    assertThat(Encodings.base64Offsets("foobar".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("Zm9vYmFy", "Zvb2Jhc", "mb29iYX");
  }

  @Test
  void oneOfThreeOffsetsIsAlwaysThere() {
    long seed = 3;
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      byte[] needle = bytes(random, 4 + random.nextInt(9));
      byte[] before = bytes(random, random.nextInt(7));
      byte[] after = bytes(random, random.nextInt(7));
      byte[] all = new byte[before.length + needle.length + after.length];
      System.arraycopy(before, 0, all, 0, before.length);
      System.arraycopy(needle, 0, all, before.length, needle.length);
      System.arraycopy(after, 0, all, before.length + needle.length, after.length);
      String encoded = Base64.getEncoder().encodeToString(all);
      String expected = Encodings.base64Offsets(needle).get(before.length % 3);
      assertThat(encoded).as("seed %s round %s", seed, round).contains(expected);
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void findsManyLiteralsAsOneByOne() {
    long seed = 11;
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < 60; index++) {
      texts.add(word(random, 4 + random.nextInt(5)));
    }
    Literals literals = Objects.requireNonNull(Literals.of(texts, false));
    int found = 0;
    for (int round = 0; round < 20_000; round++) {
      String value = word(random, random.nextInt(30)).toUpperCase(Locale.ROOT);
      boolean expected = texts.stream().anyMatch(Fold.fold(value)::contains);
      assertThat(literals.matches(new Subject(value))).as("seed %s", seed).isEqualTo(expected);
      found += expected ? 1 : 0;
    }
    assertThat(found).isBetween(500, 19_500);
    assertThat(Literals.of(List.of("abc"), false)).isNull();
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    for (int index = 0; index < length; index++) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }
}
