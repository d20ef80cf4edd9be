// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The product with its data on a file system whose power goes, that has no room left, or whose
/// medium fails, under the load of two hundred senders: all that was acknowledged is there
/// afterwards, once, for the right tenant, in order. As root alone.
@Tag("prove")
final class DiskTrialTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int CUTS = 6;
  private static final int FILLINGS = 3;
  private static final int BREAKS = 3;
  private static final int MEGABYTES = 640;

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS"})
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedWhenThePowerGoes(Volume.Kind kind) throws Exception {
    if (Ground.lacks("power cuts of " + kind, "mkfs.ext4", "mkfs.xfs", "mount", "xfs_io")) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Volume volume = Volume.make(ground, "volume", kind, MEGABYTES);
      try (Trial trial = Trial.begin(ground, volume.point())) {
        StationProcess station = trial.station();
        station.start();
        trial.awaitHealth(200);
        Fleet fleet = trial.send(Fleet.Size.WHOLE, PATIENCE);
        for (int cut = 1; cut <= CUTS; cut++) {
          fleet.await(400 + 37 * cut, station::requireAlive);
          volume.shutDown();
          fleet.awaitAgain(Fleet.Size.WHOLE.senders() / 4, () -> {});
          station.kill();
          volume.unmount();
          volume.mount();
          station.start();
        }
        trial.judge("power cut " + CUTS + " times on " + kind);
      }
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void goesOnByItselfWhenThereIsRoomAgain() throws Exception {
    if (Ground.lacks("a full disk", "mkfs.ext4", "mount", "fallocate")) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Volume volume = Volume.make(ground, "volume", Volume.Kind.EXT4, MEGABYTES);
      try (Trial trial = Trial.begin(ground, volume.point())) {
        StationProcess station = trial.station();
        station.start();
        trial.awaitHealth(200);
        Fleet fleet = trial.send(Fleet.Size.WHOLE, PATIENCE);
        for (int filling = 1; filling <= FILLINGS; filling++) {
          fleet.await(400, station::requireAlive);
          Path full = volume.fill(filling * 1_000_000L);
          fleet.awaitAgain(Fleet.Size.WHOLE.senders(), station::requireAlive);
          trial.awaitHealth(503);
          Files.delete(full);
          fleet.await(400, station::requireAlive);
          trial.awaitHealth(200);
        }
        trial.judge("disk full " + FILLINGS + " times, never started anew");
      }
    }
  }

  /// What fails to be written is lost for the file system; the rest of it goes on.
  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void goesOnByItselfWhenTheMediumFailedForAWhile() throws Exception {
    if (lacksFailing()) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Volume volume = Volume.failing(ground, "volume", Volume.Kind.EXT4_BARE, MEGABYTES);
      try (Trial trial = Trial.begin(ground, volume.point())) {
        StationProcess station = trial.station();
        station.start();
        trial.awaitHealth(200);
        Fleet fleet = trial.send(Fleet.Size.WHOLE, PATIENCE);
        for (int failure = 1; failure <= BREAKS; failure++) {
          fleet.await(400, station::requireAlive);
          fails(volume, trial, fleet);
          volume.heals();
          fleet.await(400, station::requireAlive);
          trial.awaitHealth(200);
        }
        trial.judge("EIO on fsync " + BREAKS + " times, never started anew");
      }
    }
  }

  /// A file system with a journal gives itself up when that cannot be written: it is mounted again
  /// and the product started again, as a person would.
  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS"})
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedWhenTheFileSystemGaveUp(Volume.Kind kind) throws Exception {
    if (lacksFailing()) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Volume volume = Volume.failing(ground, "volume", kind, MEGABYTES);
      try (Trial trial = Trial.begin(ground, volume.point())) {
        StationProcess station = trial.station();
        station.start();
        trial.awaitHealth(200);
        Fleet fleet = trial.send(Fleet.Size.WHOLE, PATIENCE);
        for (int failure = 1; failure <= BREAKS; failure++) {
          fleet.await(400, station::requireAlive);
          fails(volume, trial, fleet);
          station.kill();
          volume.unmount();
          volume.heals();
          volume.mount();
          station.start();
        }
        trial.judge("EIO on fsync " + BREAKS + " times, " + kind + " mounted again");
      }
    }
  }

  private static boolean lacksFailing() throws Exception {
    return Ground.lacks(
        "EIO on fsync", "mkfs.ext4", "mkfs.xfs", "mount", "nbdkit", "nbdfuse", "fusermount3");
  }

  /// Lets the medium fail until it is told that nothing is taken, and nothing is.
  private static void fails(Volume volume, Trial trial, Fleet fleet) throws Exception {
    volume.breaks();
    fleet.awaitAgain(Fleet.Size.WHOLE.senders(), trial.station()::requireAlive);
    trial.awaitHealth(503);
    long before = trial.ledger().acknowledged();
    fleet.awaitAgain(Fleet.Size.WHOLE.senders(), trial.station()::requireAlive);
    assertThat(trial.ledger().acknowledged()).as("nothing is promised").isEqualTo(before);
  }
}
