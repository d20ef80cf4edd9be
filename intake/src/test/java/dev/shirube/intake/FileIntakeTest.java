// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TimeSource;
import dev.shirube.formats.Formats;
import dev.shirube.normalize.Normalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reading of files, on a file system like that of Windows.
class FileIntakeTest {
  private static final long SECOND = 1_000_000_000L;

  private final FileSystem files = Jimfs.newFileSystem(Configuration.windows());
  private final Path folder = files.getPath("C:\\logs");
  private final List<String> seen = new ArrayList<>();
  private final List<Integer> batches = new ArrayList<>();
  private final Set<FieldNames> dictionaries = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  /// Takes "t" for the time in seconds and, if asked, joins every pair of records to a third event.
  private static final class PlainNormalizer implements Normalizer {
    private final boolean joining;
    private int records;

    PlainNormalizer(boolean joining) {
      this.joining = joining;
    }

    @Override
    public void normalize(EventBatch batch) {
      Event event = new Event().on(batch, batch.count() - 1);
      int time = event.findName("t");
      if (time >= 0) {
        long nanos = Long.parseLong(event.text(time)) * SECOND;
        batch.setTime(batch.count() - 1, nanos, TimeSource.LOG, 0);
        batch.setSource(batch.count() - 1, batch.names().intern("plain"));
      }
      records++;
    }

