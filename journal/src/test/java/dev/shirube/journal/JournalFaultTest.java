// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Disks that fail: each of the first operations once, and the power at any moment.
class JournalFaultTest {
  private static final int OPERATIONS = 300;
  private static final int SEEDS = 600;

  private static Journal open(Disk disk) throws IOException {
    // At most six faults are planted in a run.
    for (int attempt = 0; attempt < 6; attempt++) {
      try {
        return Journal.open(disk, JournalTest.FOLDER, JournalTest.SMALL);
      } catch (FileSystemException e) {
        assertThat(e.getReason()).isNotEmpty();
      }
    }
    return Journal.open(disk, JournalTest.FOLDER, JournalTest.SMALL);
  }

  private static void commit(Journal journal, Ledger ledger) {
    try {
      journal.commit();
    } catch (JournalException e) {
      assertThat(e.problem().what().id()).isEqualTo("journal.write");
    }
    ledger.settle();
  }

  private static List<Integer> readAll(Journal journal, Cursor cursor, List<Integer> into)
      throws IOException {
    while (cursor.offset() < journal.end()) {
      Found found;
      try {
        found = cursor.poll();
      } catch (IOException e) {
        continue;
      }
      if (found instanceof Found.Entry entry) {
        into.add(Ledger.number(entry.bytes()));
      } else if (found instanceof Found.Gap gap) {
        assertThat(gap.reason()).isEqualTo(Found.Reason.TORN);
      }
    }
    return into;
  }

  /// Three lives of a journal, each with thirty commits, a reader that follows, and a release.
  private static Ledger script(Disk disk, List<String> wrong) throws IOException {
    Ledger ledger = new Ledger();
    List<Integer> read = new ArrayList<>();
    long from = 0;
    for (int life = 0; life < 3; life++) {
      try (Journal journal = open(disk);
          Cursor cursor = journal.read(from)) {
        for (int commit = 0; commit < 30; commit++) {
          ledger.append(journal);
          ledger.append(journal);
          commit(journal, ledger);
          if (commit % 3 == 0) {
            readAll(journal, cursor, read);
          }
          if (commit == 20) {
            release(journal, cursor.offset());
          }
        }
        readAll(journal, cursor, read);
        from = cursor.offset();
      }
    }
    wrong.addAll(ledger.check(read));
    return ledger;
  }

  private static void release(Journal journal, long offset) throws IOException {
    try {
      journal.release(offset);
    } catch (IOException e) {
      journal.release(offset);
    }
  }

  @Test
  void eachOfTheFirstOperationsFailsOnce() throws IOException {
    SimulatedDisk quiet = new SimulatedDisk(0);
    List<String> wrong = new ArrayList<>();
    Ledger all = script(quiet, wrong);
    assertThat(wrong).isEmpty();
    assertThat(all.acknowledged()).hasSize(180);
    assertThat(quiet.operations()).isGreaterThan(OPERATIONS);
    long refused = 0;
    for (SimulatedDisk.Fault fault : SimulatedDisk.Fault.values()) {
      for (int operation = 1; operation <= OPERATIONS; operation++) {
        SimulatedDisk disk = new SimulatedDisk(operation);
        disk.failAt(operation, fault);
        Ledger ledger = script(disk, wrong);
        assertThat(wrong).as("operation " + operation + " " + fault).isEmpty();
        refused += ledger.next() - ledger.acknowledged().size();
      }
    }
    // A failing file is replaced, so one failure of the disk refuses nothing.
    assertThat(refused).isZero();
  }

  /// What some lives with power cuts between them came to.
  private record Lives(List<String> wrong, int cuts, int acknowledged, int vanished, long torn) {}

