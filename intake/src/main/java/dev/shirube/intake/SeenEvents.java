// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

/// Remembers records by a number of 64 bits, up to a limit, to count those that come twice: two
/// different ones are taken for the same once in many thousand million pairs.
final class SeenEvents {
  private static final int LIMIT = 1 << 22;

  private long[] table = new long[1 << 12];
  private int size;

  /// Remembers a record.
  ///
  /// @return whether it was known already
  boolean again(long fingerprint) {
    long key = fingerprint == 0 ? 1 : fingerprint;
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

  /// Whether every record so far was compared with every other.
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
