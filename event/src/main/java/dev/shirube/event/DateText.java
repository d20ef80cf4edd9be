// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A date and time in words and digits, read in one walk: numbers are told apart by the marks
/// around them. Belongs to one text.
final class DateText {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final String WEEKDAYS = "montuewedthufrisatsun";
  private static final Map<String, Integer> ZONES =
      Map.ofEntries(
          Map.entry("z", 0),
          Map.entry("utc", 0),
          Map.entry("gmt", 0),
          Map.entry("jst", 540),
          Map.entry("kst", 540),
          Map.entry("est", -300),
          Map.entry("edt", -240),
          Map.entry("cst", -360),
          Map.entry("cdt", -300),
          Map.entry("mst", -420),
          Map.entry("mdt", -360),
          Map.entry("pst", -480),
          Map.entry("pdt", -420),
          Map.entry("cet", 60),
          Map.entry("cest", 120),
          Map.entry("bst", 60));
  private static final int NONE = Integer.MIN_VALUE;

  private final String text;
  private int at;
  private int year = NONE;
  private int month = NONE;
  private int day = NONE;
  private int hour = NONE;
  private int minute;
  private int second;
  private long nanos;
  private int offset = NONE;
  private int half = NONE;
  private boolean wrong;

  private DateText(String text) {
    this.text = text;
  }

  static @Nullable Timestamp parse(String text, ZoneId zone, long receivedNanos) {
    DateText read = new DateText(text);
    if (text.length() >= 14 && Timestamp.digits(text, 0, 14) >= 0) {
      read.compact();
    } else {
      read.walk();
    }
    return read.whole() ? read.stamp(zone, receivedNanos) : null;
  }

  /// 20200131235959.123456+540, as CIM spells it: the offset is minutes.
  private void compact() {
    year = (int) Timestamp.digits(text, 0, 4);
    month = (int) Timestamp.digits(text, 4, 6);
    day = (int) Timestamp.digits(text, 6, 8);
    hour = (int) Timestamp.digits(text, 8, 10);
    minute = (int) Timestamp.digits(text, 10, 12);
    second = (int) Timestamp.digits(text, 12, 14);
    at = 14;
    readFraction();
    char sign = peek();
    if (sign == '+' || sign == '-') {
      long minutes = Timestamp.digits(text, at + 1, text.length());
      wrong = minutes < 0 || minutes > 1080;
      offset = (int) (sign == '+' ? minutes : -minutes);
    } else {
      wrong = at < text.length() && !"Z".contentEquals(text.substring(at));
      offset = wrong || at == text.length() ? NONE : 0;
    }
  }

  private void walk() {
    while (at < text.length() && !wrong) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        number();
      } else if ((c == '+' || c == '-') && hour != NONE) {
        zoneOffset(c);
      } else if (Character.isLetter(c)) {
        word();
      } else {
        wrong = !Character.isWhitespace(c) && ",[](){}・".indexOf(c) < 0;
        at++;
      }
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private int readDigits() {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    long value = at - from > 9 ? -1 : Timestamp.digits(text, from, at);
    wrong |= value < 0;
    return (int) value;
  }

  private void readFraction() {
    if (peek() == '.' || peek() == ',') {
      int from = ++at;
      while (peek() >= '0' && peek() <= '9') {
        at++;
      }
      nanos = Timestamp.fraction(text, from, at);
      wrong |= nanos < 0;
    }
  }

  private void number() {
    int from = at;
    int value = readDigits();
    int length = at - from;
    char mark = peek();
    switch (mark) {
      case ':' -> colon(value, length);
      case '-', '/', '.' -> date(value, length, mark);
      case '年' -> year = take(value);
      case '月' -> month = take(value);
      case '日' -> day = take(value);
      case '時' -> hour = take(value);
      case '分' -> minute = take(value);
      case '秒' -> second = take(value);
      default -> lone(value, length);
    }
  }

  private int take(int value) {
    at++;
    return value;
  }

  private void colon(int value, int length) {
    if (length == 4 && day != NONE) {
      // 10/Oct/2000:13:55:36 of the common log format
      year = value;
      at++;
      return;
    }
    wrong |= hour != NONE || length > 2;
    hour = value;
    at++;
    minute = readDigits();
    if (peek() == ':') {
      at++;
      second = readDigits();
      readFraction();
    }
  }

