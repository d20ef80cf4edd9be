// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// A number that a text spells: decimal digits with sign, fraction and exponent, or 0x and
/// hexadecimal digits. Compared exactly, never as floating point.
///
/// @param value the number; its spelling had at most {@value #MAX_LENGTH} characters
public record Numeral(BigDecimal value) implements Comparable<Numeral> {
  private static final int MAX_LENGTH = 64;
  private static final int MAX_EXPONENT_DIGITS = 3;

  /// The number of a text; null when it spells none.
  public static @Nullable Numeral parse(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_LENGTH) {
      return null;
    }
    if (length > 2 && text.charAt(0) == '0' && (text.charAt(1) | 0x20) == 'x') {
      return isDigits(text, 2, length, 16)
          ? new Numeral(new BigDecimal(new BigInteger(text.substring(2), 16)))
          : null;
    }
    return isDecimal(text) ? new Numeral(new BigDecimal(text)) : null;
  }

  private static boolean isDecimal(String text) {
    int index = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int whole = digits(text, index);
    index += whole;
    int fraction = 0;
    if (index < text.length() && text.charAt(index) == '.') {
      fraction = digits(text, index + 1);
      index += 1 + fraction;
    }
    if (whole + fraction == 0) {
      return false;
    }
    if (index < text.length() && (text.charAt(index) | 0x20) == 'e') {
      index++;
      if (index < text.length() && (text.charAt(index) == '-' || text.charAt(index) == '+')) {
        index++;
      }
      int exponent = digits(text, index);
      return exponent > 0 && exponent <= MAX_EXPONENT_DIGITS && index + exponent == text.length();
    }
    return index == text.length();
  }

  private static int digits(String text, int from) {
    int index = from;
    while (index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9') {
      index++;
    }
    return index - from;
  }

  private static boolean isDigits(String text, int from, int to, int radix) {
    for (int index = from; index < to; index++) {
      if (text.charAt(index) >= 128 || Character.digit(text.charAt(index), radix) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Numeral other) {
    return value.compareTo(other.value);
  }
}
