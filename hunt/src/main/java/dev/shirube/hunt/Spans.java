// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Timestamps;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// Time cut into spans of one length, for counting. Spans of whole days begin when the day does
/// where the reader is, however long that day is; those of whole weeks on a Monday. Shorter spans
/// all have the same length, and one of them begins at the reader's midnight as it is in winter.
///
/// @param width length of a span in nanoseconds; 0 for all time as one
record Spans(long width, ZoneId zone) {
  private static final long DAY = 86_400_000_000_000L;
  private static final int WEEK = 7;

  /// 5 January 1970 was a Monday.
  private static final int MONDAY = 4;

  /// No day farther from 1970 has a number of nanoseconds.
  private static final long FARTHEST = Long.MAX_VALUE / DAY - 1;

  /// When the difference between a zone's winter time and UTC is looked at.
  private static final Instant KNOWN = Instant.parse("2026-01-01T00:00:00Z");

  /// Whether time is not cut at all.
  boolean isWhole() {
    return width == 0;
  }

  /// The first moment of the span that a moment lies in.
  long begin(long nanos) {
    if (width % DAY == 0) {
      long days = width / DAY;
      int origin = days % WEEK == 0 ? MONDAY : 0;
      long day = LocalDate.ofInstant(Timestamps.momentOf(nanos), zone).toEpochDay();
      return midnight(Math.floorDiv(day - origin, days) * days + origin);
    }
    long east = zone.getRules().getStandardOffset(KNOWN).getTotalSeconds() * 1_000_000_000L;
    try {
      long local = Math.addExact(nanos, east);
      return Math.subtractExact(Math.multiplyExact(Math.floorDiv(local, width), width), east);
    } catch (ArithmeticException _) {
      return nanos < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /// The first moment of the span after the one that begins at a moment.
  long next(long begin) {
    if (width % DAY == 0) {
      long day = LocalDate.ofInstant(Timestamps.momentOf(begin), zone).toEpochDay();
      return midnight(day + width / DAY);
    }
    return begin > Long.MAX_VALUE - width ? Long.MAX_VALUE : begin + width;
  }

  /// When a day begins, as near as nanoseconds can tell.
  private long midnight(long day) {
    long told = Math.clamp(day, -FARTHEST, FARTHEST);
    Instant moment = LocalDate.ofEpochDay(told).atStartOfDay(zone).toInstant();
    return moment.getEpochSecond() * 1_000_000_000L + moment.getNano();
  }
}
