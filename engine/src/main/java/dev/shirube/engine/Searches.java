// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.sigma.Matcher.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Remembers what a search for a regular expression in a value gave. Bounded: when it is full it is
/// emptied. For one thread.
final class Searches {
  private static final int SLOTS = 1 << 16;
  private static final Outcome[] OUTCOMES = Outcome.values();

  private final long[] keys = new long[SLOTS];
  private final byte[] outcomes = new byte[SLOTS];
  private int size;

  /// A value and a search of a plan as one number.
  ///
  /// @param serial of the value in the value cache, never 0
  static long key(int serial, int search) {
    return ((long) serial << 32) | search;
  }

  @Nullable Outcome find(long key) {
    int slot = slot(key);
    return keys[slot] == key ? OUTCOMES[outcomes[slot]] : null;
  }

  void put(long key, Outcome outcome) {
    if (size * 2 >= SLOTS) {
      clear();
    }
    int slot = slot(key);
    size += keys[slot] == key ? 0 : 1;
    keys[slot] = key;
    outcomes[slot] = (byte) outcome.ordinal();
  }

  void clear() {
    Arrays.fill(keys, 0);
    size = 0;
  }

  private int slot(long key) {
    int slot = (int) ((key * 0x9e37_79b9_7f4a_7c15L) >>> 48);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }
}
