// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.time.ZoneId;
import java.time.ZoneOffset;

/// A time that was read from a text.
///
/// @param nanos nanoseconds since 1970 UTC, within {@link #FIRST} and {@link #LAST}
/// @param flags {@link TimeFlag} bits: what had to be assumed
public record Timestamp(long nanos, int flags) {
  /// Nanoseconds since 1970 UTC of the first moment an event can have: 1970-01-01.
  public static final long FIRST = 0;

  /// Nanoseconds since 1970 UTC of the last moment an event can have: the end of 2199.
  public static final long LAST = 7_258_118_400L * 1_000_000_000L - 1;

  static final long SECOND = 1_000_000_000L;

  /// A time of whole seconds and nanoseconds, brought within the range events can have.
  static Timestamp stamp(long seconds, long nanos, int flags) {
    if (seconds < 0) {
      return new Timestamp(FIRST, flags | TimeFlag.CLAMPED);
    }
    if (seconds >= (LAST + 1) / SECOND) {
      return new Timestamp(LAST, flags | TimeFlag.CLAMPED);
    }
    return new Timestamp(seconds * SECOND + nanos, flags);
  }

  /// The number the ASCII digits of a range spell, or -1 if it holds anything else, nothing, or
  /// more than a long can count.
  static long digits(CharSequence text, int from, int to) {
    if (from >= to || to - from > 19) {
      return -1;
    }
    long value = 0;
    for (int index = from; index < to; index++) {
      int digit = text.charAt(index) - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /// Nanoseconds of the digits after a decimal point; digits past the ninth are passed over.
  static long fraction(CharSequence text, int from, int to) {
    long whole = digits(text, from, Math.min(to, from + 9));
    for (int count = to - from; whole >= 0 && count < 9; count++) {
      whole *= 10;
    }
    return whole;
  }

  /// Whether a zone is UTC itself.
  static boolean isUtc(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC);
  }
}
