// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/// SHA-256 as every identity in Shirube uses it: parts are length-prefixed, so that no two lists of
/// parts give the same input.
public final class Digests {
  private Digests() {}

  /// A fresh SHA-256 digest.
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /// SHA-256 over the parts, each preceded by its length in bytes.
  public static byte[] sha256(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      update(digest, bytes, 0, bytes.length);
    }
    return digest.digest();
  }

  /// Adds one length-prefixed part.
  public static void update(MessageDigest digest, byte[] bytes, int offset, int length) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (length >>> shift));
    }
    digest.update(bytes, offset, length);
  }

  /// The eight bytes at an offset as a big-endian number.
  public static long longAt(byte[] bytes, int offset) {
    long value = 0;
    for (int index = 0; index < 8; index++) {
      value = (value << 8) | (bytes[offset + index] & 0xffL);
    }
    return value;
  }

  /// Hashes of bytes for tables in memory, eight bytes a step. Keyed anew in every process, so that
  /// nobody can prepare input whose names all meet in one place of a table; never written to disk
  /// and never shown.
  public static final class Quick {
    private static final VarHandle LONG =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long KEY = new SplittableRandom().nextLong() | 1;
    private static final long ODD = 0x9e3779b97f4a7c15L;

    private Quick() {}

    /// The hash of a span.
    ///
    /// @param seed what else belongs to the thing hashed, such as the hash of what stands before
    public static long of(byte[] bytes, int offset, int length, long seed) {
      long hash = mix(seed ^ KEY, ODD + length);
      int at = offset;
      int end = offset + length;
      for (; at + 16 <= end; at += 16) {
        hash = mix((long) LONG.get(bytes, at) ^ hash, (long) LONG.get(bytes, at + 8) ^ KEY);
      }
      if (length >= 16) {
        return at == end ? hash : last(bytes, end - 16, end - 8, hash);
      }
      if (length >= 8) {
        return last(bytes, offset, end - 8, hash);
      }
      long tail = length >= 4 ? ends(bytes, offset, end) : few(bytes, offset, length);
      return mix(tail ^ hash, ODD);
    }

    private static long last(byte[] bytes, int one, int two, long hash) {
      return mix((long) LONG.get(bytes, one) ^ hash, (long) LONG.get(bytes, two) ^ ODD);
    }

    private static long ends(byte[] bytes, int offset, int end) {
      return ((long) (int) INT.get(bytes, offset) << 32)
          | ((int) INT.get(bytes, end - 4) & 0xffff_ffffL);
    }

    private static long few(byte[] bytes, int offset, int length) {
      long tail = 0;
      for (int at = offset; at < offset + length; at++) {
        tail = (tail << 8) | (bytes[at] & 0xff);
      }
      return tail;
    }

    /// Folds two numbers into one; each bit of both bears on each bit of the result.
    public static long mix(long one, long two) {
      return Math.multiplyHigh(one, two) ^ (one * two);
    }
  }
}
