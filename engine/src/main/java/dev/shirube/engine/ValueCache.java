// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Remembers of values what the rules of a lane say of them, so that a value seen before costs one
/// look-up. Bounded, for one thread.
///
/// A value is found by a hash under a secret key and then compared byte by byte: nobody can craft a
/// value that is taken for another. The bytes lie in two halves; when the newer one is full the
/// older one is given up, and what is asked for again meanwhile moves on. While several sources
/// come, one of them may fill no more than a part of a half, so that a flood of its unique values
/// cannot push out what the others repeat.
final class ValueCache {
  private static final int WAYS = 4;
  private static final int QUOTAS = 64;

  /// No longer value is remembered.
  static final int LARGEST = 1 << 14;

  /// Longer values seldom come again, and would push out many that do: they are worth remembering
  /// only where regular expressions are looked for in them.
  static final int USUAL = 1 << 11;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

  private final long keyOne;
  private final long keyTwo;
  private final int half;
  private final byte[] arena;
  private final long[] hash;
  private final int[] place;
  private final int[] size;
  private final int[] lane;
  private final int[] answer;
  private final int[] generation;
  private final int[] serial;
  private final int[] inserted = new int[QUOTAS];
  private int current = 2;
  private int used;
  private int serials;
  private int sources;
  private int probed;
  private int probedLane;
  private long probedHash;
  private long misses;

  /// @param bytes how much memory it may take, roughly
  /// @param keyOne half of the secret that hashes are made with
  ValueCache(int bytes, long keyOne, long keyTwo) {
    this.keyOne = keyOne;
    this.keyTwo = keyTwo | 1;
    int slots = Math.max(64, Integer.highestOneBit(bytes / 128));
    half = Math.max(LARGEST, bytes / 3);
    arena = new byte[2 * half];
    hash = new long[slots];
    place = new int[slots];
    size = new int[slots];
    lane = new int[slots];
    answer = new int[slots];
    generation = new int[slots];
    serial = new int[slots];
  }

  /// Looks a value up.
  ///
  /// @param laneAndType which lane asks, and how the bytes are to be read
  /// @return the slot that knows it, or -1; then {@link #put} may follow
  int find(int laneAndType, byte[] bytes, int offset, int length) {
    long wanted = hash(laneAndType, bytes, offset, length);
    probedLane = laneAndType;
    probedHash = wanted;
    int first = (int) (wanted >>> 32) & (hash.length - WAYS);
    probed = first;
    for (int slot = first; slot < first + WAYS; slot++) {
      if (hash[slot] == wanted
          && size[slot] == length
          && lane[slot] == laneAndType
          && generation[slot] >= current - 1
          && Arrays.equals(
              arena, place[slot], place[slot] + length, bytes, offset, offset + length)) {
        return generation[slot] == current ? slot : promote(slot);
      }
    }
    misses++;
    return -1;
  }

  /// What was put.
  int answer(int slot) {
    return answer[slot];
  }

  /// A number that this value has had alone since the cache was last emptied.
  int serial(int slot) {
    return serial[slot];
  }

  /// How many look-ups found nothing.
  long misses() {
    return misses;
  }

  /// Remembers the value that {@link #find} was asked for last and did not know.
  ///
  /// @param source whose value it is, any number
  /// @return the slot, or -1 when it is not remembered: too large, or its source has had its share
  int put(byte[] bytes, int offset, int length, int source, int found) {
    int quota = source & (QUOTAS - 1);
    boolean filled = (sources & (sources - 1)) != 0 && inserted[quota] > half / 2;
    if (length > LARGEST || filled) {
      return -1;
    }
    if (used + length > half) {
      turn();
    }
    int slot = victim();
    inserted[quota] += length + 32;
    sources |= 1 << (quota & 31);
    store(slot, bytes, offset, length);
    hash[slot] = probedHash;
    size[slot] = length;
    lane[slot] = probedLane;
    answer[slot] = found;
    serial[slot] = ++serials;
    return slot;
  }

  /// Whether serial numbers are nearly used up, so that it has to be emptied.
  boolean isSpent() {
    return serials > 1 << 30;
  }

  /// Forgets everything.
  void clear() {
    Arrays.fill(generation, 0);
    Arrays.fill(inserted, 0);
    current = 2;
    used = 0;
    serials = 0;
    sources = 0;
  }

  private int victim() {
    int oldest = probed;
    for (int slot = probed; slot < probed + WAYS; slot++) {
      if (generation[slot] < current - 1) {
        return slot;
      }
      if (serial[slot] < serial[oldest]) {
        oldest = slot;
      }
    }
    return oldest;
  }

  private int promote(int slot) {
    if (used + size[slot] > half) {
      return slot;
    }
    store(slot, arena, place[slot], size[slot]);
    return slot;
  }

  private void store(int slot, byte[] bytes, int offset, int length) {
    int at = (current & 1) * half + used;
    System.arraycopy(bytes, offset, arena, at, length);
    used += length;
    place[slot] = at;
    generation[slot] = current;
  }

  private void turn() {
    current++;
    used = 0;
    sources = 0;
    Arrays.fill(inserted, 0);
  }

  private long hash(int laneAndType, byte[] bytes, int offset, int length) {
    long state = keyOne ^ ((long) laneAndType * PRIME) ^ ((long) length << 40);
    int at = offset;
    int end = offset + length;
    for (; at + 16 <= end; at += 16) {
      state = mix((long) LONG.get(bytes, at) ^ keyTwo, (long) LONG.get(bytes, at + 8) ^ state);
    }
    long one = 0;
    long two = 0;
    int left = end - at;
    if (left >= 8) {
      one = (long) LONG.get(bytes, at);
      two = (long) LONG.get(bytes, end - 8);
    } else if (left >= 4) {
      one = (int) INT.get(bytes, at);
      two = (int) INT.get(bytes, end - 4);
    } else if (left > 0) {
      one = bytes[at] | (bytes[at + (left >> 1)] << 8);
      two = bytes[end - 1];
    }
    return mix(mix(one ^ keyTwo, two ^ state), keyOne + PRIME);
  }

  private static long mix(long one, long two) {
    return Math.unsignedMultiplyHigh(one, two) ^ (one * two);
  }
}
