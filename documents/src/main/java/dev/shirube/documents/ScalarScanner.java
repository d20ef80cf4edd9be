// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Stage one with the arithmetic of long numbers, eight bytes a step; runs everywhere.
final class ScalarScanner implements StructuralScanner {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * LOW_BITS;
  private static final long SLASHES = '\\' * LOW_BITS;

  @Override
  public void scan(byte[] bytes, int from, int blocks, Masks index) {
    int at = from;
    for (int block = 0; block < blocks; block++, at += BLOCK) {
      long quotes = 0;
      long slashes = 0;
      long high = 0;
      for (int word = 0; word < 8; word++) {
        long eight = (long) LONG.get(bytes, at + 8 * word);
        quotes |= equal(eight, QUOTES) >>> (7 - word);
        slashes |= equal(eight, SLASHES) >>> (7 - word);
        high |= (eight & HIGH_BITS) >>> (7 - word);
      }
      index.block(at, turned(quotes), turned(slashes), turned(high));
    }
  }

  /// The high bit of each byte that equals the pattern's, and no other bit.
  private static long equal(long word, long pattern) {
    long differ = word ^ pattern;
    return ~(((differ & ~HIGH_BITS) + ~HIGH_BITS) | differ) & HIGH_BITS;
  }

  /// Bit 8·i + j for bit 8·j + i: the bits of eight words stand side by side, and the bytes of each
  /// shall. Squares of one, two and four bits are swapped over the diagonal.
  private static long turned(long bits) {
    if (bits == 0) {
      return 0;
    }
    long one = swapped(bits, 7, 0x00AA00AA00AA00AAL);
    long two = swapped(one, 14, 0x0000CCCC0000CCCCL);
    return swapped(two, 28, 0x00000000F0F0F0F0L);
  }

  /// Swaps the bits of a mask with those so many places above.
  private static long swapped(long bits, int distance, long mask) {
    long differ = (bits ^ (bits >>> distance)) & mask;
    return bits ^ differ ^ (differ << distance);
  }
}
