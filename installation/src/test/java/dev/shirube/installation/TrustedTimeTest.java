// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// By which time recordings are deleted when clocks are wrong.
class TrustedTimeTest {
  private static final long NOW = Duration.ofDays(20_000).toNanos();
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final long DAY = 24 * HOUR;

  private final List<Problem> told = new ArrayList<>();
  private long clock = NOW;
  private long running = -5 * DAY;

  private TrustedTime from(long last) {
    return new TrustedTime(
        new TrustedTime.Clocks(() -> clock, () -> running), last, "here", told::add);
  }

  private void goesOn(long nanos) {
    clock += nanos;
    running += nanos;
  }

  @Test
  void goesWithTheClock() {
    TrustedTime time = from(0);
    for (int hour = 0; hour < 100; hour++) {
      goesOn(HOUR);
      assertThat(time.nanos()).isEqualTo(clock);
    }
    goesOn(30 * DAY);
    assertThat(time.nanos()).as("not asked for long, and ran all the while").isEqualTo(clock);
    assertThat(told).isEmpty();
  }

  @Test
  void doubtsALeapUntilItHasHeldForADay() {
    TrustedTime time = from(0);
    clock += 4_000 * DAY;
    long expected = NOW;
    for (int hour = 0; hour < 24; hour++) {
      assertThat(time.nanos()).isEqualTo(expected);
      goesOn(HOUR);
      expected += HOUR;
    }
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().what().id()).isEqualTo("recorder.clock.ahead");
    assertThat(time.nanos()).isEqualTo(clock);
    goesOn(HOUR);
    assertThat(time.nanos()).isEqualTo(clock);
    assertThat(told).hasSize(1);
  }

  @Test
  void forgetsALeapThatWasTakenBack() {
    TrustedTime time = from(0);
    clock += 4_000 * DAY;
    assertThat(time.nanos()).isEqualTo(NOW);
    clock -= 4_000 * DAY;
    goesOn(23 * HOUR);
    assertThat(time.nanos()).isEqualTo(clock);
    clock += 4_000 * DAY;
    goesOn(2 * HOUR);
    assertThat(time.nanos()).as("it holds since now, not since the first").isLessThan(clock);
    assertThat(told).hasSize(2);
  }

  @Test
  void believesWhatIsEarlier() {
    TrustedTime time = from(0);
    clock = 0;
    assertThat(time.nanos()).isZero();
    clock = NOW;
    assertThat(time.nanos()).as("and is careful about what follows").isLessThan(NOW);
  }

  @Test
  void doubtsAClockThatIsAheadWhenItStarts() {
    long last = NOW - 300 * DAY;
    TrustedTime time = from(last);
    goesOn(HOUR);
    assertThat(time.nanos()).isEqualTo(last + HOUR);
    assertThat(from(NOW - HOUR).nanos()).isEqualTo(clock);
  }
}
