// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.TenantId;
import dev.shirube.wire.Lane;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What is known of agents' numbers, over failures and restarts.
class AgentLanesTest {
  private static final AgentLanes.Way ONE = way("a", 1, Lane.IMPORTANT);

  private final AgentLanes lanes = new AgentLanes();

  private static AgentLanes.Way way(String agent, long epoch, Lane lane) {
    return new AgentLanes.Way(TenantId.LOCAL, agent, epoch, lane);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatWasNotCommittedIsTakenBack() {
    lanes.begin(ONE, 5, 0);
    lanes.came(ONE, 10, 2, 3);
    lanes.commit();
    AgentLanes.Way two = way("b", 1, Lane.FILES);
    lanes.begin(two, 0, 0);
    lanes.came(two, 4, 0, 0);
    lanes.came(ONE, 20, 1, 1);
    assertThat(lanes.missing(TenantId.LOCAL, "a")).isEqualTo(new AgentLanes.Missing(3, 4));
    lanes.rollBack();
    assertThat(lanes.next(ONE)).isEqualTo(10);
    assertThat(lanes.next(two)).isZero();
    assertThat(lanes.missing(TenantId.LOCAL, "a")).isEqualTo(new AgentLanes.Missing(2, 3));
    lanes.begin(two, 7, 0);
    assertThat(lanes.next(two)).as("it begins anew").isEqualTo(7);
  }

  @Test
  void aWayBeginsOnce() {
    lanes.begin(ONE, 5, 0);
    lanes.begin(ONE, 9, 0);
    assertThat(lanes.next(ONE)).isEqualTo(5);
    lanes.came(ONE, 3, 0, 0);
    assertThat(lanes.next(ONE)).as("never goes back").isEqualTo(5);
  }

  @Test
  void ofManyEpochsTheNewestAreKept() {
    for (long epoch = 1; epoch <= 100; epoch++) {
      AgentLanes.Way way = way("a", epoch, Lane.FILES);
      lanes.begin(way, 0, 0);
      lanes.came(way, epoch, 0, 0);
    }
    lanes.begin(way("b", 1, Lane.FILES), 3, 0);
    assertThat(lanes.text().lines()).hasSize(2 + 4 + 1);
    assertThat(lanes.next(way("a", 100, Lane.FILES))).isEqualTo(100);
    assertThat(lanes.next(way("a", 1, Lane.FILES))).isZero();
    assertThat(lanes.next(way("b", 1, Lane.FILES))).isEqualTo(3);
  }

  @Test
  void theTextSaysAllOfItAndAnyDamageIsSeen() {
    SplittableRandom random = new SplittableRandom(1);
    for (int at = 0; at < 50; at++) {
      AgentLanes.Way way = way("agent-" + at % 20, 1 + at % 3, Lane.values()[at % 3]);
      lanes.begin(way, random.nextLong(1000), 0);
      lanes.came(way, random.nextLong(1L << 40), random.nextLong(9), random.nextLong(9));
    }
    String text = lanes.text();
    AgentLanes read = new AgentLanes();
    assertThat(read.read(utf8(text))).isTrue();
    assertThat(read.text()).isEqualTo(text);
    int refused = 0;
    for (int round = 0; round < 500; round++) {
      byte[] bytes = utf8(text);
      int at = random.nextInt(bytes.length - 1);
      bytes[at] = (byte) (bytes[at] ^ (1 << random.nextInt(7)));
      refused += read.read(bytes) ? 0 : 1;
      assertThat(read.read(utf8(text.substring(0, at)))).isFalse();
    }
    assertThat(refused).isEqualTo(500);
    assertThat(read.read(new byte[0])).isFalse();
    assertThat(read.missing(TenantId.LOCAL, "agent-1")).isEqualTo(new AgentLanes.Missing(0, 0));
  }

  @Test
  void whatWasForgottenIsNotMissing() {
    lanes.forget();
    lanes.begin(ONE, 5, 700);
    assertThat(lanes.next(ONE)).isEqualTo(700);
    AgentLanes read = new AgentLanes();
    assertThat(read.read(utf8(lanes.text()))).isTrue();
    AgentLanes.Way two = way("b", 1, Lane.FILES);
    read.begin(two, 0, 30);
    assertThat(read.next(two)).as("it is still forgotten").isEqualTo(30);
  }

  @Test
  void sumsOfWhateverNumbersDoNotRunOver() {
    lanes.begin(ONE, 0, 0);
    lanes.came(ONE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    lanes.came(ONE, Long.MAX_VALUE, Long.MAX_VALUE, 1);
    assertThat(lanes.missing(TenantId.LOCAL, "a"))
        .isEqualTo(new AgentLanes.Missing(Long.MAX_VALUE, Long.MAX_VALUE));
  }
}
