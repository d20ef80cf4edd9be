// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The bytes of one chunk, 64 KiB, with little-endian reading that never leaves them.
final class ChunkBytes {
  /// Every chunk has this size, also a cut-off one: what is missing reads as zeros.
  static final int SIZE = 1 << 16;

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final byte[] data = new byte[SIZE];

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  /// The bytes themselves.
  byte[] data() {
    return data;
  }

  /// Fails unless so many bytes lie at an offset.
  void require(int at, int length) throws BrokenBinXml {
    if (at < 0 || length < 0 || at > SIZE - length) {
      throw new BrokenBinXml(at);
    }
  }

  int u8(int at) throws BrokenBinXml {
    require(at, 1);
    return data[at] & 0xff;
  }

  int u16(int at) throws BrokenBinXml {
    require(at, 2);
    return (short) SHORT.get(data, at) & 0xffff;
  }

  int i32(int at) throws BrokenBinXml {
    require(at, 4);
    return (int) INT.get(data, at);
  }

  /// A 32-bit number that is an offset or a count, so that more than the chunk's size is broken.
  int count(int at) throws BrokenBinXml {
    int value = i32(at);
    if (value < 0 || value > SIZE) {
      throw new BrokenBinXml(at);
    }
    return value;
  }

  long i64(int at) throws BrokenBinXml {
    require(at, 8);
    return (long) LONG.get(data, at);
  }

  /// A text of UTF-16 units.
  String utf16(int at, int units) throws BrokenBinXml {
    require(at, units * 2);
    return new String(data, at, units * 2, StandardCharsets.UTF_16LE);
  }

  /// The number at an offset known to be inside, for code that has checked its bounds.
  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static int shortAt(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xffff;
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }
}
