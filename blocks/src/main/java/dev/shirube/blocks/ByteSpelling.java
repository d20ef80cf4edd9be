// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import org.jspecify.annotations.Nullable;

/// A way to spell a fixed number of bytes that can be undone to the last byte: hexadecimal digits
/// in one case, UUIDs (RFC 9562) with or without braces, or the bytes themselves.
///
/// @param kind which way
/// @param width how many bytes are kept
/// @param upper whether hexadecimal digits are upper-case
public record ByteSpelling(Kind kind, int width, boolean upper) {
  private static final int UUID_BYTES = 16;
  private static final int LEAST_DIGITS = 8;
  private static final int MOST_WIDTH = 64;

  /// The ways there are. Their ordinals are written to files: append only.
  public enum Kind {
    DIGITS,
    UUID,
    BRACED,
    BYTES
  }

  /// The way a text is spelled, if it is one of these.
  ///
  /// @param binary whether bytes that are no text may be kept as they are
  public static @Nullable ByteSpelling guess(byte[] bytes, int offset, int length, boolean binary) {
    boolean upper = false;
    for (int at = offset; at < offset + length; at++) {
      upper |= bytes[at] >= 'A' && bytes[at] <= 'F';
    }
    Kind kind = length == 36 ? Kind.UUID : length == 38 ? Kind.BRACED : Kind.DIGITS;
    int width = kind == Kind.DIGITS ? length / 2 : UUID_BYTES;
    ByteSpelling guessed = new ByteSpelling(kind, width, upper);
    boolean digits = length >= LEAST_DIGITS && width <= MOST_WIDTH;
    if (digits && guessed.read(bytes, offset, length, new byte[width], 0)) {
      return guessed;
    }
    return binary && length > 0 && length <= MOST_WIDTH
        ? new ByteSpelling(Kind.BYTES, length, false)
        : null;
  }

  /// How long every spelling is.
  public int length() {
    return switch (kind) {
      case DIGITS -> width * 2;
      case UUID -> 36;
      case BRACED -> 38;
      case BYTES -> width;
    };
  }

  /// The value of a hexadecimal digit in one case; -1 for anything else.
  public static int digit(byte c, boolean upper) {
    int letter = upper ? c - 'A' : c - 'a';
    return c >= '0' && c <= '9' ? c - '0' : letter >= 0 && letter < 6 ? letter + 10 : -1;
  }

  public static byte digit(int value, boolean upper) {
    return (byte) (value < 10 ? '0' + value : (upper ? 'A' : 'a') + value - 10);
  }

  /// Reads a text.
  ///
  /// @return false if it is not spelled this way
  public boolean read(byte[] bytes, int offset, int length, byte[] into, int to) {
    if (length != length()) {
      return false;
    }
    if (kind == Kind.BYTES) {
      System.arraycopy(bytes, offset, into, to, length);
      return true;
    }
    int at = offset;
    if (kind == Kind.BRACED && (bytes[at++] != '{' || bytes[offset + 37] != '}')) {
      return false;
    }
    for (int index = 0; index < width; index++) {
      if (isDash(index) && bytes[at++] != '-') {
        return false;
      }
      int value = digit(bytes[at], upper) << 4 | digit(bytes[at + 1], upper);
      if (value < 0) {
        return false;
      }
      into[to + index] = (byte) value;
      at += 2;
    }
    return true;
  }

  private boolean isDash(int index) {
    return kind != Kind.DIGITS && (index == 4 || index == 6 || index == 8 || index == 10);
  }

  /// Spells bytes.
  public void write(byte[] bytes, int offset, byte[] into, int to) {
    if (kind == Kind.BYTES) {
      System.arraycopy(bytes, offset, into, to, width);
      return;
    }
    int at = to;
    if (kind == Kind.BRACED) {
      into[at++] = '{';
      into[to + 37] = '}';
    }
    for (int index = 0; index < width; index++) {
      if (isDash(index)) {
        into[at++] = '-';
      }
      int value = bytes[offset + index] & 0xff;
      into[at++] = digit(value >>> 4, upper);
      into[at++] = digit(value & 15, upper);
    }
  }
}