  private void date(int value, int length, char mark) {
    at++;
    if (Character.isLetter(peek())) {
      day = value;
      word();
      if (peek() == mark) {
        at++;
      }
      return;
    }
    int middle = readDigits();
    wrong |= peek() != mark || day != NONE;
    at++;
    int from = at;
    int end = readDigits();
    int endLength = at - from;
    if (length == 4) {
      set(value, middle, end);
    } else if (mark == '.') {
      set(fullYear(end, endLength), middle, value);
    } else if (value > 12) {
      set(fullYear(end, endLength), middle, value);
    } else {
      set(fullYear(end, endLength), value, middle);
    }
  }

  private static int fullYear(int value, int length) {
    return length <= 2 ? 2000 + value : value;
  }

  private void set(int newYear, int newMonth, int newDay) {
    year = newYear;
    month = newMonth;
    day = newDay;
  }

  private void lone(int value, int length) {
    if (length == 4 && year == NONE) {
      year = value;
    } else if (length <= 2 && day == NONE) {
      day = value;
    } else {
      wrong = true;
    }
  }

  private void word() {
    int from = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
      if (text.charAt(at - 1) == 'T' && at - from == 1 && peek() >= '0' && peek() <= '9') {
        return;
      }
    }
    String word = text.substring(from, at).toLowerCase(Locale.ROOT);
    Integer zone = ZONES.get(word);
    if (zone != null) {
      offset = zone;
    } else if (word.equals("am") || word.equals("午前")) {
      half = 0;
    } else if (word.equals("pm") || word.equals("午後")) {
      half = 12;
    } else {
      name(word);
    }
  }

  private void name(String word) {
    int found = word.length() < 3 ? -1 : MONTHS.indexOf(word.substring(0, 3));
    if (found >= 0 && found % 3 == 0 && month == NONE) {
      month = found / 3 + 1;
      return;
    }
    int weekday = word.length() < 3 ? -1 : WEEKDAYS.indexOf(word.substring(0, 3));
    boolean japanese = word.length() <= 3 && "月火水木金土日曜".indexOf(word.charAt(0)) >= 0;
    wrong = !(weekday >= 0 && weekday % 3 == 0) && !japanese;
  }

  private void zoneOffset(char sign) {
    int from = ++at;
    int hours = readDigits();
    int length = at - from;
    int minutes = 0;
    if (length == 4) {
      minutes = hours % 100;
      hours /= 100;
    } else if (peek() == ':') {
      at++;
      minutes = readDigits();
      if (peek() == ':') {
        at++;
        readDigits();
      }
    }
    wrong |= length > 4 || hours > 18 || minutes > 59;
    offset = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
  }

  private boolean whole() {
    if (half != NONE && hour != NONE) {
      wrong |= hour > 12;
      hour = hour % 12 + half;
    }
    if (hour == NONE) {
      // A date alone is a time only if it is a whole one.
      wrong |= year == NONE;
      hour = 0;
    }
    boolean inYear = month >= 1 && month <= 12 && day >= 1 && day <= (month == 2 ? 29 : 31);
    boolean inDay = hour <= 24 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
    return !wrong && inYear && inDay;
  }

  private Timestamp stamp(ZoneId zone, long receivedNanos) {
    int flags = 0;
    if (year == NONE) {
      flags |= TimeFlag.YEAR_ASSUMED;
      year = nearestYear(zone, receivedNanos);
    }
    if (offset == NONE) {
      flags |= TimeFlag.ZONE_ASSUMED;
    }
    return Timestamp.stamp(utcSeconds(year, zone), nanos, flags);
  }

  /// The last year in which the time is not later than a day after receipt: no record comes from
  /// the future, but a clock may be fast.
  private int nearestYear(ZoneId zone, long receivedNanos) {
    long latest = receivedNanos / Timestamp.SECOND + 86_400;
    int candidate = LocalDateTime.ofEpochSecond(latest, 0, ZoneOffset.UTC).getYear();
    return utcSeconds(candidate, zone) <= latest ? candidate : candidate - 1;
  }

  private long utcSeconds(int inYear, ZoneId zone) {
    long local = epochDay(inYear, month, day) * 86_400L + hour * 3600L + minute * 60L + second;
    if (offset != NONE) {
      return local - offset * 60L;
    }
    if (Timestamp.isUtc(zone) || inYear < 1 || inYear > 9999) {
      return local;
    }
    LocalDateTime time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
    return local - zone.getRules().getOffset(time).getTotalSeconds();
  }

  /// Days since 1970-01-01 in the Gregorian calendar; a day past the end of a month counts into the
  /// next.
  static long epochDay(int year, int month, int day) {
    long shifted = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(shifted, 400L);
    long inEra = shifted - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146_097 + inEra * 365 + inEra / 4 - inEra / 100 + dayOfYear - 719_468;
  }
}
