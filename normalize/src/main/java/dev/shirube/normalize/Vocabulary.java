// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of source fields that descriptions speak of, each as a small number, and for each name
/// the words its values are compared with. Filled while descriptions are read, only looked up
/// after.
final class Vocabulary {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<@Nullable Words> words = new ArrayList<>();

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
    Words set = words.get(name);
    if (set == null) {
      set = new Words();
      words.set(name, set);
    }
    return set.add(word);
  }

  @Nullable Words words(int name) {
    return words.get(name);
  }

  /// Words by number, looked up from bytes without making text. ASCII letters are compared without
  /// case.
  static final class Words {
    private byte[][] words = new byte[4][];
    private int[] table = new int[16];
    private int size;

    /// The number of a word, giving it one if it is new.
    int add(String word) {
      byte[] folded = fold(word.getBytes(StandardCharsets.UTF_8));
      int slot = slot(folded, 0, folded.length);
      if (table[slot] != 0) {
        return table[slot] - 1;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, size * 2);
      }
      words[size] = folded;
      table[slot] = ++size;
      if (size * 2 > table.length) {
        grow();
      }
      return size - 1;
    }

    /// The number of a word, or -1.
    int find(String word) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      return find(bytes, 0, bytes.length);
    }

    /// The number of the word that the bytes spell, or -1.
    int find(byte[] bytes, int offset, int length) {
      return table[slot(bytes, offset, length)] - 1;
    }

    private void grow() {
      table = new int[table.length * 2];
      for (int number = 0; number < size; number++) {
        table[slot(words[number], 0, words[number].length)] = number + 1;
      }
    }

    private int slot(byte[] bytes, int offset, int length) {
      int hash = length;
      for (int index = offset; index < offset + length; index++) {
        hash = hash * 31 + lower(bytes[index]);
      }
      hash *= 0x9e3779b1;
      int mask = table.length - 1;
      int slot = (hash ^ hash >>> 15) & mask;
      while (table[slot] != 0 && !same(words[table[slot] - 1], bytes, offset, length)) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    private static boolean same(byte[] word, byte[] bytes, int offset, int length) {
      if (word.length != length) {
        return false;
      }
      for (int index = 0; index < length; index++) {
        if (word[index] != lower(bytes[offset + index])) {
          return false;
        }
      }
      return true;
    }

    /// The bytes with ASCII letters in lower case.
    static byte[] fold(byte[] bytes) {
      byte[] folded = bytes.clone();
      for (int index = 0; index < folded.length; index++) {
        folded[index] = lower(folded[index]);
      }
      return folded;
    }

    static byte lower(byte value) {
      return value >= 'A' && value <= 'Z' ? (byte) (value + 32) : value;
    }
  }
}
