// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Encoded spellings of bytes that rules look for.
public final class Encodings {
  private Encodings() {}

  /// UTF-16 bytes of a text.
  ///
  /// @param mark whether the byte order mark FF FE comes first; only with little-endian
  public static byte[] utf16(String text, boolean bigEndian, boolean mark) {
    if (bigEndian) {
      return text.getBytes(StandardCharsets.UTF_16BE);
    }
    byte[] bytes = ((mark ? "\ufeff" : "") + text).getBytes(StandardCharsets.UTF_16LE);
    return bytes;
  }

  /// Base64 (RFC 4648 section 4) with padding.
  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// The part of the Base64 spelling that stays the same wherever the bytes stand in a longer text:
  /// one for each place modulo three. Characters that also depend on a neighbour are cut off.
  public static List<String> base64Offsets(byte[] bytes) {
    return List.of(offset(bytes, 0), offset(bytes, 1), offset(bytes, 2));
  }

  private static String offset(byte[] bytes, int shift) {
    byte[] padded = new byte[bytes.length + shift];
    Arrays.fill(padded, 0, shift, (byte) ' ');
    System.arraycopy(bytes, 0, padded, shift, bytes.length);
    String encoded = base64(padded);
    // A character carries six bits; those touched by the filling before or the text after go.
    int from = shift == 0 ? 0 : shift + 1;
    int to = padded.length * 8 / 6;
    return encoded.substring(Math.min(from, to), to);
  }
}
