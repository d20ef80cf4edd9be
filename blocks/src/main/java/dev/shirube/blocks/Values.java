// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import java.util.Arrays;

/// Some values, one behind the other in one array of bytes. Not changed any more once others read
/// it.
public final class Values implements Weighed {
  private byte[] bytes;
  private int[] offsets;
  private int count;
  private byte ascii;

  public Values() {
    this(64, 1024);
  }

  public Values(int count, int length) {
    offsets = new int[count + 1];
    bytes = new byte[length];
  }

  public int count() {
    return count;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int offset(int index) {
    return offsets[index];
  }

  public int length(int index) {
    return offsets[index + 1] - offsets[index];
  }

  /// Whether all bytes of all values are ASCII. Found out when first asked; not to be asked while
  /// values are added.
  public boolean isAscii() {
    byte known = ascii;
    if (known == 0) {
      int all = 0;
      for (int at = 0; at < offsets[count]; at++) {
        all |= bytes[at];
      }
      known = (byte) (all >= 0 ? 1 : -1);
      ascii = known;
    }
    return known > 0;
  }

  /// How many bytes all of them have.
  public int size() {
    return offsets[count];
  }

  public void clear() {
    count = 0;
  }

  public void add(byte[] source, int offset, int length) {
    int at = reserve(length);
    System.arraycopy(source, offset, bytes, at, length);
    commit(length);
  }

  /// Makes room for one more value of at most so many bytes and tells where to write it.
  public int reserve(int length) {
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
  public void commit(int length) {
    offsets[count + 1] = offsets[count] + length;
    count++;
  }

  @Override
  public int weight() {
    return bytes.length + offsets.length * 4 + 48;
  }
}