  private static Lives lives(long seed, UnaryOperator<Disk> around) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    SimulatedDisk simulated = new SimulatedDisk(seed);
    Disk disk = around.apply(simulated);
    Ledger ledger = new Ledger();
    long torn = 0;
    int cuts = 0;
    List<Integer> read = List.of();
    List<String> wrong = new ArrayList<>();
    for (int life = 0; life < 6; life++) {
      if (random.nextInt(3) == 0) {
        simulated.failAt(
            simulated.operations() + 1 + random.nextInt(40),
            random.nextBoolean() ? SimulatedDisk.Fault.BROKEN : SimulatedDisk.Fault.FULL);
      }
      Journal journal = open(disk);
      torn += journal.status().losses().tornBytes();
      read = retried(journal, wrong);
      wrong.addAll(ledger.check(read));
      int commits = random.nextInt(12);
      for (int commit = 0; commit < commits; commit++) {
        int entries = 1 + random.nextInt(4);
        for (int entry = 0; entry < entries; entry++) {
          ledger.append(journal);
        }
        if (commit + 1 < commits || random.nextBoolean()) {
          commit(journal, ledger);
        }
      }
      writeWithoutSync(simulated, random);
      simulated.powerCut();
      cuts++;
    }
    int vanished = ledger.next() - read.size();
    return new Lives(wrong, cuts, ledger.acknowledged().size(), vanished, torn);
  }

  /// The power goes in the middle of a commit: its write was begun and not synced.
  private static void writeWithoutSync(SimulatedDisk disk, SplittableRandom random)
      throws IOException {
    List<String> names = retriedList(disk);
    if (names.isEmpty() || random.nextInt(3) == 0) {
      return;
    }
    byte[] bytes = new byte[random.nextInt(2_000)];
    Arrays.fill(bytes, (byte) random.nextInt());
    try (Disk.Writing writing = disk.append(JournalTest.FOLDER.resolve(names.getLast()))) {
      writing.write(ByteBuffer.wrap(bytes));
    } catch (FileSystemException e) {
      // The planted fault struck here.
    }
  }

  private static List<String> retriedList(SimulatedDisk disk) throws IOException {
    @Nullable List<String> names = null;
    while (names == null) {
      try {
        names = disk.list(JournalTest.FOLDER);
      } catch (FileSystemException e) {
        // A planted fault struck here; there are at most six.
        names = null;
      }
    }
    return names;
  }

  private static List<Integer> retried(Journal journal, List<String> wrong) throws IOException {
    List<Found.Gap> gaps = new ArrayList<>();
    @Nullable List<Integer> read = null;
    while (read == null) {
      try {
        read = Ledger.read(journal, 0, gaps);
      } catch (FileSystemException e) {
        // A planted fault struck here; there are at most six.
        gaps.clear();
      }
    }
    for (Found.Gap gap : gaps) {
      if (gap.reason() != Found.Reason.TORN) {
        wrong.add(gap.toString());
      }
    }
    return read;
  }

  @Test
  void whatWasAcknowledgedIsThereAfterPowerCuts() throws IOException {
    int cuts = 0;
    int acknowledged = 0;
    int vanished = 0;
    long torn = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Lives lives = lives(seed, disk -> disk);
      assertThat(lives.wrong()).as("seed " + seed).isEmpty();
      cuts += lives.cuts();
      acknowledged += lives.acknowledged();
      vanished += lives.vanished();
      torn += lives.torn();
    }
    System.out.printf(
        "journal: %d seeds, %d power cuts, %d acknowledged, 0 lost; %d not acknowledged vanished,"
            + " %d bytes torn%n",
        SEEDS, cuts, acknowledged, vanished, torn);
    assertThat(acknowledged).isGreaterThan(10_000);
    assertThat(vanished).isPositive();
    assertThat(torn).isGreaterThan(10_000);
  }

  @Test
  void aDiskThatOnlyPretendsToSyncIsSeen() throws IOException {
    int files = 0;
    int folders = 0;
    for (long seed = 0; seed < 50; seed++) {
      files += lives(seed, disk -> new Pretending(disk, true)).wrong().isEmpty() ? 0 : 1;
      folders += lives(seed, disk -> new Pretending(disk, false)).wrong().isEmpty() ? 0 : 1;
    }
    assertThat(files).isGreaterThan(25);
    assertThat(folders).isGreaterThan(25);
  }
}