    @Override
    public boolean appendJoined(EventBatch batch) {
      if (!joining || records < 2) {
        return false;
      }
      records = 0;
      int event = batch.beginEvent();
      batch.addText(batch.names().intern("joined"), "both");
      batch.setTime(event, 5 * SECOND, TimeSource.LOG, 0);
      return true;
    }
  }

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(folder);
  }

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  private IntakeReport read(TimeWindow window, boolean joining, IntakeProgress progress)
      throws IOException {
    return intake(window, joining).read(List.of(folder), this::take, progress);
  }

  private FileIntake intake(TimeWindow window, boolean joining) {
    ReadContext context =
        new ReadContext(
            problems::add,
            Limits.STANDARD,
            StandardCharsets.ISO_8859_1,
            ZoneOffset.UTC,
            Set.of("Records"),
            0);
    return new FileIntake(Formats.standard(), new PlainNormalizer(joining), context, window);
  }

  private void take(EventBatch batch) {
    batches.add(batch.count());
    dictionaries.add(batch.names());
    for (int index = 0; index < batch.count(); index++) {
      Event event = new Event().on(batch, index);
      seen.add(event.input() + "#" + event.position() + "@" + event.time() / SECOND);
      assertThat(event.id().high() | event.id().low()).as("every event has an id").isNotZero();
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void readsFilesAndArchivesAndSaysWhatItMadeOfThem() throws IOException {
    write("a.json", "{\"t\":1,\"x\":\"one\"}\n{\"t\":2,\"x\":\"two\"}\n");
    try (OutputStream out = Files.newOutputStream(folder.resolve("b.zip"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("inner/c.json"));
      zip.write("{\"t\":3,\"x\":\"three\"}\n".getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    Files.write(folder.resolve("d.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, 0, 1, 2, 0, 0, 7});

    IntakeReport report = read(TimeWindow.ALL, false, IntakeProgress.NONE);

    assertThat(seen)
        .containsExactly(
            "C:\\logs\\a.json#1@1", "C:\\logs\\a.json#2@2", "C:\\logs\\b.zip!/inner/c.json#1@3");
    assertThat(report.formats()).containsOnlyKeys("json");
    assertThat(report.total().records()).isEqualTo(3);
    assertThat(report.entryCount()).isEqualTo(2);
    assertThat(report.unrecognized()).containsExactly("C:\\logs\\d.jpg");
    assertThat(report.sources()).containsEntry("plain", 3L);
    assertThat(report.events().firstNanos()).isEqualTo(SECOND);
    assertThat(report.events().lastNanos()).isEqualTo(3 * SECOND);
    assertThat(report.stopped()).isFalse();
  }

  @Test
  void leavesOutWhatLiesOutsideTheTimeAndCountsIt() throws IOException {
    write("a.json", "{\"t\":1}\n{\"t\":2}\n{\"t\":3}\n{\"t\":4}\n");
    IntakeReport report = read(new TimeWindow(2 * SECOND, 3 * SECOND), false, IntakeProgress.NONE);
    assertThat(seen).containsExactly("C:\\logs\\a.json#2@2", "C:\\logs\\a.json#3@3");
    assertThat(report.events().outside()).isEqualTo(2);
    assertThat(report.events().passed()).isEqualTo(2);
    assertThat(report.total().records()).isEqualTo(4);
  }

  @Test
  void countsTheSameRecordInTwoFilesAndPassesItOnAllTheSame() throws IOException {
    write("a.json", "{\"t\":1,\"x\":\"same\"}\n");
    write("b.json", "{\"t\":1,\"x\":\"same\"}\n");
    write("c.json", "{\"t\":1,\"x\":\"other\"}\n");
    IntakeReport report = read(TimeWindow.ALL, false, IntakeProgress.NONE);
    assertThat(seen).hasSize(3);
    assertThat(report.events().repeated()).isEqualTo(1);
    assertThat(report.events().repeatedComplete()).isTrue();
  }

  @Test
  void passesOnWhatNormalizingJoins() throws IOException {
    write("a.json", "{\"t\":1}\n{\"t\":2}\n{\"t\":3}\n");
    IntakeReport report = read(TimeWindow.ALL, true, IntakeProgress.NONE);
    assertThat(seen).hasSize(4).contains("C:\\logs\\a.json#0@5");
    assertThat(report.events().joined()).isEqualTo(1);
  }

  @Test
  void handsOnBatchesOfBoundedSize() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int record = 0; record < 10_000; record++) {
      text.append("{\"t\":").append(record).append(",\"x\":\"").append("y".repeat(100));
      text.append("\"}\n");
    }
    write("a.json", text.toString());
    IntakeReport report = read(TimeWindow.ALL, false, IntakeProgress.NONE);
    assertThat(report.events().passed()).isEqualTo(10_000);
    assertThat(seen).hasSize(10_000);
    assertThat(batches).hasSizeGreaterThan(2);
    assertThat(batches).allMatch(count -> count <= Batches.FULL_EVENTS);
  }

  @Test
  void beginsANewDictionaryWhenHostileNamesHaveFilledTheOld() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int record = 0; record < 4_000; record++) {
      text.append("{\"t\":1");
      for (int name = 0; name < 100; name++) {
        text.append(",\"n").append(record).append('_').append(name).append("\":1");
      }
      text.append("}\n");
    }
    write("a.json", text.toString());
    IntakeReport report = read(TimeWindow.ALL, false, IntakeProgress.NONE);
    assertThat(report.events().passed()).isEqualTo(4_000);
    assertThat(dictionaries).hasSizeGreaterThan(1);
    assertThat(seen).allMatch(event -> event.startsWith("C:\\logs\\a.json#"));
  }

  @Test
  void endsWhenNobodyWantsTheRest() throws IOException {
    write("a.json", "{\"t\":1}\n".repeat(2_000));
    write("b.json", "{\"t\":1}\n");
    List<IntakeProgress.Position> positions = new ArrayList<>();
    IntakeReport report =
        read(
            TimeWindow.ALL,
            false,
            position -> {
              positions.add(position);
              return position.records() < 500;
            });
    assertThat(report.stopped()).isTrue();
    assertThat(seen).hasSizeLessThan(1_000);
    assertThat(positions.getLast().totalBytes()).isEqualTo(8L * 2_000 + 8);
    assertThat(positions.getLast().entry()).isEqualTo("C:\\logs\\a.json");
    assertThat(positions).extracting(IntakeProgress.Position::bytes).isSorted();
  }

  @Test
  void tellsOfDamageAndReadsWhatIsWhole() throws IOException {
    write("a.json", "{\"t\":1}\n{\"t\":\n{\"t\":3}\n");
    IntakeReport report = read(TimeWindow.ALL, false, IntakeProgress.NONE);
    assertThat(seen).contains("C:\\logs\\a.json#1@1");
    assertThat(report.problemCount()).isPositive();
    assertThat(problems).hasSize((int) report.problemCount());
  }

  @Test
  void saysThatAMissingPathIsMissing() throws IOException {
    Files.delete(folder);
    IntakeReport report = read(TimeWindow.ALL, false, IntakeProgress.NONE);
    assertThat(report.formats()).isEmpty();
    assertThat(report.problems()).hasSize(1);
  }

  @Test
  void readsBytesInMemoryAsAFile() throws IOException {
    byte[] bytes = "{\"t\":1}\n{\"t\":2}\n".getBytes(StandardCharsets.UTF_8);
    IntakeReport report = intake(TimeWindow.ALL, false).read("memory", bytes, this::take);
    assertThat(seen).containsExactly("memory#1@1", "memory#2@2");
    assertThat(report.events().passed()).isEqualTo(2);
  }
}
