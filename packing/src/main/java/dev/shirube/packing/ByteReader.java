// SPDX-License-Identifier: Apache-2.0
package dev.shirube.packing;

import java.util.Arrays;

/// Reads what {@link ByteWriter} wrote.
///
/// Whatever the bytes are, reading ends in an IndexOutOfBoundsException or an
/// IllegalArgumentException at worst.
public final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  public ByteReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    at = offset;
    end = offset + length;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int left() {
    return end - at;
  }

  /// Passes over some bytes and tells where they began.
  public int skip(int length) {
    if (length < 0 || length > end - at) {
      throw new IndexOutOfBoundsException("ends too early");
    }
    int from = at;
    at += length;
    return from;
  }

  public int u8() {
    return bytes[skip(1)] & 0xff;
  }

  public int u32() {
    int from = skip(4);
    int value = 0;
    for (int index = 3; index >= 0; index--) {
      value = value << 8 | (bytes[from + index] & 0xff);
    }
    return value;
  }

  public long u64() {
    long low = u32() & 0xffff_ffffL;
    return low | (long) u32() << 32;
  }

  public long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int one = u8();
      value |= (one & 0x7fL) << shift;
      if (one < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number without an end");
  }

  public long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  /// A number that counts things, of which none takes less than so many bits of what is left.
  public int count() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("more than there can be: " + value);
    }
    return (int) value;
  }

  /// How many parts of at least a byte each follow.
  public int parts() {
    int count = count();
    if (count > left()) {
      throw new IllegalArgumentException("more parts than bytes: " + count);
    }
    return count;
  }

  public byte[] counted() {
    int length = parts();
    int from = skip(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }
}
