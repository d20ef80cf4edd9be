// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.wire.Policy;
import org.junit.jupiter.api.Test;

class SheddingTest {
  private static final long SECOND = 1_000_000_000L;

  private long cpu;
  private final Shedding shedding =
      new Shedding(
          new AgentParts.Load() {
            @Override
            public long cpuNanos() {
              return cpu;
            }

            @Override
            public long memoryBytes() {
              return 1 << 20;
            }
          });

  /// Seconds in which the agent takes so many thousandths of a core.
  ///
  /// @return in how many of them events were let go
  private int pass(int from, int to, int permille) {
    int shed = 0;
    for (int second = from; second < to; second++) {
      cpu += SECOND / 1000 * permille;
      shed += shedding.look(second * SECOND, Policy.Limits.DEFAULT) ? 1 : 0;
    }
    return shed;
  }

  @Test
  void whatAStartTakesCostsNoEvents() {
    cpu = 700_000_000L;
    assertThat(pass(0, 10, 900)).as("classes are loaded and compiled").isZero();
    assertThat(pass(10, 300, 50)).isZero();
  }

  @Test
  void whoTakesTooMuchLaterLetsGoAndStopsThatAgain() {
    assertThat(pass(0, 120, 100)).isZero();
    assertThat(pass(120, 180, 900)).isGreaterThan(40);
    assertThat(pass(180, 400, 50)).isLessThan(120);
    assertThat(pass(400, 410, 50)).isZero();
  }

  @Test
  void aStartIsNoExcuseForLong() {
    assertThat(pass(0, 120, 900)).isGreaterThan(90);
  }
}
