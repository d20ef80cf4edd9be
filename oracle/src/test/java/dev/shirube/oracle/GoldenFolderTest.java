// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.access.AccessRoom;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import dev.shirube.detect.Workers;
import dev.shirube.event.TenantId;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.KeptCheckpoints;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.installation.Wiring;
import dev.shirube.intake.Checkpoints;
import dev.shirube.intake.FindingEvents;
import dev.shirube.journal.FileDisk;
import dev.shirube.journal.JournalException;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.StoreException;
import dev.shirube.store.Verification;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Data folders as former releases wrote them open, answer as they did, and are whole; one of a
/// later release is refused with advice. A folder of today's formats is added by `./shirube check
/// -Dgolden=write`, under the greatest number of a format in it.
final class GoldenFolderTest {
  private static final Set<String> WRITTEN_ANEW = Set.of("sealed", "sealed.copy", "manifest");

  private static final String EXPECTED = "expected-";
  private static final int VERSION = 1;

  private static final Path GOLDEN =
      Path.of(System.getProperty("shirube.root", ".."))
          .toAbsolutePath()
          .resolve("oracle/src/test/resources/golden");

  @TempDir Path folder;

  @BeforeAll
  static void write(@TempDir Path fresh) throws IOException {
    if (!"write".equals(System.getProperty("golden"))) {
      return;
    }
    Path root = fresh.resolve("data");
    GoldenFolder.write(root);
    try (RecordingFolder opened =
        GoldenFolder.open(new DataFolder(root), GoldenFolder.wiring(root))) {
      for (TenantId tenant : opened.store().tenants()) {
        String dump = GoldenFolder.dump(opened.store(), tenant);
        Files.writeString(fresh.resolve(EXPECTED + tenant.value()), dump);
      }
    }
    Files.delete(root.resolve("recorder.lock"));
    Files.createDirectories(GOLDEN);
    try (OutputStream out = Files.newOutputStream(GOLDEN.resolve("data-" + VERSION + ".zip"));
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> walk = Files.walk(fresh)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        String name = fresh.relativize(file).toString();
        if (name.startsWith("data/") || name.startsWith(EXPECTED)) {
          zip.putNextEntry(new ZipEntry(name));
          Files.copy(file, zip);
        }
      }
    }
  }

  static List<Path> goldens() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList();
    }
  }

  /// Unpacks one.
  ///
  /// @return its data folder
  private Path unpacked(Path golden) throws IOException {
    try (ZipFile zip = new ZipFile(golden.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, zip.getInputStream(entry).readAllBytes());
      }
    }
    return folder.resolve("data");
  }

  @Test
  void thereIsOneOfTodaysFormats() throws IOException {
    assertThat(goldens()).extracting(it -> it.getFileName().toString()).contains("data-1.zip");
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void opensAndAnswersAsItDid(Path golden) throws IOException {
    DataFolder data = new DataFolder(unpacked(golden));
    Wiring wiring = GoldenFolder.wiring(data.root());
    try (RecordingFolder opened = GoldenFolder.open(data, wiring)) {
      EventStore store = opened.store();
      assertThat(store.problems()).isEmpty();
      assertThat(store.tenants()).containsExactlyInAnyOrder(GoldenFolder.ACME, TenantId.LOCAL);
      for (TenantId tenant : store.tenants()) {
        String expected = Files.readString(folder.resolve(EXPECTED + tenant.value()));
        assertThat(GoldenFolder.dump(store, tenant)).isEqualTo(expected);
        assertWhole(store, data, tenant);
      }
      assertThat(count(store, TenantId.LOCAL, new Predicate.Everything()))
          .isEqualTo(GoldenFolder.EVENTS + GoldenFolder.FINDINGS);
      Glob ours = Glob.literal(FindingEvents.SOURCE);
      assertThat(count(store, TenantId.LOCAL, new Predicate.Like(Column.Head.SOURCE, ours, false)))
          .isEqualTo(GoldenFolder.FINDINGS);
      assertThat(count(store, GoldenFolder.ACME, new Predicate.Anywhere(Glob.parse("*番号 100*"))))
          .isEqualTo(GoldenFolder.OF_ACME + GoldenFolder.FINDINGS_OF_ACME);
      assertThat(store.holds(TenantId.LOCAL)).extracting(it -> it.reason()).contains("事件の調査");
      assertThat(store.count(GoldenFolder.ACME, Question.EVERYTHING).missing())
          .extracting(it -> it.kind())
          .containsExactly(Question.Kind.GAP);
      assertThat(opened.waitingBytes()).isPositive();
      try (Workers workers = wiring.trying(GoldenFolder.rules(wiring), _ -> {})) {
        boolean there =
            new Checkpoints(new FileDisk(), data.state()).read(workers, store.sealedOffset());
        assertThat(there).as("what correlations kept in mind").isTrue();
      }
    }
    try (Records records =
        Records.open(new Place.LocalFile(data.records()), AccessRoom.MIGRATIONS)) {
      AccessRoom access = GoldenFolder.access(records, wiring, data);
      assertThat(access.tenants(AccessRoom.administrator()))
          .containsEntry(GoldenFolder.ACME, "Acme 株式会社");
    }
  }

  private static long count(EventStore store, TenantId tenant, Predicate wanted)
      throws IOException {
    return store.count(tenant, Question.all(TimeRange.ALL, wanted)).rows();
  }

  private static void assertWhole(EventStore store, DataFolder data, TenantId tenant)
      throws IOException {
    Verification found = store.verify(tenant, new KeptCheckpoints(data.checkpoints()).of(tenant));
    assertThat(found.faults()).isEmpty();
    assertThat(found.isWhole()).isTrue();
    assertThat(found.entries()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aBackupIsTheWholeRecording(Path golden) throws IOException {
    DataFolder data = new DataFolder(unpacked(golden));
    Wiring wiring = GoldenFolder.wiring(data.root());
    Path saved = folder.resolve("saved");
    DataFolder other = new DataFolder(folder.resolve("other"));
    Map<TenantId, String> dumps = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
    try (RecordingFolder opened = GoldenFolder.open(data, wiring)) {
      long offset = opened.store().backup(saved);
      assertThat(offset).isEqualTo(opened.store().sealedOffset()).isPositive();
      for (TenantId tenant : opened.store().tenants()) {
        dumps.put(tenant, GoldenFolder.dump(opened.store(), tenant));
      }
    }
    Files.createDirectories(other.store());
    assertThat(EventStore.restore(new FileDisk(), saved, other.store())).isPositive();
    Map<String, List<Byte>> before = bytes(data.store());
    assertThat(before).hasSizeGreaterThan(5);
    assertThat(bytes(other.store())).isEqualTo(before);
    copy(data.keys(), other.keys());
    try (RecordingFolder opened = GoldenFolder.open(other, wiring)) {
      for (TenantId tenant : dumps.keySet()) {
        assertThat(GoldenFolder.dump(opened.store(), tenant)).isEqualTo(dumps.get(tenant));
        assertWhole(opened.store(), data, tenant);
      }
      assertThat(opened.store().holds(TenantId.LOCAL)).hasSize(1);
    }
  }

  /// All files, but for what tells which release wrote them in those that a backup writes itself.
  private static Map<String, List<Byte>> bytes(Path folder) throws IOException {
    Map<String, List<Byte>> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        byte[] all = Files.readAllBytes(file);
        if (WRITTEN_ANEW.contains(file.getFileName().toString())) {
          Arrays.fill(all, 12, 16, (byte) 0); // the catalogue of the release that wrote it
          Arrays.fill(all, 20, 24, (byte) 0); // the check of the head
          Arrays.fill(all, all.length - 32, all.length, (byte) 0); // the proof over all of it
        }
        List<Byte> bytes = new ArrayList<>();
        for (byte octet : all) {
          bytes.add(octet);
        }
        files.put(folder.relativize(file).toString(), bytes);
      }
    }
    return files;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void whatALaterReleaseWroteIsRefusedWithAdvice(Path golden) throws IOException {
    DataFolder data = new DataFolder(unpacked(golden));
    Wiring wiring = GoldenFolder.wiring(data.root());
    Messages messages = Messages.load(wiring.content()).messages();
    Path sealed = data.store().resolve("sealed");
    byte[] kept = Files.readAllBytes(sealed);
    newer(sealed, 24);
    assertThatThrownBy(() -> GoldenFolder.open(data, wiring))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertAdvice(messages, e.problem(), "store.format.newer"));
    Files.write(sealed, kept);
    Path journal;
    try (Stream<Path> files = Files.list(data.journal())) {
      journal = files.sorted().toList().getLast();
    }
    newer(journal, 52);
    try (RecordingFolder opened = GoldenFolder.open(data, wiring)) {
      assertThatThrownBy(opened::waitingBytes)
          .isInstanceOfSatisfying(
              JournalException.class, e -> assertAdvice(messages, e.problem(), "journal.newer"));
    }
  }

  private static void assertAdvice(Messages messages, Problem problem, String id) {
    assertThat(problem.what().id()).isEqualTo(id);
    assertThat(messages.render(problem.advice(), Language.JA)).contains("新しい版の Shirube");
    assertThat(messages.render(problem.advice(), Language.EN)).contains("backup");
  }

  /// Makes a file one of a format that nobody knows yet.
  ///
  /// @param head how long its head is, with a checksum at its end
  private static void newer(Path file, int head) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(8, 999);
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, head - 4);
    ByteBuffer.wrap(bytes).putInt(head - 4, (int) sum.getValue());
    Files.write(file, bytes);
    assertThat(new String(bytes, 0, 8, StandardCharsets.US_ASCII)).isPrintable();
  }
}
