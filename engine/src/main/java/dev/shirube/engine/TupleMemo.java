// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Remembers what followed from a row of numbers; compared whole, never by hash alone. When it is
/// full it is emptied; a row too long for it is not remembered. For one thread.
///
/// @param <T> what follows
final class TupleMemo<T> {
  private static final int LONGEST = 1 << 12;
  private static final int FIRST_SLOTS = 256;
  private static final int NUMBERS_A_ROW = 32;

  private final int most;
  private final long key;
  private final int mostSlots;
  private Object[] answers;
  private int[][] rows;
  private int size;
  private long numbers;

  /// @param most how many rows it remembers
  /// @param key secret, so that nobody can make rows that are slow to tell apart
  TupleMemo(int most, long key) {
    this.most = most;
    this.key = key;
    mostSlots = Integer.highestOneBit(most) * 4;
    answers = new Object[Math.min(FIRST_SLOTS, mostSlots)];
    rows = new int[answers.length][];
  }

  /// What followed from the first numbers of a row; null if it is not known.
  @SuppressWarnings("unchecked")
  @Nullable T find(int[] row, int length) {
    int slot = slot(row, length);
    return rows[slot] == null ? null : (T) answers[slot];
  }

  void put(int[] row, int length, T answer) {
    if (length > LONGEST) {
      return;
    }
    if (size >= most || numbers + length > (long) most * NUMBERS_A_ROW) {
      clear();
    }
    if (size * 4 >= rows.length && rows.length < mostSlots) {
      grow();
    }
    int slot = slot(row, length);
    if (rows[slot] == null) {
      size++;
      numbers += length;
      rows[slot] = Arrays.copyOf(row, length);
    }
    answers[slot] = answer;
  }

  /// Most partitions see few rows, and there may be a thousand partitions: room is made when
  /// needed.
  private void grow() {
    int[][] oldRows = rows;
    Object[] oldAnswers = answers;
    rows = new int[oldRows.length * 2][];
    answers = new Object[rows.length];
    for (int old = 0; old < oldRows.length; old++) {
      int[] row = oldRows[old];
      if (row != null) {
        int slot = slot(row, row.length);
        rows[slot] = row;
        answers[slot] = oldAnswers[old];
      }
    }
  }

  void clear() {
    Arrays.fill(answers, null);
    Arrays.fill(rows, null);
    size = 0;
    numbers = 0;
  }

  private int slot(int[] row, int length) {
    long hash = key ^ length;
    for (int index = 0; index < length; index++) {
      hash = (hash ^ row[index]) * 0x9e37_79b9_7f4a_7c15L;
      hash ^= hash >>> 29;
    }
    int mask = rows.length - 1;
    int slot = (int) (hash >>> 20) & mask;
    for (int[] known = rows[slot]; known != null; known = rows[slot]) {
      if (known.length == length && Arrays.equals(known, 0, length, row, 0, length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
