// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.journal.SimulatedDisk;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Frames;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was emitted is stored or declared, whatever happens on the way.
class LedgerTest {
  private static final SpoolLimits SMALL = new SpoolLimits(300 << 10, 0, 20 << 10, 16 << 10);

  @TempDir private Path folder;

  /// Ten seconds with a server that is away now and then.
  private static long story(Rig rig, long from) throws IOException, InterruptedException {
    for (long second = from; second < 10; second++) {
      rig.server.down = second >= 4 && second < 7;
      rig.server.losesAnswers = second == 8;
      rig.live(7);
    }
    rig.server.down = false;
    rig.server.losesAnswers = false;
    return 10;
  }

  @Test
  void theProcessMayBeKilledAtEveryStep() throws IOException, InterruptedException {
    KillableDisk whole = new KillableDisk(new SimulatedDisk(1), Long.MAX_VALUE);
    Rig first = new Rig(folder, new FakeServer());
    first.open(whole, Rig.LARGE);
    story(first, 0);
    first.drain();
    assertThat(first.server.stored).hasSize(70);
    long steps = whole.operations();
    assertThat(steps).isGreaterThan(100);
    long doubled = 0;
    for (long kill = 1; kill <= steps; kill++) {
      Rig rig = new Rig(folder, new FakeServer());
      SimulatedDisk disk = new SimulatedDisk(kill);
      long accepted = killed(rig, disk, kill);
      rig.open(disk, Rig.LARGE);
      rig.server.down = false;
      rig.server.losesAnswers = false;
      rig.ticks += 400_000_000_000L;
      rig.live(7);
      rig.drain();
      // All that was accepted is there; of the batch that was being taken, maybe some.
      for (long serial = 0; serial < accepted; serial++) {
        assertThat(rig.server.stored).as("kill at %d", kill).containsKey(Long.toString(serial));
      }
      assertThat(rig.server.declared()).as("kill at %d", kill).isZero();
      assertThat(rig.server.undeclared()).as("kill at %d", kill).isZero();
      doubled += rig.server.stored.size() - accepted - 7;
    }
    System.out.printf(
        "proven: agent: killed at each of %d steps of its disk: 0 lost, %d of batches that were"
            + " being taken kept%n",
        steps, doubled);
  }

  private static long killed(Rig rig, SimulatedDisk disk, long kill)
      throws IOException, InterruptedException {
    long accepted = 0;
    try {
      rig.open(new KillableDisk(disk, kill), Rig.LARGE);
      for (int second = 0; second < 10; second++) {
        rig.server.down = second >= 4 && second < 7;
        rig.server.losesAnswers = second == 8;
        rig.accept(7);
        accepted = rig.serial;
        rig.pass(1100);
        rig.recorder.tick();
        rig.spooler.sync();
        long _ = rig.spooler.evict();
        Uplink.Step _ = rig.uplink.step();
      }
      rig.drain();
    } catch (KillableDisk.Killed _) {
      return accepted;
    }
    return accepted;
  }

  @Test
  void afterAPowerCutAllThatWasSyncedIsThereAndNoNumberComesTwice()
      throws IOException, InterruptedException {
    long lost = 0;
    for (int seed = 0; seed < 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Rig rig = new Rig(folder, new FakeServer());
      SimulatedDisk disk = new SimulatedDisk(seed);
      rig.open(disk, Rig.LARGE);
      Set<Long> unsynced = new HashSet<>();
      for (int second = 0; second < 6; second++) {
        rig.server.down = random.nextInt(3) == 0;
        rig.live(5);
        long synced = rig.serial;
        rig.accept(1 + random.nextInt(5));
        if (random.nextBoolean()) {
          rig.pass(1100);
          rig.recorder.tick();
        }
        if (random.nextInt(3) == 0) {
          disk.powerCut();
          for (long serial = synced; serial < rig.serial; serial++) {
            unsynced.add(serial);
          }
          rig.open(disk, Rig.LARGE);
          rig.ticks += 400_000_000_000L;
        }
      }
      rig.server.down = false;
      rig.drain();
      for (long serial = 0; serial < rig.serial; serial++) {
        if (!rig.server.stored.containsKey(Long.toString(serial))) {
          assertThat(unsynced).as("seed %d", seed).contains(serial);
          lost++;
        }
      }
    }
    System.out.printf(
        "proven: agent: 150 lives with power cuts: no number given twice, all that was synced is"
            + " there; %d events of the last second before a cut gone%n",
        lost);
    assertThat(lost).isPositive();
  }

