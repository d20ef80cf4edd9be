// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.EventId;

/// Remembers event ids, up to a limit, to count records that come twice. Keeps half of each id: two
/// different ones are taken for the same once in many thousand million pairs.
final class SeenEvents {
  private static final int LIMIT = 1 << 22;

  private long[] table = new long[1 << 12];
  private int size;

  /// Remembers an id.
  ///
  /// @return whether it was known already
  boolean again(EventId id) {
    long key = id.low() == 0 ? 1 : id.low();
    int slot = slot(key);
    if (table[slot] == key) {
      return true;
    }
    if (size < LIMIT) {
      table[slot] = key;
      if (++size * 2 > table.length) {
        grow();
      }
    }
    return false;
  }

  /// Whether every id so far was compared with every other.
  boolean complete() {
    return size < LIMIT;
  }

  private int slot(long key) {
    int mask = table.length - 1;
    int slot = (int) (key ^ key >>> 32) & mask;
    while (table[slot] != 0 && table[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = table;
    table = new long[old.length * 2];
    for (long key : old) {
      if (key != 0) {
        table[slot(key)] = key;
      }
    }
  }
}
