// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockLeapTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aClockThatWasSetIsNoticedOnceAndOneThatDriftsIsNot() {
    KernelSight.ClockLeap leap = new KernelSight.ClockLeap();
    long started = 1_764_000_000 * SECOND;
    assertThat(leap.look(started)).as("the first look").isZero();
    for (int second = 1; second < 1000; second++) {
      assertThat(leap.look(started + second * 500_000L)).as("half a millisecond a second").isZero();
    }
    long hour = 3600 * SECOND;
    started += 1000 * 500_000L;
    assertThat(leap.look(started - hour)).isBetween(-hour - SECOND, -hour + SECOND);
    assertThat(leap.look(started - hour)).as("told once").isZero();
    assertThat(leap.look(started)).isEqualTo(hour);
  }
}
