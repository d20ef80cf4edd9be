// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads moments: 2026-11-01, 2026-11-01 09:00, 2026-11-01T09:00:00Z, 09:00, 11月1日 9時30分,
/// yesterday, yesterday 09:00, now, 2 hours ago, 2時間前. Days begin in the zone given; weeks begin on
/// Monday; a time of day without a day is today's.
final class Moments {
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_YEARS_BACK = 8;
  private static final int MOST_DIGITS = 6;
  private static final int OFFSET_HOURS = 18;

  private static final List<Word> WORDS =
      Stream.concat(Word.SPANS.stream(), Stream.of(Word.NOW)).toList();

  private final ZoneId zone;
  private final long now;
  private final ZonedDateTime local;

  Moments(long now, ZoneId zone) {
    this.zone = zone;
    this.now = now;
    local = instant(now).atZone(zone);
  }

  /// A moment as written.
  ///
  /// @param from nanoseconds since 1970 UTC when it begins
  /// @param until when it is over: the end of a day or longer; the same where a clock is told
  /// @param alone what it means if nothing is said before or behind it
  record Moment(long from, long until, Alone alone) {}

  /// What a moment means on its own.
  enum Alone {
    /// The time from its beginning to its end.
    SPAN,
    /// Nothing: something has to tell whether it is meant as a beginning or an end.
    NOTHING,
    /// No moment: text that looks like one.
    TEXT
  }

  long now() {
    return now;
  }

  /// Reads what begins here; null, not moving, if no moment does.
  @Nullable Moment read(Scanner scanner) {
    int start = scanner.position();
    Moment moment = word(scanner);
    moment = moment == null ? ago(scanner) : moment;
    moment = moment == null ? dated(scanner) : moment;
    moment = moment == null ? clocked(scanner) : moment;
    if (moment == null) {
      scanner.moveTo(start);
    }
    return moment;
  }

  /// The moment that a whole text is; null if it is none.
  static @Nullable Moment of(String text, long now, ZoneId zone) {
    Scanner scanner = new Scanner(text, QueryLimits.USUAL);
    Moment moment = new Moments(now, zone).read(scanner);
    return scanner.atEnd() ? moment : null;
  }

  /// The span that a word tells on its own.
  Moment span(Word word) {
    LocalDate today = local.toLocalDate();
    LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    LocalDate month = today.withDayOfMonth(1);
    LocalDate year = today.withDayOfYear(1);
    return switch (word) {
      case TODAY -> days(today, today.plusDays(1));
      case YESTERDAY -> days(today.minusDays(1), today);
      case DAY_BEFORE -> days(today.minusDays(2), today.minusDays(1));
      case THIS_WEEK -> days(monday, monday.plusWeeks(1));
      case LAST_WEEK -> days(monday.minusWeeks(1), monday);
      case THIS_MONTH -> days(month, month.plusMonths(1));
      case LAST_MONTH -> days(month.minusMonths(1), month);
      case THIS_YEAR -> days(year, year.plusYears(1));
      case LAST_YEAR -> days(year.minusYears(1), year);
      default -> throw new IllegalArgumentException("tells no span: " + word);
    };
  }

  /// The moment so many units before now.
  long before(long amount, Word unit) {
    ZonedDateTime then =
        switch (unit) {
          case DAYS -> local.minusDays(amount);
          case WEEKS -> local.minusWeeks(amount);
          case MONTHS -> local.minusMonths(amount);
          case YEARS -> local.minusYears(amount);
          default -> local.minusNanos(amount * unit.nanos());
        };
    return nanos(then);
  }

  private @Nullable Moment word(Scanner scanner) {
    Word word = scanner.prefix(WORDS);
    if (word == null) {
      return null;
    }
    if (word == Word.NOW) {
      return new Moment(now, now, Alone.TEXT);
    }
    Moment span = span(word);
    boolean oneDay = word == Word.TODAY || word == Word.YESTERDAY || word == Word.DAY_BEFORE;
    LocalTime clock = oneDay ? clock(scanner, true) : null;
    if (clock == null) {
      return span;
    }
    LocalDate date = instant(span.from()).atZone(zone).toLocalDate();
    return at(date.atTime(clock), zone, Alone.NOTHING);
  }

  private @Nullable Moment ago(Scanner scanner) {
    int start = scanner.position();
    int amount = scanner.digits(MOST_DIGITS);
    scanner.blanks();
    Word unit = amount < 0 ? null : scanner.prefix(Word.UNITS);
    scanner.blanks();
    if (unit == null || scanner.prefix(List.of(Word.AGO)) == null) {
      scanner.moveTo(start);
      return null;
    }
    long then = before(amount, unit);
    return new Moment(then, then, Alone.NOTHING);
  }

  private @Nullable Moment dated(Scanner scanner) {
    int start = scanner.position();
    LocalDate date = isoDate(scanner);
    boolean japanese = date == null;
    if (date == null) {
      scanner.moveTo(start);
      date = japaneseDate(scanner);
    }
    if (date == null) {
      scanner.moveTo(start);
      return null;
    }
    LocalTime clock = clock(scanner, true);
    if (clock == null) {
      Moment day = days(date, date.plusDays(1));
      return new Moment(day.from(), day.until(), japanese ? Alone.SPAN : Alone.TEXT);
    }
    ZoneId told = japanese ? null : offset(scanner);
    return at(
        date.atTime(clock), told == null ? zone : told, japanese ? Alone.NOTHING : Alone.TEXT);
  }

  private @Nullable Moment clocked(Scanner scanner) {
    LocalTime clock = clock(scanner, false);
    return clock == null ? null : at(local.toLocalDate().atTime(clock), zone, Alone.TEXT);
  }

