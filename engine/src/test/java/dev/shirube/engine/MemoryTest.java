// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.sigma.Matcher.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What an engine remembers of rows, classes, searches and marks: bounded, and never wrong.
class MemoryTest {
  private static final long SEED = 20_261_209L;

  @Test
  void aRowIsNeverTakenForAnother() {
    Random random = new Random(SEED);
    TupleMemo<Integer> memo = new TupleMemo<>(256, SEED);
    Map<String, Integer> answers = new HashMap<>();
    int known = 0;
    for (int round = 0; round < 60_000; round++) {
      int[] row = new int[40];
      int length = random.nextInt(6);
      for (int at = 0; at < row.length; at++) {
        // What lies behind the length must not count.
        row[at] = at < length ? random.nextInt(3) : random.nextInt();
      }
      String key = Arrays.toString(Arrays.copyOf(row, length));
      Integer found = memo.find(row, length);
      if (found == null) {
        answers.put(key, round);
        memo.put(row, length, round);
        assertThat(memo.find(row, length)).isEqualTo(round);
      } else {
        assertThat(found).as("seed %s round %s", SEED, round).isEqualTo(answers.get(key));
        known++;
      }
    }
    assertThat(known).isGreaterThan(20_000);
  }

  @Test
  void rowsAreForgottenWhenTheyAreManyOrLong() {
    TupleMemo<Integer> memo = new TupleMemo<>(64, 1);
    int[] row = new int[5_000];
    memo.put(row, 1 << 12, 1);
    assertThat(memo.find(row, 1 << 12)).as("longest row").isEqualTo(1);
    memo.put(row, (1 << 12) + 1, 2);
    assertThat(memo.find(row, (1 << 12) + 1)).as("too long a row").isNull();
    int kept = 0;
    for (int number = 0; number < 10_000; number++) {
      memo.put(new int[] {number, 1, 2}, 3, number);
    }
    for (int number = 0; number < 10_000; number++) {
      kept += memo.find(new int[] {number, 1, 2}, 3) == null ? 0 : 1;
    }
    assertThat(kept).isBetween(1, 64);
    memo.clear();
    assertThat(memo.find(new int[] {9_999, 1, 2}, 3)).isNull();
  }

  @Test
  void equalSetsAreOneClass() {
    Random random = new Random(SEED);
    Classes classes = new Classes();
    Marks marks = new Marks(8);
    Map<TreeSet<Integer>, Integer> numbers = new HashMap<>();
    for (int round = 0; round < 20_000; round++) {
      marks.clear();
      TreeSet<Integer> set = new TreeSet<>();
      for (int count = random.nextInt(5); count > 0; count--) {
        int number = random.nextInt(8);
        assertThat(marks.add(number)).isEqualTo(set.add(number));
      }
      int found = classes.of(marks);
      Integer before = numbers.putIfAbsent(set, found);
      assertThat(before == null || before == found).isTrue();
      assertThat(Arrays.stream(classes.set(found)).boxed().toList())
          .isEqualTo(set.stream().toList());
      assertThat(found == 0).isEqualTo(set.isEmpty());
    }
    assertThat(classes.size()).isEqualTo(numbers.size());
  }

  @Test
  void aSearchIsNeverTakenForAnother() {
    Random random = new Random(SEED);
    Searches searches = new Searches();
    Map<Long, Outcome> outcomes = new HashMap<>();
    int known = 0;
    for (int round = 0; round < 200_000; round++) {
      long key = Searches.key(1 + random.nextInt(20_000), random.nextInt(8));
      Outcome found = searches.find(key);
      if (found == null) {
        Outcome outcome = Outcome.values()[random.nextInt(3)];
        outcomes.put(key, outcome);
        searches.put(key, outcome);
      } else {
        assertThat(found).isEqualTo(outcomes.get(key));
        known++;
      }
    }
    assertThat(known).isGreaterThan(10_000);
    searches.clear();
    assertThat(outcomes.keySet()).allMatch(key -> searches.find(key) == null);
  }
}
