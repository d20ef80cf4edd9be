// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Looking at bytes of a text line. All log syntaxes here are ASCII; whatever is not stays
/// untouched inside values.
final class Ascii {
  private Ascii() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(int c) {
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  /// The byte at an index, or -1 beyond the end.
  static int at(byte[] bytes, int index, int to) {
    return index < to ? bytes[index] & 0xff : -1;
  }

  static int skipSpaces(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  static int skipSpacesBack(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && isSpace(bytes[end - 1])) {
      end--;
    }
    return end;
  }

  /// Index behind the token that begins at {@code from}: the next white space or the end.
  static int tokenEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  /// Index behind the digits that begin at {@code from}.
  static int digitsEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isDigit(bytes[at])) {
      at++;
    }
    return at;
  }

  static boolean startsWith(byte[] bytes, int from, int to, String ascii) {
    if (to - from < ascii.length()) {
      return false;
    }
    for (int index = 0; index < ascii.length(); index++) {
      if (bytes[from + index] != ascii.charAt(index)) {
        return false;
      }
    }
    return true;
  }

  static boolean equals(byte[] bytes, int from, int to, String ascii) {
    return to - from == ascii.length() && startsWith(bytes, from, to, ascii);
  }

  /// Index of a byte, or -1.
  static int indexOf(byte[] bytes, int from, int to, char c) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == c) {
        return at;
      }
    }
    return -1;
  }

  /// Index of an ASCII text, or -1.
  static int indexOf(byte[] bytes, int from, int to, String ascii) {
    for (int at = from; at <= to - ascii.length(); at++) {
      if (startsWith(bytes, at, to, ascii)) {
        return at;
      }
    }
    return -1;
  }

  /// Whether bytes belong to a document, such as JSON or CSV, in which a log line is quoted.
  static boolean isQuoting(byte[] bytes, int from, int to) {
    return indexOf(bytes, from, to, '"') >= 0 || indexOf(bytes, from, to, '{') >= 0;
  }

  /// The number that at most nine digits spell, or -1.
  static int number(byte[] bytes, int from, int to) {
    if (from >= to || to - from > 9) {
      return -1;
    }
    int number = 0;
    for (int at = from; at < to; at++) {
      if (!isDigit(bytes[at])) {
        return -1;
      }
      number = number * 10 + bytes[at] - '0';
    }
    return number;
  }

  /// What the upper-case hexadecimal digits stand for; null when they are none, or odd in number.
  static byte @Nullable [] hex(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < 2 || length % 2 != 0) {
      return null;
    }
    byte[] decoded = new byte[length / 2];
    for (int at = from; at < to; at++) {
      int digit = Character.digit(bytes[at], 16);
      if (digit < 0 || bytes[at] >= 'a') {
        return null;
      }
      int slot = (at - from) / 2;
      decoded[slot] = (byte) (decoded[slot] << 4 | digit);
    }
    return decoded;
  }
}
