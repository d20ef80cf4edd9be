// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Timestamps;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Days begin where the reader is, weeks on a Monday, and spans neither overlap nor leave a moment
/// out.
class SpansTest {
  private static final long HOUR = 3_600_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "24,Asia/Tokyo,2026-05-01T14:59:59Z,2026-04-30T15:00:00Z,2026-05-01T15:00:00Z",
    "24,Asia/Tokyo,2026-05-01T15:00:00Z,2026-05-01T15:00:00Z,2026-05-02T15:00:00Z",
    "24,UTC,2026-05-01T15:00:00Z,2026-05-01T00:00:00Z,2026-05-02T00:00:00Z",
    // The day on which clocks go forward has 23 hours.
    "24,Europe/Berlin,2026-03-29T12:00:00Z,2026-03-28T23:00:00Z,2026-03-29T22:00:00Z",
    "168,Asia/Tokyo,2026-05-01T00:00:00Z,2026-04-26T15:00:00Z,2026-05-03T15:00:00Z",
    "168,UTC,1969-12-31T00:00:00Z,1969-12-29T00:00:00Z,1970-01-05T00:00:00Z",
    "12,Asia/Tokyo,2026-05-01T14:00:00Z,2026-05-01T03:00:00Z,2026-05-01T15:00:00Z",
    "1,Asia/Kolkata,2026-05-01T14:10:00Z,2026-05-01T13:30:00Z,2026-05-01T14:30:00Z",
    "1,UTC,2026-05-01T14:10:00Z,2026-05-01T14:00:00Z,2026-05-01T15:00:00Z",
  })
  void beginsWhereTheReaderSaysItDoes(
      long hours, String zone, Instant moment, Instant begin, Instant next) {
    Spans spans = new Spans(hours * HOUR, ZoneId.of(zone));
    long found = spans.begin(moment.getEpochSecond() * 1_000_000_000L);
    assertThat(Timestamps.momentOf(found)).isEqualTo(begin);
    assertThat(Timestamps.momentOf(spans.next(found))).isEqualTo(next);
  }

  @Test
  void everyMomentLiesInOneSpan() {
    SplittableRandom random = new SplittableRandom(5);
    String[] zones = {"Asia/Tokyo", "America/St_Johns", "Pacific/Apia", "Europe/Berlin", "UTC"};
    for (int number = 0; number < 20_000; number++) {
      long hours = random.nextBoolean() ? 1 + random.nextInt(40) : 24L * (1 + random.nextInt(9));
      Spans spans = new Spans(hours * HOUR, ZoneId.of(zones[number % zones.length]));
      long nanos = random.nextLong(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
      long begin = spans.begin(nanos);
      long next = spans.next(begin);
      assertThat(begin).isLessThanOrEqualTo(nanos);
      assertThat(next).isGreaterThan(nanos);
      assertThat(spans.begin(begin)).isEqualTo(begin);
      assertThat(spans.begin(next)).isEqualTo(next);
    }
  }

  @Test
  void theEndsOfTimeHarmNothing() {
    for (long hours : new long[] {1, 24, 168, 24 * 10_000}) {
      Spans spans = new Spans(hours * HOUR, ZoneOffset.ofHours(9));
      for (long nanos : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
        long begin = spans.begin(nanos);
        assertThat(spans.next(begin)).isGreaterThanOrEqualTo(begin);
      }
    }
  }
}
