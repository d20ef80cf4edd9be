// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Reads every spelling of a time that logs use, without patterns: ISO 8601 with and without zone,
/// epoch numbers (seconds, milli-, micro-, nanoseconds, Windows FILETIME, by their size), RFC 3164
/// without year, RFC 1123, the common log format, CIM, and the localized forms of Windows in
/// English, German and Japanese. The spellings are listed in TimestampsTest.
public final class Timestamps {
  /// 1601-01-01 to 1970-01-01 in the 100-nanosecond steps of FILETIME.
  private static final long FILETIME_EPOCH = 116_444_736_000_000_000L;

  private static final int MAX_LENGTH = 80;

  private Timestamps() {}

  /// Reads a text.
  ///
  /// @param zone the zone of a text that does not say its own
  /// @param receivedNanos when the record was received, nanoseconds since 1970 UTC: a text without
  ///   year gets the year that brings it nearest
  /// @return null if the text is no time
  public static @Nullable Timestamp parse(String text, ZoneId zone, long receivedNanos) {
    String plain = text.strip();
    if (plain.isEmpty() || plain.length() > MAX_LENGTH) {
      return null;
    }
    Timestamp number = number(plain);
    return number != null ? number : DateText.parse(plain, zone, receivedNanos);
  }

  /// A FILETIME as nanoseconds since 1970 UTC.
  ///
  /// @param ticks 100-nanosecond steps since 1601 UTC
  public static Timestamp ofFileTime(long ticks) {
    long since = ticks - FILETIME_EPOCH;
    return Timestamp.stamp(
        Math.floorDiv(since, 10_000_000L), Math.floorMod(since, 10_000_000L) * 100, 0);
  }

  private static @Nullable Timestamp number(String text) {
    if (text.startsWith("0x") || text.startsWith("0X")) {
      return hexadecimal(text);
    }
    if (text.startsWith("/Date(")) {
      int end = 6;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      long millis = Timestamp.digits(text, 6, end);
      return millis < 0 ? null : Timestamp.stamp(millis / 1000, millis % 1000 * 1_000_000, 0);
    }
    int dot = text.indexOf('.');
    long whole = Timestamp.digits(text, 0, dot < 0 ? text.length() : dot);
    if (whole < 0) {
      return null;
    }
    if (dot < 0) {
      return text.length() == 14 ? null : ofSize(whole);
    }
    long nanos = Timestamp.fraction(text, dot + 1, text.length());
    return nanos < 0 || dot > 11 ? null : Timestamp.stamp(whole, nanos, 0);
  }

  private static @Nullable Timestamp hexadecimal(String text) {
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
  private static Timestamp ofSize(long number) {
    if (number < 100_000_000_000L) {
      return Timestamp.stamp(number, 0, 0);
    }
    if (number < 100_000_000_000_000L) {
      return Timestamp.stamp(number / 1_000, number % 1_000 * 1_000_000, 0);
    }
    if (number < 100_000_000_000_000_000L) {
      return Timestamp.stamp(number / 1_000_000, number % 1_000_000 * 1_000, 0);
    }
    if (number < 1_000_000_000_000_000_000L) {
      return ofFileTime(number);
    }
    return Timestamp.stamp(number / Timestamp.SECOND, number % Timestamp.SECOND, 0);
  }
}
