// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import static dev.shirube.store.Stores.ACME;
import static dev.shirube.store.Stores.DAY;
import static dev.shirube.store.Stores.NOON;
import static dev.shirube.store.Stores.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Gap;
import dev.shirube.journal.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UpkeepTest {
  private static final Path TENANT = Stores.FOLDER.resolve("tenant-acme");
  private final SimulatedDisk disk = new SimulatedDisk(31);

  private EventStore store(int seals, int each) throws IOException {
    EventStore store = Stores.open(disk);
    for (int seal = 0; seal < seals; seal++) {
      store.append(Stores.events(ACME, seal * each, each));
      store.seal(seal + 1);
    }
    return store;
  }

  private static int upkeep(EventStore store) throws IOException {
    int merged = 0;
    for (Upkeep.Step step = store.upkeep();
        step.kind() != Upkeep.Kind.NOTHING;
        step = store.upkeep()) {
      merged += step.kind() == Upkeep.Kind.MERGED ? 1 : 0;
    }
    return merged;
  }

  @Test
  void mergesSmallPartsIntoBigOnesAndChangesNoAnswer() throws IOException {
    try (EventStore store = store(60, 40)) {
      assertThat(store.size(ACME).parts()).isEqualTo(60);
      assertThat(upkeep(store)).isGreaterThan(3);
      assertThat(store.size(ACME).parts()).isLessThanOrEqualTo(8);
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 2400));
      assertThat(store.append(Stores.events(ACME, 0, 2400)).isEmpty()).isTrue();
    }
    try (EventStore store = Stores.open(disk)) {
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 2400));
      assertThat(store.verify(ACME, List.of()).faults()).isEmpty();
      assertThat(disk.list(TENANT).stream().filter(name -> name.endsWith(".seg")))
          .hasSize(store.size(ACME).parts());
    }
  }

  @Test
  void whoReadsGoesOnReadingWhatIsMergedMeanwhile() throws IOException {
    try (EventStore store = store(8, 300)) {
      List<Integer> found = new ArrayList<>();
      try (Rows rows = store.find(ACME, Question.EVERYTHING)) {
        assertThat(rows.next()).isNotNull();
        assertThat(upkeep(store)).isPositive();
        Stores.numbers(rows, found);
      }
      assertThat(found).isEqualTo(Stores.inOrder(0, 2400).subList(1024, 2400));
      assertThat(store.upkeep().kind()).isEqualTo(Upkeep.Kind.TIDIED);
    }
  }

  @Test
  void choosesWithinADayAndRewritesSeldom() {
    StoreSettings.Tuning tuning = Stores.settings().tuning();
    SplittableRandom random = new SplittableRandom(32);
    List<PartFacts> parts = new ArrayList<>();
    long written = 0;
    long events = 0;
    long next = 0;
    for (int seal = 0; seal < 2000; seal++) {
      long at = NOON + seal * DAY / 200;
      int rows = 1 + random.nextInt(20);
      parts.add(new PartFacts(next++, rows, rows, at, at, at, at, ""));
      events += rows;
      List<PartFacts> chosen = Upkeep.choose(parts, tuning);
      if (!chosen.isEmpty()) {
        int sum = chosen.stream().mapToInt(PartFacts::rows).sum();
        assertThat(chosen).hasSizeBetween(2, 16);
        assertThat(sum).isLessThanOrEqualTo(tuning.partRows());
        long first = chosen.getFirst().firstReceived();
        long last = chosen.getLast().lastReceived();
        assertThat(first / DAY).isEqualTo(chosen.getLast().firstReceived() / DAY);
        parts.removeAll(chosen);
        parts.add(new PartFacts(next++, sum, sum, first, last, first, last, ""));
        written += sum;
      }
    }
    assertThat(parts.size()).isLessThan(60);
    assertThat(written).isLessThan(8 * events);
  }

  @Test
  void movesDamagedPartsAsideAndNamesThem() throws IOException {
    Path damaged = TENANT.resolve("part-0000000001.seg");
    store(4, 50).close();
    for (long at = 0; at < disk.bytes(damaged).length; at += 7) {
      disk.flip(damaged, at, 0x55);
    }
    disk.delete(TENANT.resolve("part-0000000002.seg"));
    for (int start = 0; start < 3; start++) {
      try (EventStore store = Stores.open(disk)) {
        Set<Integer> found = new HashSet<>(Stores.all(store, ACME));
        assertThat(found).hasSize(100).contains(0, 199).doesNotContain(50, 149);
        assertThat(store.count(ACME, Question.EVERYTHING).missing())
            .extracting(Question.Missing::name)
            .containsExactlyInAnyOrder("part-0000000001.seg", "part-0000000002.seg");
        assertThat(store.event(ACME, Stores.id(60)).missing()).hasSize(2);
        if (start == 0) {
          assertThat(store.upkeep().kind()).isEqualTo(Upkeep.Kind.QUARANTINED);
        }
        upkeep(store);
        assertThat(store.size(ACME).quarantined()).isEqualTo(2);
        assertThat(store.verify(ACME, List.of()).faults()).hasSize(2);
      }
    }
    assertThat(disk.list(TENANT.resolve("quarantine"))).containsExactly("part-0000000001.seg");
    try (EventStore store = Stores.open(disk)) {
      assertThat(store.append(Stores.events(ACME, 50, 50)).cardinality()).isEqualTo(50);
    }
  }

  @Test
  void leavesAWholePartWhereItIsThoughTheDiskWasAwayForAWhile() throws IOException {
    store(2, 50).close();
    try (EventStore store = Stores.open(disk)) {
      for (int time = 0; time < 3; time++) {
        disk.failAt(disk.operations() + 1, SimulatedDisk.Fault.BROKEN);
        Question.Answer answer = store.count(ACME, Question.EVERYTHING);
        assertThat(answer.rows()).isEqualTo(50);
        assertThat(answer.missing())
            .hasSize(1)
            .allMatch(it -> it.kind() == Question.Kind.UNREADABLE);
      }
      upkeep(store);
      assertThat(store.size(ACME).quarantined()).isZero();
      assertThat(store.count(ACME, Question.EVERYTHING).rows()).isEqualTo(100);
      assertThat(store.count(OTHER, Question.EVERYTHING).rows()).isZero();
      assertThat(store.tenants()).containsExactly(ACME);
    }
  }

  @Test
  void anyFlippedByteOfAPartIsNamedOrChangesNothing() throws IOException {
    store(1, 60).close();
    Path part = TENANT.resolve("part-0000000000.seg");
    int length = disk.bytes(part).length;
    int named = 0;
    for (int at = 0; at < length; at += 17) {
      disk.flip(part, at, 0x10);
      try (EventStore store = Stores.open(disk)) {
        List<Integer> found = Stores.all(store, ACME);
        Question.Answer answer = store.count(ACME, Question.EVERYTHING);
        assertThat(found).isSubsetOf(Stores.inOrder(0, 60));
        if (found.size() < 60) {
          try (Rows rows = store.find(ACME, Question.EVERYTHING)) {
            Stores.numbers(rows, new ArrayList<>());
            assertThat(rows.answer().missing()).isNotEmpty();
            named++;
          }
        }
        assertThat(answer.rows()).isBetween(0L, 60L);
      }
      disk.flip(part, at, 0x10);
    }
    assertThat(named).isGreaterThan(length / 17 / 3);
    try (EventStore store = Stores.open(disk)) {
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 60));
    }
  }

  @Test
  void aBackupMadeWhileRunningIsTheSameStore() throws IOException {
    Path target = Path.of("/backup");
    Path again = Path.of("/again");
    List<Integer> then;
    Signed.Checkpoint checkpoint;
    try (EventStore store = store(12, 50)) {
      upkeep(store);
      store.append(Stores.events(OTHER, 0, 30));
      store.declare(ACME, List.of(new Gap("host", 1, 2, NOON, NOON + 1)));
      store.seal(13);
      then = Stores.all(store, ACME);
      checkpoint = store.checkpoint(ACME, NOON);
      store.append(Stores.events(ACME, 5000, 10));
      assertThat(store.backup(target)).isEqualTo(13);
      store.seal(14);
      upkeep(store);
    }
    assertThat(EventStore.restore(disk, target, again)).isEqualTo(13);
    try (EventStore store = EventStore.open(disk, again, Stores.settings())) {
      assertThat(store.problems()).isEmpty();
      assertThat(store.sealedOffset()).isEqualTo(13);
      assertThat(Stores.all(store, ACME)).isEqualTo(then);
      assertThat(Stores.all(store, OTHER)).isEqualTo(Stores.inOrder(0, 30));
      assertThat(store.count(ACME, Question.EVERYTHING).missing()).hasSize(1);
      assertThat(store.verify(ACME, List.of(checkpoint)).faults()).isEmpty();
      Signed.Checkpoint now = store.checkpoint(ACME, NOON);
      assertThat(now).isEqualTo(checkpoint);
    }
  }

  @Test
  void restoresNothingThatIsDamagedAndNothingOverAStore() throws IOException {
    Path target = Path.of("/backup");
    try (EventStore store = store(3, 50)) {
      store.backup(target);
      assertThat(id(() -> store.backup(target))).isEqualTo("store.backup.target");
    }
    assertThat(id(() -> EventStore.restore(disk, target, Stores.FOLDER)))
        .isEqualTo("store.backup.target");
    assertThat(id(() -> EventStore.restore(disk, Path.of("/none"), Path.of("/new"))))
        .isEqualTo("store.backup.none");
    disk.flip(target.resolve("tenant-acme").resolve("part-0000000001.seg"), 100, 1);
    Path half = Path.of("/half");
    assertThat(id(() -> EventStore.restore(disk, target, half))).isEqualTo("store.backup.damaged");
    assertThat(id(() -> EventStore.open(disk, half, Stores.settings())))
        .isEqualTo("store.backup.unfinished");
  }

  @Test
  void refusesANewerFormatAndLeavesItAsItIs() throws IOException {
    store(1, 10).close();
    byte[] head = Codec.head("SHIRUBEM");
    ByteBuffer.wrap(head).putInt(8, Codec.VERSION + 1);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(head, 0, Codec.HEAD_BYTES - 4);
    ByteBuffer.wrap(head).putInt(Codec.HEAD_BYTES - 4, (int) crc.getValue());
    new Folder(disk, TENANT).replace(Manifest.FILE, head);
    assertThat(id(() -> Stores.open(disk))).isEqualTo("store.format.newer");
    assertThat(disk.bytes(TENANT.resolve(Manifest.FILE))).isEqualTo(head);
  }

  @FunctionalInterface
  private interface Attempt {
    Object run() throws IOException;
  }

  private static String id(Attempt attempt) throws IOException {
    try {
      attempt.run();
      return "";
    } catch (StoreException e) {
      return e.problem().what().id();
    }
  }
}
