// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What hostile expressions and values can cost, counted in steps and numbers kept.
class RegexBoundsTest {
  private static final String[] HOSTILE = {
    "(a|a)*b",
    "(a+)+b",
    "(a*)*b",
    "((a*)*)*$x",
    "(a|aa)+$y",
    "(.*)*x",
    "(.*){1,20}x",
    "(.*,){11}P",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(\\w+\\s?)*!",
    ".{1000,}z",
    "a.{1000,}",
    "(?:a?){200}a{200}c",
    "(?s).*.*.*.*=.*\\b#",
    "[ab]*a[ab]{12}c",
    "(x+x+)+y",
    "(?i)(k|s|ſ)*\\bq",
    "(?:\\w+`\\w+|`\\w+)+`",
    "(\\pL|\\p{Han}|.)*\\d{3}q",
    "(?m)(^.*$\\n?)*~"
  };

  @Test
  void costsNoMoreThanSizeTimesLength() {
    List<String> values =
        List.of(
            "a".repeat(5_000),
            "ab".repeat(2_500),
            "x".repeat(3_000) + "aab`".repeat(400),
            "Ab c, ".repeat(800),
            "漢字k\u212a😀\n".repeat(600),
            noise(5_000));
    int runs = 0;
    for (String source : HOSTILE) {
      Regex regex = compile(source);
      Regex.Searcher searcher = regex.searcher();
      for (String value : values) {
        long bound = regex.size() * (value.length() + 1L);
        long before = searcher.steps();
        // As bytes, which are searched even where a text that must be there is not.
        byte[] bytes = Encodings.utf8(value);
        Regex.Outcome outcome = searcher.find(bytes, 0, bytes.length, bound);
        assertThat(outcome).isNotEqualTo(Regex.Outcome.OVER_BUDGET);
        assertThat(searcher.steps() - before).as(source).isLessThanOrEqualTo(bound);
        assertThat(regex.find(new Subject(value), bound)).isEqualTo(outcome);
        runs += searcher.steps() > before ? 1 : 0;
      }
    }
    assertThat(runs).isEqualTo(HOSTILE.length * values.size());
  }

  @Test
  void costsTwiceForTwice() {
    int counted = 0;
    for (String source : HOSTILE) {
      for (String unit : List.of("a", "ab", "x", "k ", "w`", "漢", "b,\n", noise(500))) {
        String value = unit.repeat(4_000 / unit.length());
        long once = steps(source, value);
        long twice = steps(source, value + value);
        // A short run is dominated by what is worked out once.
        if (once > 1_000) {
          counted++;
          assertThat(twice / (double) once).as("%s on %s…", source, unit).isLessThanOrEqualTo(2.2);
        }
      }
    }
    assertThat(counted).isGreaterThan(100);
  }

  private static long steps(String source, String value) {
    Regex.Searcher searcher = compile(source).searcher();
    // A text that must be there would end most of these searches at once: searched as bytes.
    byte[] bytes = Encodings.utf8(value);
    searcher.find(bytes, 0, bytes.length, Long.MAX_VALUE);
    return searcher.steps();
  }

  @Test
  void keepsWithinItsMemoryAndStaysRightWhenItIsFull() {
    // 2^15 states for this one, more than are kept; what it says is told by a look 15 back.
    Regex regex = compile("(?s)a.{14}c$");
    RegexAutomaton automaton = regex.searcher().automaton();
    Random random = new Random(5);
    int yes = 0;
    for (int round = 0; round < 300; round++) {
      StringBuilder value = new StringBuilder();
      for (int index = 0; index < 2_000; index++) {
        value.append("abcd".charAt(random.nextInt(4)));
      }
      boolean expected =
          value.charAt(value.length() - 1) == 'c' && value.charAt(value.length() - 16) == 'a';
      byte[] bytes = Encodings.utf8(value.toString());
      assertThat(automaton.matches(bytes, 0, bytes.length)).isEqualTo(expected);
      assertThat(automaton.numbers()).isLessThanOrEqualTo(RegexAutomaton.MAX_NUMBERS);
      yes += expected ? 1 : 0;
    }
    assertThat(automaton.emptied()).isGreaterThan(5);
    assertThat(yes).isBetween(5, 100);
  }

