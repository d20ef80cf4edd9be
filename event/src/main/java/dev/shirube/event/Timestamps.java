// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Reads every spelling of a time that logs use, without patterns: ISO 8601 with and without zone,
/// epoch numbers (seconds, milli-, micro-, nanoseconds, Windows FILETIME, by their size), RFC 3164
/// without year, RFC 1123, the common log format, CIM, and the localized forms of Windows in
/// English, German and Japanese. The spellings are listed in TimestampsTest.
public final class Timestamps {
  /// Nanoseconds since 1970 UTC of the first moment an event can have: 1970-01-01.
  public static final long FIRST = 0;

  /// Nanoseconds since 1970 UTC of the last moment an event can have: the end of 2199.
  public static final long LAST = 7_258_118_400L * 1_000_000_000L - 1;

  static final long SECOND = 1_000_000_000L;

  /// 1601-01-01 to 1970-01-01 in the 100-nanosecond steps of FILETIME.
  private static final long FILETIME_EPOCH = 116_444_736_000_000_000L;

  private static final int MAX_LENGTH = 80;

  private Timestamps() {}

  /// A time that was read.
  ///
  /// @param nanos nanoseconds since 1970 UTC, within {@link #FIRST} and {@link #LAST}
  /// @param flags {@link TimeFlag} bits: what had to be assumed
  public record Stamp(long nanos, int flags) {}

  /// Reads a text.
  ///
  /// @param zone the zone of a text that does not say its own
  /// @param receivedNanos when the record was received, nanoseconds since 1970 UTC: a text without
  ///   year gets the year that brings it nearest
  /// @return null if the text is no time
  public static @Nullable Stamp parse(String text, ZoneId zone, long receivedNanos) {
    String plain = text.strip();
    if (plain.isEmpty() || plain.length() > MAX_LENGTH) {
      return null;
    }
    Stamp number = number(plain);
    return number != null ? number : DateText.parse(plain, zone, receivedNanos);
  }

  /// A FILETIME as nanoseconds since 1970 UTC.
  ///
  /// @param ticks 100-nanosecond steps since 1601 UTC
  public static Stamp ofFileTime(long ticks) {
    long since = ticks - FILETIME_EPOCH;
    return stamp(Math.floorDiv(since, 10_000_000L), Math.floorMod(since, 10_000_000L) * 100, 0);
  }

  /// A time of whole seconds and nanoseconds, brought within the range events can have.
  static Stamp stamp(long seconds, long nanos, int flags) {
    if (seconds < 0) {
      return new Stamp(FIRST, flags | TimeFlag.CLAMPED);
    }
    if (seconds >= (LAST + 1) / SECOND) {
      return new Stamp(LAST, flags | TimeFlag.CLAMPED);
    }
    return new Stamp(seconds * SECOND + nanos, flags);
  }

  private static @Nullable Stamp number(String text) {
    if (text.startsWith("0x") || text.startsWith("0X")) {
      return hexadecimal(text);
    }
    if (text.startsWith("/Date(")) {
      int end = 6;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      long millis = digits(text, 6, end);
      return millis < 0 ? null : stamp(millis / 1000, millis % 1000 * 1_000_000, 0);
    }
    int dot = text.indexOf('.');
    long whole = digits(text, 0, dot < 0 ? text.length() : dot);
    if (whole < 0) {
      return null;
    }
    if (dot < 0) {
      return text.length() == 14 ? null : ofSize(whole);
    }
    long nanos = fraction(text, dot + 1, text.length());
    return nanos < 0 || dot > 11 ? null : stamp(whole, nanos, 0);
  }

  private static @Nullable Stamp hexadecimal(String text) {
    if (text.length() < 3 || text.length() > 18) {
      return null;
    }
    long ticks = 0;
    for (int index = 2; index < text.length(); index++) {
      int digit = Character.digit(text.charAt(index), 16);
      if (digit < 0) {
        return null;
      }
      ticks = ticks << 4 | digit;
    }
    return ofFileTime(ticks);
  }

  /// The unit of an epoch number by its size: each range holds the years 1973 to 5138 in its unit.
  private static Stamp ofSize(long number) {
    if (number < 100_000_000_000L) {
      return stamp(number, 0, 0);
    }
    if (number < 100_000_000_000_000L) {
      return stamp(number / 1_000, number % 1_000 * 1_000_000, 0);
    }
    if (number < 100_000_000_000_000_000L) {
      return stamp(number / 1_000_000, number % 1_000_000 * 1_000, 0);
    }
    if (number < 1_000_000_000_000_000_000L) {
      return ofFileTime(number);
    }
    return stamp(number / SECOND, number % SECOND, 0);
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
