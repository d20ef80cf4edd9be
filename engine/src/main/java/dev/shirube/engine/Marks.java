// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import java.util.Arrays;

/// A set of small numbers that is emptied in one step. For one thread.
final class Marks {
  private final int[] stamps;
  private int[] list = new int[64];
  private int count;
  private int stamp = 1;

  /// @param size one more than the greatest number
  Marks(int size) {
    stamps = new int[size];
  }

  void clear() {
    count = 0;
    if (++stamp == 0) {
      Arrays.fill(stamps, 0);
      stamp = 1;
    }
  }

  /// Puts a number in.
  ///
  /// @return whether it was not there
  boolean add(int number) {
    if (stamps[number] == stamp) {
      return false;
    }
    stamps[number] = stamp;
    if (count == list.length) {
      list = Arrays.copyOf(list, count * 2);
    }
    list[count++] = number;
    return true;
  }

  void addAll(int[] numbers) {
    for (int number : numbers) {
      add(number);
    }
  }

  boolean has(int number) {
    return stamps[number] == stamp;
  }

  int size() {
    return count;
  }

  /// A number by the order in which they came.
  int get(int index) {
    return list[index];
  }

  /// The numbers in ascending order; {@link #get} follows that order from now on.
  int[] sorted() {
    Arrays.sort(list, 0, count);
    return list;
  }
}