  @Test
  void saysTheSameToManyThreads() throws Exception {
    Regex regex = compile("(?i)[ab]*a[ab]{9}c");
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int task = 0; task < 8; task++) {
      tasks.add(() -> {
        Random random = new Random(3);
        int yes = 0;
        for (int round = 0; round < 2_000; round++) {
          StringBuilder value = new StringBuilder();
          for (int index = 0; index < 60; index++) {
            value.append("abABc".charAt(random.nextInt(5)));
          }
          yes += regex.find(new Subject(value.toString())) == Regex.Outcome.YES ? 1 : 0;
        }
        return yes;
      });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Integer> counts = new ArrayList<>();
      for (Future<Integer> result : threads.invokeAll(tasks)) {
        counts.add(result.get());
      }
      assertThat(counts).containsOnly(counts.getFirst());
      assertThat(counts.getFirst()).isBetween(50, 1_950);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a{1000}b{1000}){10}",
        "(?:(?:a{30}){30}){30}",
        "[\\pL\\d]{1000}",
        "(((a?){999}){9}){2}"
      })
  void boundsWhatACountBecomes(String source) {
    switch (Regex.compile(source, Set.of())) {
      case Regex.Compiled.Ready(Regex regex) -> assertThat(regex.size()).isLessThan(45_000);
      case Regex.Compiled.Refused(RegexRefusal refusal) ->
          assertThat(refusal.reason()).isEqualTo(RegexRefusal.Reason.SIZE);
    }
  }

  @Test
  void boundsWhatManySetsAndGroupsBecome() {
    String group = "(" + "a{1000}".repeat(19) + ")";
    assertThat(refusal(group.repeat(480)).reason()).isEqualTo(RegexRefusal.Reason.SIZE);
    StringBuilder sets = new StringBuilder();
    for (int index = 0; index < 6_000; index++) {
      sets.append("[\\pL").append(Character.toString(0x4e00 + index)).append(']');
    }
    assertThat(refusal(sets.toString()).reason()).isEqualTo(RegexRefusal.Reason.SIZE);
  }

  @Test
  void neverThrowsWhateverIsWritten() {
    long seed = 7;
    Random random = new Random(seed);
    String letters = "ab(|)*+?{}2,[]^-$.\\dsSwWbBQEkKZzpLPhHvRN:<>=!iPmsU#x{}0é漢\ud83d\ude00";
    RegexGenerator generator = new RegexGenerator(random);
    int ready = 0;
    int refused = 0;
    for (int round = 0; round < 24_000; round++) {
      StringBuilder source =
          new StringBuilder(round % 2 == 0 ? generator.next().part().pcre() : "");
      for (int left = random.nextInt(12); left >= 0; left--) {
        int at = random.nextInt(source.length() + 1);
        char letter = letters.charAt(random.nextInt(letters.length()));
        if (random.nextBoolean() || at == source.length()) {
          source.insert(at, letter);
        } else {
          source.setCharAt(at, letter);
        }
      }
      EnumSet<Regex.Flag> flags = EnumSet.noneOf(Regex.Flag.class);
      if (random.nextInt(4) == 0) {
        flags.add(Regex.Flag.IGNORE_CASE);
      }
      switch (Regex.compile(source.toString(), flags)) {
        case Regex.Compiled.Ready(Regex regex) -> {
          ready++;
          search(regex, seed);
        }
        case Regex.Compiled.Refused(RegexRefusal refusal) -> {
          refused++;
          assertThat(refusal.position()).isBetween(0, source.length());
        }
      }
    }
    assertThat(ready).isGreaterThan(5_000);
    assertThat(refused).isGreaterThan(5_000);
  }

  private static void search(Regex regex, long seed) {
    for (String value : List.of("", "abba2-", "漢 kK\n")) {
      Subject subject = new Subject(value);
      if (regex.find(subject) == Regex.Outcome.YES) {
        assertThat(subject.folded()).as("seed %s: %s", seed, regex).contains(regex.required());
      }
    }
  }

  private static String noise(int length) {
    Random random = new Random(9);
    StringBuilder noise = new StringBuilder();
    for (int index = 0; index < length; index++) {
      noise.append("aabbxk` ,漢\nZ9".charAt(random.nextInt(13)));
    }
    return noise.toString();
  }

  private static Regex compile(String source) {
    return switch (Regex.compile(source, Set.of())) {
      case Regex.Compiled.Ready ready -> ready.regex();
      case Regex.Compiled.Refused refused -> throw new AssertionError(refused.refusal());
    };
  }

  private static RegexRefusal refusal(String source) {
    return switch (Regex.compile(source, Set.of())) {
      case Regex.Compiled.Ready _ -> throw new AssertionError("not refused");
      case Regex.Compiled.Refused refused -> refused.refusal();
    };
  }
}
