// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract, kept by SQLite.
class SqliteRecordsTest extends RecordsContract.Fixture {
  @TempDir private Path folder;

  @Override
  public Place.LocalFile place() {
    return new Place.LocalFile(folder.resolve("state").resolve("records.db"));
  }

  private long add(Records records, long number) {
    Row row = Row.empty().with("id", "id" + number).with("amount", number).with("note", "x");
    return records.write(
        Scope.of(ONE),
        it -> {
          it.insert(ONE, ITEMS, row);
          return number;
        });
  }

  private static long count(Records records) {
    return records.read(Scope.of(ONE), it -> it.count(ONE, Find.in(ITEMS)));
  }

  @Test
  void itsOwnerAloneMayReadIt() throws IOException {
    add(records(), 1);
    Path target = folder.resolve("copy.db");
    records().backup(target);
    for (Path file : new Path[] {place().file(), sibling("-wal"), target}) {
      assertThat(file).exists();
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        assertThat(Files.getPosixFilePermissions(file))
            .as(file.toString())
            .allMatch(it -> it.name().startsWith("OWNER_"));
      }
    }
  }

  private Path sibling(String ending) {
    return place().file().resolveSibling(place().file().getFileName() + ending);
  }

  /// A copy made while another thread writes holds all that was there before it, in a row, and
  /// opens.
  @Test
  void copiesWhileWritingGoesOn() throws Exception {
    for (long number = 1; number <= 50; number++) {
      add(records(), number);
    }
    Path target = folder.resolve("copies").resolve("records.db");
    AtomicBoolean enough = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Long> writing =
          thread.submit(() -> {
            long number = 50;
            while (!enough.get() && number < 100_000) {
              add(records(), ++number);
              begun.countDown();
            }
            return number;
          });
      begun.await();
      records().backup(target);
      records().backup(target);
      enough.set(true);
      assertThat(writing.get()).isGreaterThan(50);
    }
    try (Records copy = Records.open(new Place.LocalFile(target), TRIAL)) {
      long kept = count(copy);
      assertThat(kept).isGreaterThan(50).isLessThanOrEqualTo(count(records()));
      Row last =
          copy.read(
              Scope.of(ONE), it -> it.rows(ONE, Find.in(ITEMS).descendingBy("amount")).getFirst());
      assertThat(last.number("amount")).isEqualTo(kept);
    }
    assertThat(target.getParent()).isDirectoryContaining(it -> it.endsWith("records.db"));
  }

  @Test
  void whatIsNoDatabaseIsSaidSo() throws IOException {
    Path file = folder.resolve("other.db");
    Files.writeString(file, "This is a text and no database at all. ".repeat(200));
    assertThatThrownBy(() -> Records.open(new Place.LocalFile(file), TRIAL))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.DAMAGED);
              assertThat(fault.problem().file()).isEqualTo(file.toString());
            });
  }

  @Test
  void aFolderInItsPlaceIsSaidSo() throws IOException {
    Path file = Files.createDirectories(folder.resolve("folder.db"));
    assertThatThrownBy(() -> Records.open(new Place.LocalFile(file), TRIAL))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.UNREACHABLE));
  }
}
