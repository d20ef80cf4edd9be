// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A view on one record where it lies. What would lie behind its end is zeros, whatever the
/// record's own lengths say.
public final class RawRecord {
  private static final byte[] NOTHING = {};

  private MemorySegment data = MemorySegment.NULL;
  private long at;
  private int length;

  /// Moves the view.
  public RawRecord on(MemorySegment newData, long offset, int bytes) {
    data = newData;
    at = offset;
    length = Math.max(0, (int) Math.min(bytes, newData.byteSize() - offset));
    return this;
  }

  /// How many bytes it has.
  public int length() {
    return length;
  }

  /// A byte.
  public int u8(int place) {
    return place + 1 <= length ? data.get(JAVA_BYTE, at + place) & 0xff : 0;
  }

  /// Two bytes without a sign.
  public int u16(int place) {
    return place + 2 <= length ? data.get(JAVA_SHORT_UNALIGNED, at + place) & 0xffff : 0;
  }

  /// Four bytes with a sign.
  public int i32(int place) {
    return place + 4 <= length ? data.get(JAVA_INT_UNALIGNED, at + place) : 0;
  }

  /// Four bytes without a sign.
  public long u32(int place) {
    return i32(place) & 0xffff_ffffL;
  }

  /// Eight bytes.
  public long i64(int place) {
    return place + 8 <= length ? data.get(JAVA_LONG_UNALIGNED, at + place) : 0;
  }

  /// What kind of record it is.
  public int kind() {
    return u16(0);
  }

  /// Whether one of some flags is set.
  public boolean has(int flag) {
    return (u16(Layout.HEAD_FLAGS) & flag) != 0;
  }

  /// The process id whose record it is; 0 when nobody knows.
  public int tgid() {
    return i32(Layout.HEAD_TGID);
  }

  /// When that process was made, the kernel's clock.
  public long start() {
    return i64(Layout.HEAD_START);
  }

  /// Some bytes, as many of them as there are.
  public byte[] bytes(int place, int count) {
    int there = Math.min(count, length - place);
    if (there <= 0) {
      return NOTHING;
    }
    byte[] copy = new byte[there];
    MemorySegment.copy(data, JAVA_BYTE, at + place, copy, 0, there);
    return copy;
  }

  /// A text that ends with a 0, or where its room does.
  public byte[] text(int place, int room) {
    byte[] bytes = bytes(place, room);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
  }
}
