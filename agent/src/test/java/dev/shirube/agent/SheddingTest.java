// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.wire.Policy;
import org.junit.jupiter.api.Test;

/// What the agent may take is saved for a minute: at a fifth of a core, twelve seconds of it.
class SheddingTest {
  private static final long SECOND = 1_000_000_000L;

  private final Taken taken = new Taken();
  private final Shedding shedding = new Shedding(taken);
  private long now = 5 * SECOND;

  private static final class Taken implements AgentParts.Load {
    private long cpu = 3 * SECOND;
    private long memory = 1 << 20;

    @Override
    public long cpuNanos() {
      return cpu;
    }

    @Override
    public long memoryBytes() {
      return memory;
    }
  }

  /// Seconds go by, in each of which the agent takes so many thousandths of a core.
  ///
  /// @return after how many it first sheds (or no longer does), -1 if never
  private int until(boolean sheds, int seconds, int permille) {
    for (int second = 1; second <= seconds; second++) {
      now += SECOND;
      taken.cpu += SECOND / 1000 * permille;
      if (shedding.look(now, Policy.Limits.DEFAULT) == sheds) {
        return second;
      }
    }
    return -1;
  }

  @Test
  void neitherAStartNorAShortStormCostsAnEvent() {
    assertThat(shedding.look(now, Policy.Limits.DEFAULT)).isFalse();
    assertThat(until(true, 14, 1000)).isEqualTo(-1);
  }

  @Test
  void whatGoesOnIsShedAndEndsWithIt() {
    assertThat(shedding.look(now, Policy.Limits.DEFAULT)).isFalse();
    assertThat(until(true, 60, 600)).isEqualTo(31);
    assertThat(until(false, 300, 600)).as("as long as it goes on").isEqualTo(-1);
    assertThat(until(false, 60, 10)).as("debts are bounded").isEqualTo(26);
    assertThat(until(true, 3600, 199)).as("what it may take").isEqualTo(-1);
  }

  @Test
  void fullMemoryShedsUntilItIsClearlyLess() {
    assertThat(shedding.look(now, Policy.Limits.DEFAULT)).isFalse();
    taken.memory = 161L << 20;
    assertThat(until(true, 1, 0)).isEqualTo(1);
    taken.memory = 150L << 20;
    assertThat(until(false, 30, 0)).isEqualTo(-1);
    taken.memory = 100L << 20;
    assertThat(until(false, 1, 0)).isEqualTo(1);
  }
}
