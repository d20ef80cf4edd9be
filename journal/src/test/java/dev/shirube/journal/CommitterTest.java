// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The thread that commits, and the real disk.
class CommitterTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void manySendersShareCommitsAndAReaderFollows() throws Exception {
    int senders = 8;
    int each = 500;
    JournalSettings settings = new JournalSettings(1 << 16, 1 << 14, 1 << 10, 1, 0);
    try (Journal journal = Journal.open(new FileDisk(), folder.resolve("a/b"), settings);
        Committer committer = new Committer(journal, Duration.ofMillis(1), 4_096)) {
      AtomicInteger durable = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int sender = 0; sender < senders; sender++) {
        int first = sender * each;
        threads.add(Thread.ofVirtual().start(() -> send(journal, first, each, durable)));
      }
      Set<Integer> seen = new TreeSet<>();
      try (Cursor cursor = journal.read(0)) {
        while (seen.size() < senders * each) {
          Found found = cursor.await(LONG);
          if (!(found instanceof Found.Entry entry)) {
            throw new AssertionError("not an entry: " + found);
          }
          assertThat(seen.add(Ledger.number(entry.bytes()))).isTrue();
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      // Readers see an entry a moment before its sender is called back.
      while (durable.get() < senders * each) {
        Thread.onSpinWait();
      }
      assertThat(durable).hasValue(senders * each);
      assertThat(committer.failed()).isZero();
      JournalStatus status = journal.status();
      assertThat(status.traffic().commits()).isLessThan((long) senders * each);
      assertThat(status.files()).isGreaterThan(10);
    }
  }

  private static void send(Journal journal, int first, int count, AtomicInteger durable) {
    try {
      for (int number = first; number < first + count; number++) {
        Ticket ticket = journal.append(Ledger.entry(number));
        while (ticket == null) {
          Thread.onSpinWait();
          ticket = journal.append(Ledger.entry(number));
        }
        if (number % 10 == 0) {
          ticket.await(LONG);
        }
        ticket.whenDecided(state -> {
          if (state == Ticket.State.DURABLE) {
            durable.incrementAndGet();
          }
        });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Ticket append(Journal journal) {
    return Objects.requireNonNull(journal.append(Ledger.entry(0)));
  }

  @Test
  void aDiskThatFailsIsToldAndTheThreadGoesOn() throws Exception {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (Journal journal = Journal.open(disk, JournalTest.FOLDER, JournalTest.SMALL);
        Committer committer = new Committer(journal, Duration.ofMillis(1), 1)) {
      disk.failSyncs(2);
      assertThat(append(journal).await(LONG)).isEqualTo(Ticket.State.FAILED);
      assertThat(append(journal).await(LONG)).isEqualTo(Ticket.State.DURABLE);
      assertThat(committer.failed()).isEqualTo(1);
    }
  }

  @Test
  void closingMakesDurableWhatWaits() throws Exception {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = Journal.open(disk, JournalTest.FOLDER, JournalTest.SMALL);
    Committer committer = new Committer(journal, LONG, 1 << 20);
    Ticket ticket = append(journal);
    committer.close();
    assertThat(ticket.state()).isEqualTo(Ticket.State.PENDING);
    Cursor waiting = journal.read(0);
    journal.close();
    assertThat(ticket.state()).isEqualTo(Ticket.State.DURABLE);
    assertThat(waiting.await(LONG)).isInstanceOf(Found.Entry.class);
    assertThat(waiting.await(LONG)).isNull();
    assertThat(journal.append(new byte[1])).isNull();
  }

  @Test
  void theRealDiskDoesWhatItSays() throws IOException {
    onAnyDisk(new FileDisk(), folder);
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      onAnyDisk(new FileDisk(), windows.getPath("C:\\data"));
    }
    onAnyDisk(new SimulatedDisk(1), Path.of("/data"));
  }

  private static void onAnyDisk(Disk disk, Path root) throws IOException {
    Path within = root.resolve("x").resolve("y");
    assertThat(disk.list(within)).isEmpty();
    disk.makeFolder(within);
    disk.makeFolder(within);
    Path file = within.resolve("b");
    try (Disk.Writing writing = disk.append(file)) {
      writing.write(ByteBuffer.wrap(new byte[600_000]));
      writing.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
      writing.truncate(600_003);
      writing.write(ByteBuffer.wrap(new byte[] {9}));
      writing.sync();
      assertThat(writing.size()).isEqualTo(600_004);
    }
    try (Disk.Writing writing = disk.append(file)) {
      writing.write(ByteBuffer.wrap(new byte[] {10}));
    }
    disk.move(file, within.resolve("a"));
    disk.syncFolder(within);
    assertThat(disk.list(within)).containsExactly("a");
    assertThat(disk.exists(file)).isFalse();
    assertThat(disk.free(root)).isPositive();
    try (Disk.Reading reading = disk.read(within.resolve("a"))) {
      ByteBuffer end = ByteBuffer.allocate(10);
      assertThat(reading.read(end, 600_000)).isEqualTo(5);
      assertThat(end.array()).startsWith(1, 2, 3, 9, 10);
      assertThat(reading.read(ByteBuffer.allocate(1), 700_000)).isZero();
      assertThat(reading.map().byteSize()).isEqualTo(600_005);
      assertThat(reading.map().get(ValueLayout.JAVA_BYTE, 600_003)).isEqualTo((byte) 9);
    }
    disk.delete(within.resolve("a"));
    assertThat(disk.list(within)).isEmpty();
  }
}
