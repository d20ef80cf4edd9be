// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import java.util.Arrays;

/// Some values, one behind the other in one array of bytes. Not changed any more once others read
/// it.
final class Values implements SegmentCache.Weighed {
  private byte[] bytes;
  private int[] offsets;
  private int count;

  Values() {
    this(64, 1024);
  }

  Values(int count, int length) {
    offsets = new int[count + 1];
    bytes = new byte[length];
  }

  int count() {
    return count;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset(int index) {
    return offsets[index];
  }

  int length(int index) {
    return offsets[index + 1] - offsets[index];
  }

  /// How many bytes all of them have.
  int size() {
    return offsets[count];
  }

  void clear() {
    count = 0;
  }

  void add(byte[] source, int offset, int length) {
    int at = reserve(length);
    System.arraycopy(source, offset, bytes, at, length);
    commit(length);
  }

  /// Makes room for one more value of at most so many bytes and tells where to write it.
  int reserve(int length) {
    if (count + 1 == offsets.length) {
      offsets = Arrays.copyOf(offsets, count * 2 + 2);
    }
    int at = offsets[count];
    if (length > bytes.length - at) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(at, length), more(bytes.length)));
    }
    return at;
  }

  private static int more(int length) {
    return length < 1 << 29 ? length * 2 : length;
  }

  /// Counts the value written where {@link #reserve} told.
  void commit(int length) {
    offsets[count + 1] = offsets[count] + length;
    count++;
  }

  @Override
  public int weight() {
    return bytes.length + offsets.length * 4 + 48;
  }
}
