// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers sets of predicates: values that make the same predicates true are of one class. The
/// empty set is class 0. For one thread.
final class Classes {
  private final Map<Key, Integer> numbers = new HashMap<>();
  private final List<int[]> sets = new ArrayList<>();

  /// @param set in ascending order
  private record Key(int[] set) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(key.set, set);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(set);
    }
  }

  Classes() {
    intern(new int[0]);
  }

  /// The class of a set.
  int of(Marks found) {
    return found.size() == 0 ? 0 : intern(Arrays.copyOf(found.sorted(), found.size()));
  }

  /// The class of a set.
  ///
  /// @param set in ascending order, each once
  int intern(int[] set) {
    return numbers.computeIfAbsent(
        new Key(set),
        _ -> {
          sets.add(set);
          return sets.size() - 1;
        });
  }

  int[] set(int number) {
    return sets.get(number);
  }

  int size() {
    return sets.size();
  }
}
