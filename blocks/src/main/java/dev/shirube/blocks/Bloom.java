// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Tells of most texts that a column does not have them, whatever their case, without looking at
/// the column: a filter of blocks of 256 bits of which each text sets eight (Putze, Sanders,
/// Singler: Cache-, Hash- and Space-Efficient Bloom Filters, 2007). About one in two hundred is
/// told wrongly to be there.
public final class Bloom {
  /// Bytes of one block.
  public static final int BLOCK = 32;

  private static final int BITS_PER_KEY = 12;
  private static final long ODD = 0x9e37_79b9_7f4a_7c15L;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int[] SALT = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private Bloom() {}

  /// The filter of some hashes.
  public static byte[] of(long[] hashes, int count) {
    byte[] filter = new byte[bytes(count)];
    long blocks = filter.length / BLOCK;
    MemorySegment view = MemorySegment.ofArray(filter);
    for (int index = 0; index < count; index++) {
      long block = block(hashes[index], blocks);
      for (int word = 0; word < SALT.length; word++) {
        long at = block * BLOCK + word * 4L;
        view.set(INT, at, view.get(INT, at) | bit(hashes[index], word));
      }
    }
    return filter;
  }

  /// How many bytes the filter of so many hashes has.
  public static int bytes(int count) {
    return Math.toIntExact(Math.max(1, ((long) count * BITS_PER_KEY + 255) / 256) * BLOCK);
  }

  /// Whether a hash may be among those that a filter was made of.
  public static boolean mayHold(MemorySegment filter, long hash) {
    long block = block(hash, filter.byteSize() / BLOCK);
    for (int word = 0; word < SALT.length; word++) {
      if ((filter.get(INT, block * BLOCK + word * 4L) & bit(hash, word)) == 0) {
        return false;
      }
    }
    return true;
  }

  private static long block(long hash, long blocks) {
    return ((hash >>> 32) * blocks) >>> 32;
  }

  private static int bit(long hash, int word) {
    return 1 << (((int) hash * SALT[word]) >>> 27);
  }

  /// The hash of a folded text. Never changes: it is written to files.
  public static long hash(String folded) {
    byte[] bytes = folded.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }

  /// The hash of the folding of a value's text.
  public static long hash(ValueType type, byte[] bytes, int offset, int length) {
    boolean plain =
        switch (type) {
          case NULL, TEXT_UTF16, BINARY, PROCESS_KEY -> false;
          case TEXT, TEXT_JSON, INTEGER, DECIMAL, BOOLEAN, TIME -> true;
        };
    for (int at = offset; plain && at < offset + length; at++) {
      plain = bytes[at] >= 0 && (bytes[at] != '\\' || type == ValueType.TEXT);
    }
    if (type == ValueType.PROCESS_KEY) {
      // Its digits, in lower case as folding leaves them.
      byte[] digits = new byte[length * 2];
      for (int index = 0; index < length; index++) {
        digits[2 * index] = ByteSpelling.digit((bytes[offset + index] >> 4) & 15, false);
        digits[2 * index + 1] = ByteSpelling.digit(bytes[offset + index] & 15, false);
      }
      return hash(digits, 0, digits.length);
    }
    return plain
        ? hash(bytes, offset, length)
        : hash(Fold.fold(ValueText.of(type, bytes, offset, length)));
  }

  /// The hash of an event's identity.
  public static long hash(long high, long low) {
    return mix(high * ODD ^ Long.rotateLeft(low, 29));
  }

  private static long hash(byte[] bytes, int offset, int length) {
    long hash = length * ODD;
    long word = 0;
    for (int index = 0; index < length; index++) {
      int one = bytes[offset + index];
      int lower = one >= 'A' && one <= 'Z' ? one + 32 : one;
      word = word << 8 | (lower & 0xff);
      if ((index & 7) == 7) {
        hash = mix(hash ^ word);
        word = 0;
      }
    }
    return mix(hash ^ word);
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 32) * ODD;
    mixed = (mixed ^ mixed >>> 29) * 0xbf58_476d_1ce4_e5b9L;
    return mixed ^ mixed >>> 32;
  }
}
