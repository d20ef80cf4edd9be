// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The budget of an address for wrong tokens.
class WrongTokensTest {
  private static final long SECOND = 1_000_000_000L;

  private final WrongTokens wrong = new WrongTokens();

  private int allowed(String peer, long now, int tries) {
    int allowed = 0;
    for (int left = 0; left < tries; left++) {
      allowed += wrong.count(peer, now).isZero() ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void aBurstThenOneEachTwoSeconds() {
    assertThat(allowed("192.0.2.1", 0, 100)).isEqualTo(20);
    assertThat(wrong.count("192.0.2.1", 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(allowed("192.0.2.1", 10 * SECOND, 100)).isEqualTo(5);
    assertThat(allowed("192.0.2.1", 3_600 * SECOND, 100)).isEqualTo(20);
    assertThat(allowed("192.0.2.2", 0, 1)).isEqualTo(1);
  }

  @Test
  void aClockThatStepsBackGivesNothing() {
    assertThat(allowed("192.0.2.1", 1_000 * SECOND, 30)).isEqualTo(20);
    assertThat(allowed("192.0.2.1", 0, 30)).isZero();
    assertThat(allowed("192.0.2.1", 2 * SECOND, 30)).isEqualTo(1);
  }

  @Test
  void anAddressIsItsNetworkInVersionSixAndItselfInAnySpelling() {
    int allowed = 0;
    for (int host = 0; host < 100; host++) {
      allowed += allowed("2001:db8:0:7::" + host, 0, 1);
    }
    assertThat(allowed).isEqualTo(20);
    assertThat(allowed("2001:db8:0:8::1", 0, 1)).isEqualTo(1);
    assertThat(allowed("192.0.2.1", 0, 20)).isEqualTo(20);
    assertThat(allowed("::ffff:192.0.2.1", 0, 1)).isZero();
    assertThat(allowed("no address", 0, 30)).isEqualTo(20);
    assertThat(allowed("", 0, 1)).isZero();
  }

  @Test
  void countsEveryOneInBoundedMemory() {
    int tries = 60_000;
    for (int number = 0; number < tries; number++) {
      wrong.count("10.%d.%d.%d".formatted(number >> 16, (number >> 8) & 255, number & 255), 0);
    }
    allowed("192.0.2.1", 0, 40);
    List<WrongTokens.Count> counts = wrong.take(20, 0);
    assertThat(counts).hasSize(21);
    assertThat(counts.getFirst()).isEqualTo(new WrongTokens.Count("192.0.2.1", 40));
    assertThat(counts.stream().mapToLong(WrongTokens.Count::wrong).sum()).isEqualTo(tries + 40);
    assertThat(wrong.take(20, 0)).isEmpty();
  }

  @Test
  void whoHasAllOfTheBudgetAgainIsLetGo() {
    allowed("192.0.2.1", 0, 5);
    assertThat(wrong.take(20, 41 * SECOND)).hasSize(1);
    assertThat(allowed("192.0.2.1", 41 * SECOND, 30)).isEqualTo(20);
  }
}
