// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/// SipHash-2-4 with 128 bits of result (Aumasson and Bernstein): the names of values in memory. As
/// nobody outside knows the key, nobody can make two values that are taken for one. For one thread.
public final class KeyedHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long key0;
  private final long key1;
  private byte[] input = new byte[256];
  private int length;
  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long first;
  private long second;

  /// With a key that was given, as when a state is read back.
  public KeyedHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /// With a key of its own.
  public static KeyedHash random() {
    SecureRandom random = new SecureRandom();
    return new KeyedHash(random.nextLong(), random.nextLong());
  }

  /// First half of the key; to be kept as secret as what it protects.
  public long key0() {
    return key0;
  }

  /// Second half of the key.
  public long key1() {
    return key1;
  }

  /// Begins a new input.
  public KeyedHash begin() {
    length = 0;
    return this;
  }

  /// Adds a number.
  public KeyedHash add(long number) {
    room(8);
    LONG.set(input, length, number);
    length += 8;
    return this;
  }

  /// Adds a text, its length first, so that no two lists of texts are the same input.
  public KeyedHash add(String text) {
    int chars = text.length();
    room(4 + 3 * chars);
    int at = length;
    for (int shift = 0; shift < 32; shift += 8) {
      input[at++] = (byte) (chars >>> shift);
    }
    for (int index = 0; index < chars; index++) {
      char c = text.charAt(index);
      if (c < 0x80) {
        input[at++] = (byte) c;
      } else {
        input[at++] = (byte) (0xe0 | c >> 12);
        input[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
        input[at++] = (byte) (0x80 | (c & 0x3f));
      }
    }
    length = at;
    return this;
  }

  /// Adds bytes as they are; the caller sees to it that their length is known.
  public KeyedHash add(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, input, length, bytes.length);
    length += bytes.length;
    return this;
  }

  private void room(int more) {
    if (input.length - length < more) {
      input = Arrays.copyOf(input, Math.max(input.length * 2, length + more));
    }
  }

  /// Hashes the input; the result lies in {@link #first()} and {@link #second()}.
  public KeyedHash end() {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
    int whole = length & ~7;
    for (int at = 0; at < whole; at += 8) {
      compress((long) LONG.get(input, at));
    }
    long last = (long) length << 56;
    for (int at = whole; at < length; at++) {
      last |= (input[at] & 0xffL) << ((at - whole) * 8);
    }
    compress(last);
    v2 ^= 0xee;
    first = finish();
    v1 ^= 0xdd;
    second = finish();
    return this;
  }

  private void compress(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private long finish() {
    round();
    round();
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }

  /// First half of the result.
  public long first() {
    return first;
  }

  /// Second half of the result.
  public long second() {
    return second;
  }
}
