// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

/// Whole numbers that have exactly one spelling: decimal digits without needless zeros, perhaps a
/// minus, within 64 bits.
final class Decimal {
  /// Most bytes of a spelling.
  static final int LONGEST = 20;

  private static final int SURE_DIGITS = 18;

  private Decimal() {}

  /// Whether a span is spelled so.
  static boolean is(byte[] bytes, int offset, int length) {
    if (length < 1 || length > LONGEST) {
      return false;
    }
    int minus = bytes[offset] == '-' ? 1 : 0;
    int digits = length - minus;
    int first = offset + minus;
    if (digits < 1 || digits > SURE_DIGITS + 1) {
      return false;
    }
    for (int at = first; at < offset + length; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return false;
      }
    }
    if (bytes[first] == '0') {
      return digits == 1 && minus == 0;
    }
    // With nineteen digits the sum may have gone round.
    return digits <= SURE_DIGITS || read(bytes, offset, length) < 0 == (minus == 1);
  }

  /// The number of a span that {@link #is} spelled so.
  static long read(byte[] bytes, int offset, int length) {
    int minus = bytes[offset] == '-' ? 1 : 0;
    long value = 0;
    for (int at = offset + minus; at < offset + length; at++) {
      value = value * 10 + bytes[at] - '0';
    }
    return minus == 1 ? -value : value;
  }

  /// Spells a number.
  ///
  /// @return how many bytes it took, {@link #LONGEST} at most
  static int write(long value, byte[] into, int offset) {
    int length = value < 0 ? 2 : 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      length++;
    }
    long rest = value;
    int at = offset + length;
    do {
      into[--at] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      into[offset] = '-';
    }
    return length;
  }
}
