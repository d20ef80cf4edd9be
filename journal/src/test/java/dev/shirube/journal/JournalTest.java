// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class JournalTest {
  static final Path FOLDER = Path.of("/data/journal");
  static final JournalSettings SMALL = new JournalSettings(4_096, 3_000, 1_000, 7, 0);

  private final SimulatedDisk disk = new SimulatedDisk(1);

  private Journal open() throws IOException {
    return Journal.open(disk, FOLDER, SMALL);
  }

  private static List<Integer> read(Journal journal, long from) throws IOException {
    List<Found.Gap> gaps = new ArrayList<>();
    List<Integer> numbers = Ledger.read(journal, from, gaps);
    assertThat(gaps).isEmpty();
    return numbers;
  }

  private static Ticket append(Journal journal, byte[] bytes) {
    return Objects.requireNonNull(journal.append(bytes));
  }

  private static void fill(Journal journal, int from, int to) throws IOException {
    for (int number = from; number < to; number++) {
      Ticket ticket = append(journal, Ledger.entry(number));
      assertThat(ticket.state()).isEqualTo(Ticket.State.PENDING);
      assertThat(journal.commit()).isEqualTo(1);
      assertThat(ticket.state()).isEqualTo(Ticket.State.DURABLE);
    }
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void entriesAreThereAgainWithTheirOffsets() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 30);
      assertThat(read(journal, 0)).isEqualTo(numbers(0, 30));
      assertThat(journal.status().files()).isGreaterThan(3);
    }
    disk.powerCut();
    try (Journal journal = open()) {
      assertThat(read(journal, 0)).isEqualTo(numbers(0, 30));
      fill(journal, 30, 40);
      assertThat(read(journal, 0)).isEqualTo(numbers(0, 40));
      try (Cursor cursor = journal.read(0)) {
        for (int number = 0; number < 40; number++) {
          Found found = cursor.poll();
          if (found == null) {
            throw new AssertionError("nothing behind " + number);
          }
          assertThat(found).isInstanceOf(Found.Entry.class);
          assertThat(read(journal, found.offset())).isEqualTo(numbers(number, 40));
          assertThat(read(journal, found.next())).isEqualTo(numbers(number + 1, 40));
        }
        assertThat(cursor.poll()).isNull();
        assertThat(cursor.offset()).isEqualTo(journal.end());
      }
      assertThat(journal.status().told()).isEmpty();
    }
  }

  @Test
  void aTicketKnowsItsOffset() throws Exception {
    try (Journal journal = open()) {
      Ticket first = append(journal, Ledger.entry(0));
      Ticket second = append(journal, Ledger.entry(1));
      List<Ticket.State> told = new ArrayList<>();
      second.whenDecided(told::add);
      assertThat(first.await(Duration.ofNanos(1))).isEqualTo(Ticket.State.PENDING);
      assertThat(journal.read(0).poll()).isNull();
      journal.commit();
      assertThat(told).containsExactly(Ticket.State.DURABLE);
      second.whenDecided(told::add);
      assertThat(told).hasSize(2);
      assertThat(first.offset()).isEqualTo(JournalFile.HEAD);
      assertThat(second.offset()).isEqualTo(JournalFile.HEAD + Frame.HEAD + Ledger.entry(0).length);
      assertThat(read(journal, second.offset())).containsExactly(1);
    }
  }

  @Test
  void aCallbackThatThrowsKeepsNobodyFromHearing() throws IOException {
    try (Journal journal = open()) {
      Thread thread = Thread.currentThread();
      List<Throwable> thrown = new ArrayList<>();
      Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
      thread.setUncaughtExceptionHandler((where, what) -> thrown.add(what));
      try {
        Ticket first = append(journal, Ledger.entry(0));
        Ticket second = append(journal, Ledger.entry(1));
        first.whenDecided(state -> {
          throw new IllegalStateException("planted");
        });
        journal.commit();
        assertThat(second.state()).isEqualTo(Ticket.State.DURABLE);
        assertThat(thrown).hasSize(1);
      } finally {
        thread.setUncaughtExceptionHandler(before);
      }
    }
  }

  @Test
  void tooMuchThatWaitsIsRefusedUntilTheNextCommit() throws IOException {
    try (Journal journal = open()) {
      byte[] entry = new byte[900];
      assertThat(journal.append(entry)).isNotNull();
      assertThat(journal.append(entry)).isNotNull();
      assertThat(journal.append(entry)).isNotNull();
      assertThat(journal.append(entry)).isNull();
      assertThat(journal.status().traffic().refused()).isEqualTo(1);
      assertThat(journal.status().pendingEntries()).isEqualTo(3);
      journal.commit();
      assertThat(journal.status().pendingBytes()).isZero();
      assertThat(journal.append(entry)).isNotNull();
      assertThatThrownBy(() -> journal.append(new byte[1_001]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatIsReleasedIsDroppedButNeverTheOffset() throws IOException {
    long end;
    try (Journal journal = open()) {
      fill(journal, 0, 30);
      end = journal.end();
      long half = end / 2;
      journal.release(half);
      long first = journal.status().first();
      assertThat(first).isPositive().isLessThanOrEqualTo(half);
      try (Cursor cursor = journal.read(0)) {
        Found gap = cursor.poll();
        assertThat(gap).isEqualTo(new Found.Gap(0, first, Found.Reason.RELEASED));
      }
      journal.release(end);
      assertThat(journal.status().files()).isEqualTo(1);
    }
    disk.powerCut();
    try (Journal journal = Journal.open(disk, FOLDER, SMALL.from(end))) {
      assertThat(journal.end()).isEqualTo(end);
      fill(journal, 30, 31);
      assertThat(read(journal, end)).containsExactly(30);
    }
  }

  @Test
  void aJournalThatWasLostGoesOnBehindWhatWasDone() throws IOException {
    try (Journal journal = Journal.open(disk, FOLDER, SMALL.from(5_000))) {
      assertThat(journal.end()).isEqualTo(5_000);
      fill(journal, 0, 3);
      assertThat(read(journal, 5_000)).containsExactly(0, 1, 2);
    }
    try (Journal journal = Journal.open(disk, FOLDER, SMALL.from(50_000))) {
      assertThat(ids(journal)).containsExactly("journal.behind");
      fill(journal, 3, 5);
      assertThat(read(journal, 50_000)).containsExactly(3, 4);
    }
    try (Journal journal = open()) {
      assertThatThrownBy(() -> journal.read(90_000))
          .isInstanceOfSatisfying(
              JournalException.class,
              e -> assertThat(e.problem().what().id()).isEqualTo("journal.beyond"));
    }
  }

  private static List<String> ids(Journal journal) {
    return journal.status().told().stream().map(Problem::what).map(it -> it.id()).toList();
  }

  @Test
  void aFileThatIsGoneIsToldAsAGap() throws IOException {
    List<String> names;
    try (Journal journal = open()) {
      fill(journal, 0, 30);
    }
    names = disk.list(FOLDER);
    JournalFile second = Objects.requireNonNull(JournalFile.parse(FOLDER, names.get(1)));
    JournalFile third = Objects.requireNonNull(JournalFile.parse(FOLDER, names.get(2)));
    disk.delete(second.path());
    try (Journal journal = open()) {
      List<Found.Gap> gaps = new ArrayList<>();
      List<Integer> numbers = Ledger.read(journal, 0, gaps);
      assertThat(numbers).hasSizeBetween(20, 29).contains(0, 29);
      assertThat(gaps)
          .containsExactly(
              new Found.Gap(second.start(), third.start() - second.start(), Found.Reason.MISSING));
      assertThat(ids(journal)).containsExactly("journal.missing");
    }
  }

  @Test
  void aNewerJournalIsRefusedAndLeftAlone() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 3);
    }
    Path file = FOLDER.resolve(disk.list(FOLDER).getFirst());
    byte[] bytes = disk.bytes(file);
    bytes[11] = 2;
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, 48);
    ByteBuffer.wrap(bytes).putInt(48, (int) sum.getValue());
    disk.delete(file);
    try (Disk.Writing writing = disk.append(file)) {
      writing.write(ByteBuffer.wrap(bytes));
    }
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            JournalException.class,
            e -> {
              assertThat(e.problem().what().id()).isEqualTo("journal.newer");
              assertThat(e.problem().what().arguments()).containsExactly("2", "1");
            });
    assertThat(disk.bytes(file)).isEqualTo(bytes);
  }

  @Test
  void aFailedSyncPoisonsItsFileAndNothingIsAcknowledgedFromIt() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 2);
      disk.failSyncs(1);
      fill(journal, 2, 3);
      assertThat(ids(journal)).containsExactly("journal.sync");
      assertThat(journal.status().losses().poisonedFiles()).isEqualTo(1);
      assertThat(disk.list(FOLDER)).hasSize(2);
      disk.failSyncs(2);
      Ticket ticket = append(journal, Ledger.entry(3));
      assertThatThrownBy(journal::commit).isInstanceOf(JournalException.class);
      assertThat(ticket.state()).isEqualTo(Ticket.State.FAILED);
      assertThat(journal.status().writable()).isFalse();
      fill(journal, 4, 5);
      assertThat(journal.status().writable()).isTrue();
      assertThat(read(journal, 0)).containsExactly(0, 1, 2, 4);
    }
    disk.powerCut();
    try (Journal journal = open()) {
      assertThat(read(journal, 0)).containsExactly(0, 1, 2, 4);
    }
  }

  @Test
  void aFullDiskRefusesAndGoesOnWhenThereIsRoom() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 0, 3);
      disk.capacity(3_000);
      int failed = 0;
      for (int attempt = 0; attempt < 50; attempt++) {
        Ticket ticket = append(journal, new byte[1_000]);
        try {
          journal.commit();
        } catch (JournalException e) {
          failed++;
          assertThat(ticket.state()).isEqualTo(Ticket.State.FAILED);
        }
      }
      assertThat(failed).isGreaterThan(40);
      assertThat(disk.list(FOLDER)).hasSizeLessThan(5);
      disk.capacity(1 << 20);
      fill(journal, 3, 4);
      assertThat(journal.status().told()).hasSizeLessThanOrEqualTo(100);
    }
  }

  @Test
  void strangersInTheFolderAreLeftAlone() throws IOException {
    disk.makeFolder(FOLDER);
    for (String name : List.of("note.txt", "zz.journal", "a".repeat(50) + ".journal")) {
      disk.append(FOLDER.resolve(name));
    }
    try (Journal journal = open()) {
      fill(journal, 0, 2);
      assertThat(read(journal, 0)).containsExactly(0, 1);
      assertThat(disk.list(FOLDER)).hasSize(4);
    }
  }

  @Test
  void bytesOfAnotherPlaceNeverPassForAnEntry() throws IOException {
    // An entry that holds a copy of the journal's own file, as a log of a backup might.
    try (Journal journal = open()) {
      fill(journal, 0, 3);
      byte[] copy = disk.bytes(FOLDER.resolve(disk.list(FOLDER).getFirst()));
      assertThat(copy).hasSizeLessThan(1_000);
      journal.append(copy);
      journal.commit();
      Ticket ticket = append(journal, Ledger.entry(3));
      journal.commit();
      Path file = FOLDER.resolve(disk.list(FOLDER).getFirst());
      // Damage to its length makes the reader search for the next entry within the copy.
      disk.flip(file, ticket.offset() - copy.length - Frame.HEAD, 1);
      List<Found.Gap> gaps = new ArrayList<>();
      assertThat(Ledger.read(journal, 0, gaps)).containsExactly(0, 1, 2, 3);
      assertThat(gaps).hasSize(1);
    }
  }
}
