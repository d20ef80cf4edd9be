// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

  private static final long NANOS = 1_000_000_000L;

  private Timestamps() {}

  /// A moment as nanoseconds since 1970 UTC, brought within the range events can have: a machine's
  /// clock may say anything.
  public static long nanosOf(Instant moment) {
    return Timestamp.stamp(moment.getEpochSecond(), moment.getNano(), 0).nanos();
  }

  /// A moment of nanoseconds since 1970 UTC.
  public static Instant momentOf(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

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

  /// Reads a text in UTF-8; what most logs write is read without making text of it.
  ///
  /// @param zone as in {@link #parse(String, ZoneId, long)}, as is receivedNanos
  public static @Nullable Timestamp parse(
      byte[] bytes, int offset, int length, ZoneId zone, long receivedNanos) {
    Timestamp plain = IsoBytes.parse(bytes, offset, length, Timestamp.isUtc(zone));
    return plain != null
        ? plain
        : parse(new String(bytes, offset, length, StandardCharsets.UTF_8), zone, receivedNanos);
  }

  /// The spelling that most logs share: 2026-02-01T12:34:56.789Z, with a blank for the T, with or
  /// without fraction and Z.
  private static final class IsoBytes {
    private static final int SECONDS = 19;

    /// @param utc whether a text without zone is in UTC
    /// @return null if the text is spelled otherwise
    static @Nullable Timestamp parse(byte[] bytes, int offset, int length, boolean utc) {
      int end = offset + length;
      boolean zulu = length > SECONDS && bytes[end - 1] == 'Z';
      if (length < SECONDS || length > SECONDS + 12 || !(zulu || utc) || !marks(bytes, offset)) {
        return null;
      }
      int year = two(bytes, offset) * 100 + two(bytes, offset + 2);
      int month = two(bytes, offset + 5);
      int day = two(bytes, offset + 8);
      int hour = two(bytes, offset + 11);
      int minute = two(bytes, offset + 14);
      int second = two(bytes, offset + 17);
      boolean date = month >= 1 && month <= 12 && day >= 1 && day <= (month == 2 ? 29 : 31);
      boolean clock = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0;
      long nanos = fraction(bytes, offset + SECONDS, zulu ? end - 1 : end);
      if (year < 0 || !date || !clock || second >= 60 || nanos < 0) {
        return null;
      }
      long seconds = DateText.epochDay(year, month, day) * 86_400 + hour * 3600L + minute * 60L;
      return Timestamp.stamp(seconds + second, nanos, zulu ? 0 : TimeFlag.ZONE_ASSUMED);
    }

    private static boolean marks(byte[] bytes, int at) {
      boolean between = bytes[at + 10] == 'T' || bytes[at + 10] == ' ';
      return bytes[at + 4] == '-'
          && bytes[at + 7] == '-'
          && between
          && bytes[at + 13] == ':'
          && bytes[at + 16] == ':';
    }

    /// The number of two digits; if they are none, one so small that no sum with another is valid.
    private static int two(byte[] bytes, int at) {
      int tens = bytes[at] - '0';
      int ones = bytes[at + 1] - '0';
      boolean digits = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
      return digits ? tens * 10 + ones : -10_000;
    }

    /// Nanoseconds of a point and one to nine digits; 0 for nothing, -1 for anything else.
    private static long fraction(byte[] bytes, int from, int end) {
      if (from == end) {
        return 0;
      }
      int count = end - from - 1;
      boolean good = bytes[from] == '.' && count >= 1 && count <= 9;
      long value = 0;
      for (int at = from + 1; at < end; at++) {
        int digit = bytes[at] - '0';
        good &= digit >= 0 && digit <= 9;
        value = value * 10 + digit;
      }
      for (; count < 9; count++) {
        value *= 10;
      }
      return good ? value : -1;
    }
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
