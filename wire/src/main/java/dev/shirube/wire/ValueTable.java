// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.Digests;
import java.util.Arrays;

/// The values of a row that may be named by a number, in the order in which they were put down.
final class ValueTable {
  private static final int SLOTS = RowFormat.MOST_KNOWN * 2;

  private final long[] places = new long[RowFormat.MOST_KNOWN];
  private final int[] tags = new int[RowFormat.MOST_KNOWN];
  private final int[] slots = new int[SLOTS];
  private int count;
  private int free;
  private int tag;

  void clear() {
    Arrays.fill(slots, 0);
    count = 0;
  }

  /// The number of a value, -1 if it has none; then {@link #add} may give it one.
  int find(byte[] row, byte[] bytes, int offset, int length) {
    long hash = Digests.Quick.of(bytes, offset, length, 0);
    tag = (int) (hash >>> 32);
    int slot = (int) hash & (SLOTS - 1);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      int from = (int) (places[number] >>> 32);
      if (tags[number] == tag
          && (int) places[number] == length
          && Arrays.equals(row, from, from + length, bytes, offset, offset + length)) {
        return number;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    free = slot;
    return -1;
  }

  /// Where a value was put down: its place in the upper half, its length in the lower.
  long place(int number) {
    return places[number];
  }

  /// Gives the value that was just looked for the next number, if there is one left.
  void add(long place) {
    if (count < RowFormat.MOST_KNOWN) {
      places[count] = place;
      tags[count] = tag;
      slots[free] = ++count;
    }
  }
}
