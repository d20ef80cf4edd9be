// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of source fields that descriptions speak of, each as a small number, and for each name
/// the words its values are compared with. Filled while descriptions are read, only looked up
/// after.
final class Vocabulary {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<@Nullable WordSet> words = new ArrayList<>();

  /// The number of a name, giving it one if it is new.
  int number(String name) {
    Integer known = numbers.putIfAbsent(name, numbers.size());
    if (known == null) {
      words.add(null);
      return numbers.size() - 1;
    }
    return known;
  }

  /// The number of a name, or -1 if no description speaks of it.
  int find(String name) {
    return numbers.getOrDefault(name, -1);
  }

  int size() {
    return numbers.size();
  }

  /// The number of a word that values of a name are compared with, giving it one if it is new.
  int word(int name, String word) {
    WordSet set = words.get(name);
    if (set == null) {
      set = new WordSet();
      words.set(name, set);
    }
    return set.add(word);
  }

  @Nullable WordSet words(int name) {
    return words.get(name);
  }
}
