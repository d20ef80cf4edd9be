// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.installation.Wrong;
import dev.shirube.intake.TimeWindow;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which time an input is wanted of, as the command line tells it.
final class InputArguments {
  @Option(names = "--since", paramLabel = "TIME", descriptionKey = "cli.since")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", descriptionKey = "cli.until")
  private @Nullable String until;

  /// The time that is wanted; a day alone means the whole day.
  ///
  /// @param zone the zone of times that do not say theirs
  TimeWindow window(ZoneId zone) {
    TimeWindow window =
        new TimeWindow(
            since == null ? TimeWindow.ALL.sinceNanos() : nanos(parse(since, zone, false)),
            until == null ? TimeWindow.ALL.untilNanos() : nanos(parse(until, zone, true)));
    if (window.sinceNanos() > window.untilNanos()) {
      throw Wrong.usage("--since --until", "cli.wrong.window");
    }
    return window;
  }

  private static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }

  /// The time as ISO 8601 writes it: also from 2024/5/1 9:30, 2024年5月1日 9時30分 and their like.
  private static String iso(String text) {
    StringBuilder iso = new StringBuilder();
    for (char c : Normalizer.normalize(text.strip(), Normalizer.Form.NFKC).toCharArray()) {
      switch (c) {
        case '/', '年', '月' -> iso.append('-');
        case '時', '分' -> iso.append(':');
        case '秒' -> {}
        case '日', ' ', 't', 'T' -> iso.append(iso.indexOf("T") < 0 ? "T" : "");
        default -> iso.append(c);
      }
    }
    if (!iso.isEmpty() && "T:".indexOf(iso.charAt(iso.length() - 1)) >= 0) {
      iso.setLength(iso.length() - 1);
    }
    int day = iso.indexOf("T");
    String date = twoDigits(day < 0 ? iso.toString() : iso.substring(0, day), '-');
    if (day < 0) {
      return date;
    }
    String time = twoDigits(iso.substring(day + 1), ':');
    return date + 'T' + (time.length() == 2 ? time + ":00" : time);
  }

  /// With a zero before each number of one digit that stands between two marks or at an end.
  private static String twoDigits(String numbers, char mark) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int index = 0; index <= numbers.length(); index++) {
      if (index == numbers.length() || numbers.charAt(index) == mark) {
        String number = numbers.substring(from, index);
        boolean one = number.length() == 1 && Character.isDigit(number.charAt(0));
        filled.append(one ? "0" : "").append(number);
        if (index < numbers.length()) {
          filled.append(mark);
        }
        from = index + 1;
      }
    }
    return filled.toString();
  }

  static Instant parse(String text, ZoneId zone, boolean end) {
    String iso = iso(text);
    try {
      if (iso.indexOf('T') < 0) {
        LocalDate day = LocalDate.parse(iso);
        return end
            ? day.plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1)
            : day.atStartOfDay(zone).toInstant();
      }
      boolean zoned = iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > 7;
      return zoned
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).atZone(zone).toInstant();
    } catch (DateTimeException | ArithmeticException _) {
      throw Wrong.usage(text, "cli.wrong.time");
    }
  }
}
