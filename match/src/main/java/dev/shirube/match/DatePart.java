// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalField;

/// One number out of a date, as the date is written: no time zone is converted. Read are dates like
/// 2024-02-29T13:05 or 2024/2/29 13:05 with anything after, and whole numbers of seconds (10
/// digits), milliseconds (13), microseconds (16) or nanoseconds (19) since 1970 UTC.
public enum DatePart {
  MINUTE(ChronoField.MINUTE_OF_HOUR, true),
  HOUR(ChronoField.HOUR_OF_DAY, true),
  DAY(ChronoField.DAY_OF_MONTH, false),
  /// ISO 8601 week, 1 to 53.
  WEEK(IsoFields.WEEK_OF_WEEK_BASED_YEAR, false),
  MONTH(ChronoField.MONTH_OF_YEAR, false),
  YEAR(ChronoField.YEAR, false);

  private final TemporalField field;
  private final boolean needsTime;

  DatePart(TemporalField field, boolean needsTime) {
    this.field = field;
    this.needsTime = needsTime;
  }

  /// The number; -1 when the text is no date, or has no time of day where one is needed.
  public int of(String text) {
    int digits = digits(text, 0);
    if (digits == text.length() && digits >= 10 && digits <= 19 && (digits - 10) % 3 == 0) {
      long seconds = Long.parseLong(text.substring(0, 10));
      return LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC).get(field);
    }
    return written(text);
  }

  private int written(String text) {
    int[] number = new int[5];
    int index = 0;
    String separators = "--T:";
    for (int part = 0; part < 5; part++) {
      int length = digits(text, index);
      if (part == 0 ? length != 4 : length < 1 || length > 2) {
        return part == 3 && !needsTime ? get(number) : -1;
      }
      number[part] = Integer.parseInt(text, index, index + length, 10);
      index += length;
      if (part < 4 && (index >= text.length() || !separates(separators, part, text, index++))) {
        return part == 2 && !needsTime ? get(number) : -1;
      }
    }
    return get(number);
  }

  private static boolean separates(String separators, int part, String text, int index) {
    char c = text.charAt(index);
    return switch (separators.charAt(part)) {
      case '-' -> c == '-' || c == '/';
      case 'T' -> c == 'T' || c == 't' || c == ' ';
      default -> c == ':';
    };
  }

  private int get(int[] number) {
    try {
      return LocalDateTime.of(number[0], number[1], number[2], number[3], number[4]).get(field);
    } catch (DateTimeException _) {
      return -1;
    }
  }

  private static int digits(String text, int from) {
    int index = from;
    while (index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9') {
      index++;
    }
    return index - from;
  }
}
