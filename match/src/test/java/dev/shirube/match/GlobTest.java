// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  /// The escape table of the specification; `_` stands for a space that ends nothing.
  @ParameterizedTest
  @CsvSource({
    "'C:\\Windows', 'C:\\Windows', true",
    "'C:\\\\Windows', 'C:\\Windows', true",
    "'a\\*b', 'a*b', true",
    "'a\\*b', 'axb', false",
    "'a\\?b', 'a?b', true",
    "'a\\?b', 'axb', false",
    "'a\\\\*b', 'a\\xxb', true",
    "'a\\\\*b', 'a*b', false",
    "'a\\\\\\*b', 'a\\*b', true",
    "'a\\\\\\*b', 'a\\xb', false",
    "'a\\\\\\b', 'a\\\\b', true",
    "'a\\\\\\\\b', 'a\\\\b', true",
    "'ends\\', 'ends\\', true",
    "'prog?.exe', 'progA.exe', true",
    "'prog?.exe', 'prog.exe', false",
    "'prog?.exe', 'progAB.exe', false",
    "'a?b', 'a𐐀b', true",
    "'antivirus_V*.exe', 'ANTIVIRUS_V21.2.1.exe', true",
    "'*', '', true",
    "'?*', '', false",
    "'', '', true",
    "'', 'x', false",
    "'a**b', 'ab', true",
    "'*a*b*c', 'xaybzc', true",
    "'a*a', 'a', false",
    "'*??', 'ab', true",
    "'*??', 'b', false"
  })
  void readsSigmasTable(String written, String value, boolean matches) {
    assertThat(Glob.parse(written).pattern(false).matches(new Subject(value))).isEqualTo(matches);
  }

  @Test
  void heedsCaseOnlyWhenTold() {
    assertThat(matches(Glob.parse("CMD*").pattern(true), "cmd.exe")).isFalse();
    assertThat(matches(Glob.parse("CMD*").pattern(true), "CMD.exe")).isTrue();
    assertThat(matches(Glob.parse("CMD*").pattern(false), "cmd.exe")).isTrue();
  }

  @Test
  void takesTheSimplestPattern() {
    Glob glob = Glob.literal("x");
    assertThat(glob.pattern(false)).isInstanceOf(Pattern.Equal.class);
    assertThat(glob.ending().pattern(false)).isInstanceOf(Pattern.Starts.class);
    assertThat(glob.opening().pattern(false)).isInstanceOf(Pattern.Ends.class);
    assertThat(glob.anywhere().pattern(false)).isInstanceOf(Pattern.Contains.class);
    assertThat(Glob.literal("").anywhere().pattern(false)).isInstanceOf(Pattern.Anything.class);
  }

  @Test
  void opensEveryDash() {
    Pattern pattern = Glob.parse(" -f -x").anyDash().anywhere().pattern(false);
    for (String value : List.of("a -f -x b", "a /f –x", "a —f ―x", "a -f /x")) {
      assertThat(matches(pattern, value)).as(value).isTrue();
    }
    assertThat(matches(pattern, "a +f -x")).isFalse();
    assertThat(Glob.literal("-a/").dashes(25)).hasSize(25);
    assertThat(Glob.literal("---").dashes(100)).isEmpty();
  }

  @Test
  void agreesWithARecursiveMatcher() {
    long seed = 20_261_123;
    Random random = new Random(seed);
    int matched = 0;
    for (int round = 0; round < 200_000; round++) {
      String pattern = text(random, "ab*?\\", 7);
      String value = text(random, "ab*?\\", 8);
      boolean expected = naive(pattern, 0, value, 0);
      boolean found = matches(Glob.parse(pattern).pattern(round % 2 == 0), value);
      assertThat(found).as("seed %s: %s on %s", seed, pattern, value).isEqualTo(expected);
      matched += expected ? 1 : 0;
    }
    assertThat(matched).isGreaterThan(5_000);
  }

  private static boolean naive(String pattern, int at, String value, int from) {
    if (at == pattern.length()) {
      return from == value.length();
    }
    char c = pattern.charAt(at);
    if (c == '*') {
      return naive(pattern, at + 1, value, from)
          || (from < value.length() && naive(pattern, at, value, from + 1));
    }
    boolean any = c == '?';
    int next = at + 1;
    if (c == '\\' && next < pattern.length() && "*?\\".indexOf(pattern.charAt(next)) >= 0) {
      c = pattern.charAt(next++);
    }
    return from < value.length()
        && (any || value.charAt(from) == c)
        && naive(pattern, next, value, from + 1);
  }

  private static String text(Random random, String letters, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static boolean matches(Pattern pattern, String value) {
    return pattern.matches(new Subject(value));
  }

  @Test
  void doesNotBacktrack() {
    Pattern pattern = Glob.parse("*a".repeat(60) + "*b").pattern(false);
    long start = System.nanoTime();
    assertThat(matches(pattern, "a".repeat(200_000))).isFalse();
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }
}
