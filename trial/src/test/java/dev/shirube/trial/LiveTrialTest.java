// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The product as people run it, under the load of two hundred senders, killed again and again
/// while they press: all that was acknowledged is there afterwards, once, for the right tenant, in
/// order.
@Tag("prove")
final class LiveTrialTest {
  private static final int KILLS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedWhenItIsKilled() throws Exception {
    try (Ground ground = Ground.open();
        Trial trial = Trial.begin(ground, ground.folder("here"))) {
      StationProcess station = trial.station();
      SplittableRandom random = new SplittableRandom(1);
      station.start();
      Fleet fleet = trial.send(Fleet.Size.WHOLE, PATIENCE);
      for (int kill = 1; kill <= KILLS; kill++) {
        fleet.await(200 + random.nextInt(400), station::requireAlive);
        station.freeze();
        fleet.awaitWaiting(Fleet.Size.WHOLE.senders() * 9 / 10, () -> {});
        if (kill % 2 == 0) {
          // In the middle of taking in what has piled up.
          station.thaw();
          fleet.await(1 + random.nextInt(60), () -> {});
        }
        station.kill();
        station.start();
      }
      trial.judge("killed " + KILLS + " times");
    }
  }
}
