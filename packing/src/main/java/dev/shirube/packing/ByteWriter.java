// SPDX-License-Identifier: Apache-2.0
package dev.shirube.packing;

import java.util.Arrays;

/// Bytes of a file while they are put together. Numbers of fixed width are little-endian; numbers
/// of open width have seven bits a byte, the low ones first, and a high bit where more follow.
public final class ByteWriter {
  private byte[] bytes = new byte[256];
  private int size;

  /// The bytes written so far lie at the beginning of it.
  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  public byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  /// Makes room for so many bytes behind the end and tells where they begin; {@link #commit} counts
  /// them.
  public int reserve(int length) {
    if (length > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, length), bytes.length * 2));
    }
    return size;
  }

  public void commit(int length) {
    size += length;
  }

  public ByteWriter u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public ByteWriter u32(int value) {
    reserve(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  public ByteWriter u64(long value) {
    return u32((int) value).u32((int) (value >>> 32));
  }

  /// A number of open width, taken as unsigned.
  public ByteWriter number(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /// A number of open width that may be negative; small ones are short.
  public ByteWriter signed(long value) {
    return number((value << 1) ^ (value >> 63));
  }

  public ByteWriter raw(byte[] source, int offset, int length) {
    int at = reserve(length);
    System.arraycopy(source, offset, bytes, at, length);
    size += length;
    return this;
  }

  /// Bytes with their length before them.
  public ByteWriter counted(byte[] source) {
    return number(source.length).raw(source, 0, source.length);
  }
}
