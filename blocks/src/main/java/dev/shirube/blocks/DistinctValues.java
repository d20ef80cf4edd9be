// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import dev.shirube.event.Digests;
import java.util.Arrays;

/// Different values, each with a number in the order in which they came. For one thread.
public final class DistinctValues {
  private final Values values = new Values(4, 64);
  private long[] hashes = new long[4];
  private int[] table = new int[8];
  private int last = -1;

  public int count() {
    return values.count();
  }

  /// The values under their numbers.
  public Values values() {
    return values;
  }

  /// The number of a value, giving it one if it is new.
  public int number(byte[] bytes, int offset, int length) {
    // A value is often the same as the one before.
    if (last < 0 || !same(last, bytes, offset, length)) {
      last = look(bytes, offset, length);
    }
    return last;
  }

  private int look(byte[] bytes, int offset, int length) {
    long hash = Digests.Quick.of(bytes, offset, length, 0);
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    while (table[slot] != 0) {
      int known = table[slot] - 1;
      if (hashes[known] == hash && same(known, bytes, offset, length)) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    int fresh = values.count();
    if (fresh == hashes.length) {
      hashes = Arrays.copyOf(hashes, fresh * 2);
    }
    hashes[fresh] = hash;
    values.add(bytes, offset, length);
    table[slot] = fresh + 1;
    if ((fresh + 1) * 2 > table.length) {
      grow();
    }
    return fresh;
  }

  private boolean same(int known, byte[] bytes, int offset, int length) {
    int at = values.offset(known);
    return values.length(known) == length
        && Arrays.equals(values.bytes(), at, at + length, bytes, offset, offset + length);
  }

  private void grow() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int number = 0; number < values.count(); number++) {
      int slot = (int) hashes[number] & mask;
      while (table[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = number + 1;
    }
  }

  /// About how many bytes of memory it takes.
  public long memory() {
    return values.weight() + 8L * hashes.length + 4L * table.length;
  }

  /// The numbers in the order of their values.
  ///
  /// @param shortFirst whether a shorter value comes before a longer one, as suits decimal numbers
  public int[] sorted(boolean shortFirst) {
    int count = count();
    long[] keys = new long[count];
    int[] order = new int[count];
    for (int number = 0; number < count; number++) {
      order[number] = number;
      keys[number] = key(number);
    }
    MergeSort.sort(order, (one, two) -> compare(one, two, keys, shortFirst));
    return order;
  }

  /// The first eight bytes, so that their order as signed numbers is that of the bytes.
  private long key(int number) {
    long key = 0;
    int length = Math.min(8, values.length(number));
    for (int index = 0; index < 8; index++) {
      int at = values.offset(number) + index;
      key = key << 8 | (index < length ? values.bytes()[at] & 0xff : 0);
    }
    return key ^ Long.MIN_VALUE;
  }

  private int compare(int one, int two, long[] keys, boolean shortFirst) {
    int shorter = shortFirst ? Integer.compare(values.length(one), values.length(two)) : 0;
    int begin = shorter != 0 ? shorter : Long.compare(keys[one], keys[two]);
    return begin != 0
        ? begin
        : Arrays.compareUnsigned(
            values.bytes(),
            values.offset(one),
            values.offset(one + 1),
            values.bytes(),
            values.offset(two),
            values.offset(two + 1));
  }
}
