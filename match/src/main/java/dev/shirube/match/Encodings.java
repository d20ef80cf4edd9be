// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Encoded spellings of bytes that rules look for.
public final class Encodings {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Encodings() {}

  /// UTF-8 bytes of a text. A surrogate without its other half, which UTF-8 has no bytes for, is
  /// written like any other character of three bytes.
  static byte[] utf8(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    boolean lone = false;
    for (int index = 0; index < plain.length; index++) {
      // Java writes a question mark for it.
      lone |= plain[index] == '?';
    }
    return lone && hasLoneSurrogate(text) ? withSurrogates(text) : plain;
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints().anyMatch(Encodings::isSurrogate);
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  private static byte[] withSurrogates(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 3);
    text.codePoints()
        .forEach(point -> {
          if (isSurrogate(point)) {
            out.write(0xe0 | (point >> 12));
            out.write(0x80 | ((point >> 6) & 0x3f));
            out.write(0x80 | (point & 0x3f));
          } else {
            out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
          }
        });
    return out.toByteArray();
  }

  /// The length in UTF-16 of some bytes of UTF-8, which must be well-formed.
  static int length(byte[] bytes, int from, int to) {
    int length = 0;
    for (int at = from; at < to; at++) {
      int one = bytes[at] & 0xff;
      length += (one & 0xc0) == 0x80 ? 0 : one >= 0xf0 ? 2 : 1;
    }
    return length;
  }

  /// Whether bytes are well-formed UTF-8 (Unicode standard, table 3-7).
  static boolean isUtf8(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (at + 8 <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
        at += 8;
      } else if (bytes[at] >= 0) {
        at++;
      } else {
        int length = sequence(bytes, at, to);
        if (length == 0) {
          return false;
        }
        at += length;
      }
    }
    return true;
  }

  /// How many bytes the character that is not ASCII has; 0 when it is none.
  private static int sequence(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > to) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    boolean right = second >= least && second <= most;
    for (int index = 2; index < length; index++) {
      right &= (bytes[at + index] & 0xc0) == 0x80;
    }
    return right ? length : 0;
  }

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
