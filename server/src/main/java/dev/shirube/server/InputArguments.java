// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.intake.TimeWindow;
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

  static Instant parse(String text, ZoneId zone, boolean end) {
    String iso = text.strip().replace(' ', 'T');
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
