// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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
}