  private static @Nullable LocalDate isoDate(Scanner scanner) {
    int year = scanner.digits(4);
    boolean dash = scanner.take('-');
    boolean slash = !dash && scanner.take('/');
    int month = year >= 0 && (dash || slash) ? scanner.digits(2) : -1;
    int day = month >= 0 && scanner.take(dash ? '-' : '/') ? scanner.digits(2) : -1;
    return day < 0 ? null : date(year, month, day);
  }

  private @Nullable LocalDate japaneseDate(Scanner scanner) {
    int first = scanner.digits(4);
    boolean told = first >= 0 && scanner.take('年');
    int month = told ? scanner.digits(2) : first;
    int day = month >= 0 && scanner.take('月') ? scanner.digits(2) : -1;
    if (day < 0 || !scanner.take('日')) {
      return null;
    }
    if (told) {
      return date(first, month, day);
    }
    LocalDate today = local.toLocalDate();
    for (int back = 0; back <= MOST_YEARS_BACK; back++) {
      LocalDate date = date(today.getYear() - back, month, day);
      if (date != null && !date.isAfter(today)) {
        return date;
      }
    }
    return null;
  }

  private static @Nullable LocalDate date(int year, int month, int day) {
    boolean good = year >= 1 && month >= 1 && month <= 12 && day >= 1;
    return good && day <= YearMonth.of(year, month).lengthOfMonth()
        ? LocalDate.of(year, month, day)
        : null;
  }

  /// Reads a time of day; behind a date after T or blanks.
  private static @Nullable LocalTime clock(Scanner scanner, boolean behind) {
    int start = scanner.position();
    if (behind && !scanner.take('T') && !scanner.take('t')) {
      scanner.blanks();
    }
    int hour = scanner.digits(2);
    LocalTime clock = null;
    if (hour >= 0 && hour < 24) {
      clock = scanner.take('時') ? japaneseClock(scanner, hour) : isoClock(scanner, hour);
    }
    if (clock == null) {
      scanner.moveTo(start);
    }
    return clock;
  }

  private static @Nullable LocalTime japaneseClock(Scanner scanner, int hour) {
    int start = scanner.position();
    int minute = scanner.digits(2);
    if (minute < 0) {
      // Of hours there are lengths too: nine hours, not nine o'clock.
      return scanner.peek() == '間' ? null : LocalTime.of(hour, 0);
    }
    if (minute > 59 || !scanner.take('分')) {
      scanner.moveTo(start);
      return LocalTime.of(hour, 0);
    }
    int end = scanner.position();
    int second = scanner.digits(2);
    if (second < 0 || second > 59 || !scanner.take('秒')) {
      scanner.moveTo(end);
      return LocalTime.of(hour, minute);
    }
    return LocalTime.of(hour, minute, second);
  }

  private static @Nullable LocalTime isoClock(Scanner scanner, int hour) {
    int minute = scanner.take(':') ? scanner.digits(2) : -1;
    if (minute < 0 || minute > 59) {
      return null;
    }
    if (!scanner.take(':')) {
      return LocalTime.of(hour, minute);
    }
    int second = scanner.digits(2);
    if (second < 0 || second > 59) {
      return null;
    }
    int nanos = 0;
    if (scanner.take('.')) {
      int from = scanner.position();
      nanos = scanner.digits(9);
      if (nanos < 0) {
        return null;
      }
      for (int digits = scanner.position() - from; digits < 9; digits++) {
        nanos *= 10;
      }
    }
    return LocalTime.of(hour, minute, second, nanos);
  }

  private static @Nullable ZoneId offset(Scanner scanner) {
    if (scanner.take('Z') || scanner.take('z')) {
      return ZoneOffset.UTC;
    }
    int sign = scanner.peek() == '+' ? 1 : scanner.peek() == '-' ? -1 : 0;
    if (sign == 0) {
      return null;
    }
    int start = scanner.position();
    scanner.skip(1);
    int hours = scanner.digits(2);
    int minutes = hours >= 0 && scanner.take(':') ? scanner.digits(2) : 0;
    if (hours < 0 || hours >= OFFSET_HOURS || minutes < 0 || minutes > 59) {
      scanner.moveTo(start);
      return null;
    }
    return ZoneOffset.ofTotalSeconds(sign * (hours * 3600 + minutes * 60));
  }

  private Moment days(LocalDate from, LocalDate until) {
    return new Moment(nanos(from.atStartOfDay(zone)), nanos(until.atStartOfDay(zone)), Alone.SPAN);
  }

  private static Moment at(LocalDateTime time, ZoneId zone, Alone alone) {
    long nanos = nanos(time.atZone(zone));
    return new Moment(nanos, nanos, alone);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }

  /// Nanoseconds since 1970 UTC, or the nearest number there is.
  private static long nanos(ZonedDateTime time) {
    long seconds = time.toEpochSecond();
    long most = Long.MAX_VALUE / SECOND;
    if (seconds > most || (seconds == most && time.getNano() > Long.MAX_VALUE % SECOND)) {
      return Long.MAX_VALUE;
    }
    // The first second begins before the first nanosecond that can be counted.
    if (seconds < -most - 1) {
      return Long.MIN_VALUE;
    }
    if (seconds == -most - 1) {
      long rest = time.getNano() - SECOND;
      return -most * SECOND < Long.MIN_VALUE - rest ? Long.MIN_VALUE : -most * SECOND + rest;
    }
    return seconds * SECOND + time.getNano();
  }

  /// A moment as text, in UTC, that is read back as the same moment.
  static String text(long nanos) {
    return instant(nanos).toString();
  }
}
