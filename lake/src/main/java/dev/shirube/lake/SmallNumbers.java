// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import dev.shirube.packing.ByteWriter;
import java.util.Arrays;

/// Small numbers in a row, and how Parquet writes them (Encodings.md, RLE): eight or more that are
/// the same as one and how often, others eight at a time with no more bits than the greatest needs.
final class SmallNumbers {
  private static final int GROUP = 8;

  private int[] numbers = new int[64];
  private int size;

  void add(int number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = number;
  }

  int size() {
    return size;
  }

  int get(int index) {
    return numbers[index];
  }

  /// How many bits the numbers up to one need; at least one.
  static int bits(int greatest) {
    return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(greatest));
  }

  /// Writes them.
  ///
  /// @param bits how many bits a number has
  void write(ByteWriter out, int bits) {
    int at = 0;
    while (at < size) {
      int same = same(at);
      if (same >= GROUP) {
        out.number((long) same << 1);
        for (int shift = 0; shift < bits; shift += Byte.SIZE) {
          out.u8(numbers[at] >>> shift);
        }
        at += same;
      } else {
        int end = at + GROUP;
        while (end < size && same(end) < GROUP) {
          end += GROUP;
        }
        packed(out, at, (end - at) / GROUP, bits);
        at = end;
      }
    }
  }

  private int same(int from) {
    int end = from + 1;
    while (end < size && numbers[end] == numbers[from]) {
      end++;
    }
    return end - from;
  }

  private void packed(ByteWriter out, int from, int groups, int bits) {
    out.number((long) groups << 1 | 1);
    long waiting = 0;
    int count = 0;
    for (int index = from; index < from + groups * GROUP; index++) {
      long number = index < size ? numbers[index] : 0;
      waiting |= number << count;
      count += bits;
      for (; count >= Byte.SIZE; count -= Byte.SIZE) {
        out.u8((int) waiting);
        waiting >>>= Byte.SIZE;
      }
    }
  }
}
