// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The product as people run it, killed again and again; and behind a line that is cut, both ways
/// or one, and that loses, delays and reorders packets, under the load of two hundred senders: all
/// that was acknowledged is there afterwards, once, for the right tenant, in order. Lines are cut
/// as root alone.
@Tag("prove")
final class LineTrialTest {
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int KILLS = 10;
  private static final Duration PATIENCE_WITH_KILLS = Duration.ofSeconds(20);
  private static final int ROUNDS = 3;
  private static final int BULKS_WHILE_BAD = 6_000;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedWhenTheLineIsCut() throws Exception {
    if (Ground.lacks("a line that is cut", "ip", "nft")) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Line line = Line.good(ground);
      try (Trial trial = Trial.begin(ground, ground.folder("here"), line)) {
        StationProcess station = trial.station();
        station.start();
        Fleet fleet = trial.send(Fleet.Size.WHOLE, PATIENCE);
        for (int round = 1; round <= ROUNDS; round++) {
          for (Line.Cut cut : Line.Cut.values()) {
            fleet.await(300, station::requireAlive);
            line.cut(cut);
            fleet.awaitAgain(Fleet.Size.WHOLE.senders(), station::requireAlive);
            long before = trial.ledger().acknowledged();
            fleet.awaitAgain(Fleet.Size.WHOLE.senders() / 2, station::requireAlive);
            assertThat(trial.ledger().acknowledged()).as("nothing passed").isEqualTo(before);
            line.mend(cut);
          }
        }
        fleet.await(300, station::requireAlive);
        trial.judge(
            "line cut " + ROUNDS + " times each both ways, one way, the other way, and reset");
      }
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedOverABadLine() throws Exception {
    if (Ground.lacks("a bad line", "ip", "python3")) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Line line = Line.bad(ground, 1, 0.05, 50, 10);
      try (Trial trial = Trial.begin(ground, ground.folder("here"), line)) {
        StationProcess station = trial.station();
        station.start();
        Fleet fleet = trial.send(Fleet.Size.WHOLE, PATIENCE);
        fleet.await(BULKS_WHILE_BAD / 2, station::requireAlive);
        station.kill();
        station.start();
        fleet.await(BULKS_WHILE_BAD / 2, station::requireAlive);
        trial.judge("5 % loss, 50 ms each way, reordered, killed once");
      }
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedWhenItIsKilled() throws Exception {
    try (Ground ground = Ground.open();
        Trial trial = Trial.begin(ground, ground.folder("here"))) {
      StationProcess station = trial.station();
      SplittableRandom random = new SplittableRandom(1);
      station.start();
      Fleet fleet = trial.send(Fleet.Size.WHOLE, PATIENCE_WITH_KILLS);
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
