// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

/// Finds where a time ends that begins at a place of a line. Times are not understood here: they
/// stay as they are spelled, and normalizing reads them.
final class Timestamps {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final String DAYS = "sunmontuewedthufrisat";

  private Timestamps() {}

  /// Index behind the time, or -1 if none begins here: RFC 3339 with its many neighbors
  /// (`2023-01-23 03:22:26.410246-0800`, `2015/01/29 21:09:49`), `Jun 14 15:16:01`, `Oct 6 2014
  /// 03:32:04.114`, `2019 May 06 09:28:12`, `Sat May 7 03:17:27 CDT 2011`.
  static int end(byte[] line, int from, int to) {
    int iso = isoEnd(line, from, to);
    if (iso >= 0) {
      return iso;
    }
    int named = namedEnd(line, from, to);
    if (named >= 0) {
      return named;
    }
    int year = yearEnd(line, from, to);
    int behind =
        year >= 0 && Ascii.at(line, year, to) == ' ' ? monthDayEnd(line, year + 1, to) : -1;
    return behind >= 0 ? clockAfterSpaces(line, behind, to) : -1;
  }

  /// Index behind a time that begins with year, month and day in digits, or -1.
  static int isoEnd(byte[] line, int from, int to) {
    int at = yearEnd(line, from, to);
    int mark = at < 0 ? -1 : Ascii.at(line, at, to);
    if (mark != '-' && mark != '/') {
      return -1;
    }
    at = twoDigits(line, at + 1, to);
    if (at < 0 || Ascii.at(line, at, to) != mark) {
      return -1;
    }
    at = twoDigits(line, at + 1, to);
    int between = at < 0 ? -1 : Ascii.at(line, at, to);
    if (between != 'T' && between != 't' && between != ' ') {
      return -1;
    }
    at = clockEnd(line, at + 1, to);
    return at < 0 ? -1 : zoneEnd(line, at, to);
  }

  /// Index behind a time that begins with a month's name, or a day's before it, or -1.
  static int namedEnd(byte[] line, int from, int to) {
    int start = from;
    if (isName(DAYS, line, from, to)) {
      start = Ascii.at(line, from + 3, to) == ',' ? from + 4 : from + 3;
      start = Ascii.skipSpaces(line, start, to);
    }
    int at = monthDayEnd(line, start, to);
    if (at < 0) {
      return -1;
    }
    int year = Ascii.at(line, at, to) == ' ' ? yearEnd(line, at + 1, to) : -1;
    if (year >= 0 && Ascii.at(line, year, to) == ' ') {
      return clockAfterSpaces(line, year, to);
    }
    at = clockAfterSpaces(line, at, to);
    return at < 0 ? -1 : yearBehindClock(line, at, to);
  }

  private static int yearBehindClock(byte[] line, int at, int to) {
    int next = at + 1;
    while (Ascii.isLetter(Ascii.at(line, next, to)) && next - at < 6) {
      next++;
    }
    next = next > at + 1 ? next + 1 : next;
    int year = next < to && line[next - 1] == ' ' ? yearEnd(line, next, to) : -1;
    boolean whole = year >= 0 && (year == to || line[year] == ' ' || line[year] == ']');
    return whole && Ascii.at(line, at, to) == ' ' ? year : at;
  }

  private static int monthDayEnd(byte[] line, int from, int to) {
    if (!isName(MONTHS, line, from, to) || Ascii.at(line, from + 3, to) != ' ') {
      return -1;
    }
    int day = Ascii.skipSpaces(line, from + 3, Math.min(to, from + 5));
    int end = Ascii.digitsEnd(line, day, to);
    return end > day && end - day <= 2 ? end : -1;
  }

  private static int clockAfterSpaces(byte[] line, int from, int to) {
    int at = Ascii.skipSpaces(line, from, to);
    return at == from || at > from + 2 ? -1 : clockEnd(line, at, to);
  }

  /// Index behind hours, minutes, seconds and their fraction; seconds may be missing.
  private static int clockEnd(byte[] line, int from, int to) {
    int at = Ascii.digitsEnd(line, from, to);
    if (at == from || at - from > 2 || Ascii.at(line, at, to) != ':') {
      return -1;
    }
    at = twoDigits(line, at + 1, to);
    if (at < 0 || Ascii.at(line, at, to) != ':' || twoDigits(line, at + 1, to) < 0) {
      return at;
    }
    at = twoDigits(line, at + 1, to);
    int mark = Ascii.at(line, at, to);
    int fraction = mark == '.' || mark == ',' ? Ascii.digitsEnd(line, at + 1, to) : at;
    return fraction > at + 1 ? fraction : at;
  }

  private static int zoneEnd(byte[] line, int from, int to) {
    int sign = Ascii.at(line, from, to);
    if (sign == 'Z' || sign == 'z') {
      return from + 1;
    }
    if (sign != '+' && sign != '-') {
      return from;
    }
    int hours = twoDigits(line, from + 1, to);
    if (hours < 0) {
      return from;
    }
    int colon = Ascii.at(line, hours, to) == ':' ? hours + 1 : hours;
    int minutes = twoDigits(line, colon, to);
    return minutes >= 0 ? minutes : hours;
  }

  private static int yearEnd(byte[] line, int from, int to) {
    boolean century =
        Ascii.startsWith(line, from, to, "19") || Ascii.startsWith(line, from, to, "20");
    return century && Ascii.digitsEnd(line, from, to) == from + 4 ? from + 4 : -1;
  }

  private static int twoDigits(byte[] line, int from, int to) {
    boolean two =
        Ascii.isDigit(Ascii.at(line, from, to)) && Ascii.isDigit(Ascii.at(line, from + 1, to));
    return two ? from + 2 : -1;
  }

  private static boolean isName(String names, byte[] line, int from, int to) {
    if (to - from < 3) {
      return false;
    }
    for (int index = 0; index < names.length(); index += 3) {
      if ((line[from] | 0x20) == names.charAt(index)
          && (line[from + 1] | 0x20) == names.charAt(index + 1)
          && (line[from + 2] | 0x20) == names.charAt(index + 2)) {
        return true;
      }
    }
    return false;
  }
}