  @Test
  void whatIsLetGoIsDeclaredToTheLastEvent() throws IOException, InterruptedException {
    Rig rig = new Rig(folder, new FakeServer());
    SimulatedDisk disk = new SimulatedDisk(3);
    rig.open(disk, SMALL);
    rig.live(30);
    rig.server.down = true;
    for (int second = 0; second < 220; second++) {
      rig.live(120);
      if (second % 50 == 49) {
        rig.open(disk, SMALL);
      }
      if (second == 120) {
        rig.server.down = false;
        rig.server.losesAnswers = true;
      }
    }
    long bytes = rig.spooler.state(rig.recorder.given()).bytes();
    assertThat(bytes).isLessThan(SMALL.mostBytes() + 3 * SMALL.fileBytes());
    rig.server.losesAnswers = false;
    rig.ticks += 400_000_000_000L;
    rig.drain();
    long declared = rig.server.declared();
    Map<Lane, Long> byLane = rig.server.declared;
    System.out.printf(
        "proven: agent: emitted %d = stored %d + declared %d %s%n",
        rig.serial, rig.server.stored.size(), declared, byLane);
    assertThat(rig.server.undeclared()).isZero();
    assertThat(rig.server.stored.size() + declared).isEqualTo(rig.serial);
    assertThat(byLane.get(Lane.FILES)).isPositive();
    assertThat(byLane.getOrDefault(Lane.IMPORTANT, 0L)).isLessThan(byLane.get(Lane.FILES));
    assertThat(rig.server.gaps)
        .allMatch(
            gap -> gap.counts().stream().allMatch(it -> it.reason().equals(Gap.Reason.EVICTED)));
  }

  @Test
  void aFullDiskIsToldAndGoneThrough() throws IOException, InterruptedException {
    Rig rig = new Rig(folder, new FakeServer());
    SimulatedDisk disk = new SimulatedDisk(9);
    rig.open(disk, Rig.LARGE);
    rig.live(30);
    disk.capacity(8_000);
    for (int second = 0; second < 30; second++) {
      rig.server.down = second < 20;
      try {
        rig.live(60);
      } catch (IOException _) {
        // The keeper tells of it, and goes on.
        assertThat(rig.recorder.unwritten()).isPositive();
      }
    }
    disk.capacity(Long.MAX_VALUE);
    rig.ticks += 400_000_000_000L;
    rig.live(30);
    rig.drain();
    long declared = rig.server.declared();
    assertThat(rig.server.stored.size() + declared + rig.server.undeclared()).isEqualTo(rig.serial);
    assertThat(declared).isPositive();
    System.out.printf(
        "proven: agent: full disk: emitted %d = stored %d + declared %d + seen by the server %d%n",
        rig.serial, rig.server.stored.size(), declared, rig.server.undeclared());
  }

  /// What is let go while the gap before it is on its way makes that one longer.
  @Test
  void aGapThatGrowsOnItsWayIsDeclaredToTheLastEvent() throws IOException, InterruptedException {
    Rig rig = new Rig(folder, new FakeServer());
    rig.open(new SimulatedDisk(5), Rig.LARGE);
    rig.live(30);
    rig.drain();
    rig.recorder.shedFiles(true);
    rig.accept(30);
    rig.recorder.flush();
    rig.spooler.sync();
    List<Frame> sent = rig.spooler.take("a-1", 1 << 20, 100);
    rig.accept(30);
    rig.recorder.flush();
    Map<Lane, Long> next = new HashMap<>();
    sent.forEach(frame -> next.put(frame.lane(), frame.next()));
    List<byte[]> bodies = new ArrayList<>();
    sent.forEach(frame -> bodies.add(frame.encode()));
    assertThat(rig.server.post("frames", "x", Frames.body(bodies)).status()).isEqualTo(200);
    rig.spooler.acknowledge(next);
    rig.ticks += 400_000_000_000L;
    rig.live(30);
    rig.drain();
    assertThat(rig.server.undeclared()).isZero();
    assertThat(rig.server.declared()).isPositive();
    assertThat(rig.server.stored.size() + rig.server.declared()).isEqualTo(rig.serial);
  }

  @Test
  void shedEventsAreDeclared() throws IOException, InterruptedException {
    Rig rig = new Rig(folder, new FakeServer());
    SimulatedDisk disk = new SimulatedDisk(4);
    rig.open(disk, Rig.LARGE);
    rig.live(30);
    rig.recorder.shedFiles(true);
    rig.accept(30);
    rig.accept(30);
    // Killed while it sheds.
    rig.open(disk, Rig.LARGE);
    rig.live(30);
    rig.drain();
    assertThat(rig.server.declared.get(Lane.FILES)).isEqualTo(20);
    assertThat(rig.server.stored.size() + rig.server.declared()).isEqualTo(rig.serial);
    assertThat(rig.server.gaps.getFirst().counts().getFirst().reason()).isEqualTo(Gap.Reason.SHED);
  }
}
