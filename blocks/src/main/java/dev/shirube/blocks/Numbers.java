// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import dev.shirube.packing.Sections;

/// Whole numbers in a row as bytes: as distances from the least of them or from the one before,
/// whatever is shorter, and of these first all lowest bytes, then all next ones: each plane a
/// stretch of its own.
public final class Numbers {
  private static final int FROM_LEAST = 0;
  private static final int FROM_LAST = 1;

  private Numbers() {}

  /// Adds numbers.
  public static void write(ByteWriter out, Sections sections, long[] values, int count) {
    long least = count == 0 ? 0 : values[0];
    for (int index = 1; index < count; index++) {
      least = Math.min(least, values[index]);
    }
    long fromLeast = 0;
    long fromLast = 0;
    long most = 0;
    long mostLast = 0;
    for (int index = 0; index < count; index++) {
      long one = values[index] - least;
      long two = index == 0 ? 0 : zigzag(values[index] - values[index - 1]);
      fromLeast += width(one);
      fromLast += width(two);
      most |= one;
      mostLast |= two;
    }
    boolean last = fromLast < fromLeast;
    int width = (width(last ? mostLast : most) + 7) / 8;
    out.u8((last ? FROM_LAST : FROM_LEAST) | width << 4);
    out.signed(last ? values[0] : least);
    byte[] plane = new byte[count];
    for (int part = 0; part < width; part++) {
      for (int index = 0; index < count; index++) {
        long value =
            last
                ? index == 0 ? 0 : zigzag(values[index] - values[index - 1])
                : values[index] - least;
        plane[index] = (byte) (value >>> (part * 8));
      }
      sections.write(out, plane, 0, count);
    }
  }

  private static int width(long value) {
    return 64 - Long.numberOfLeadingZeros(value);
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  /// Reads so many numbers.
  public static long[] read(ByteReader in, int count) {
    int head = in.u8();
    int width = head >>> 4;
    int mode = head & 15;
    if (width > 8 || mode > FROM_LAST) {
      throw new IllegalArgumentException("unknown kind of numbers: " + head);
    }
    long base = in.signed();
    long[] values = new long[count];
    byte[] plane = new byte[width == 0 ? 0 : count];
    for (int part = 0; part < width; part++) {
      Sections.read(in, plane, 0, count);
      int shift = part * 8;
      for (int index = 0; index < count; index++) {
        values[index] |= (plane[index] & 0xffL) << shift;
      }
    }
    long last = base;
    for (int index = 0; index < count; index++) {
      long value = values[index];
      last = mode == FROM_LEAST ? base + value : last + ((value >>> 1) ^ -(value & 1));
      values[index] = last;
    }
    return values;
  }
}
