// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Three recorded attacks whose clocks disagree by hours and days: what happened stands in one
/// line.
class RealClocksTest {
  private static final Path DATA = data();

  private Instant started = Instant.MIN;
  private Instant connected = Instant.MAX;
  private int events;
  private int unknown;

  private static Path data() {
    String named = System.getenv("SHIRUBE_DATA");
    return named == null ? TestContent.ROOT.resolve("../shared/data") : Path.of(named);
  }

  private record ZipEntryText(InputStream in) implements Entry {
    @Override
    public String name() {
      return "host.json";
    }

    @Override
    public byte[] head() {
      return new byte[0];
    }

    @Override
    public InputStream open() {
      return in;
    }
  }

  /// The payload is started, and its first connection out follows within a minute although the
  /// sensor's clock of network events is days or hours away.
  @ParameterizedTest
  @CsvSource({
    "lsass-01/metasploit_logonpasswords_lsass_memory_dump.zip, 53698, 8080, 2023-08-16T04:54:30.987Z",
    "lsass-02/metasploit_procdump_lsass_memory_dump.zip, 42482, 4433, 2023-08-16T00:34:53.862Z",
    "lsass-03/metasploit_comsvcs_lsass_memory_dump.zip, 41954, 5678, 2023-08-18T15:56:49.752Z"
  })
  void putsTheAttackInOneLine(String archive, int count, String port, String start)
      throws IOException {
    Path file = DATA.resolve(archive);
    assumeTrue(Files.exists(file), "not proven without the data folder: clocks of " + archive);
    read(file, port);
    assertThat(events).isEqualTo(count);
    assertThat(unknown).as("records of no known source").isZero();
    assertThat(started).isEqualTo(Instant.parse(start));
    assertThat(Duration.between(started, connected))
        .isBetween(Duration.ZERO, Duration.ofMinutes(1));
  }

  private void read(Path file, String port) throws IOException {
    Format json =
        TestContent.FORMATS.all().stream()
            .filter(format -> format.name().equals("json"))
            .findFirst()
            .orElseThrow();
    Normalizer normalizer = TestContent.own().normalizer();
    ReadContext context =
        new ReadContext(
            _ -> {}, Limits.STANDARD, StandardCharsets.UTF_8, ZoneOffset.UTC, Set.of(), 0);
    EventBatch batch = TestContent.batch();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      zip.getNextEntry();
      try (RecordReader reader = json.open(new ZipEntryText(zip), context)) {
        while (reader.read(batch)) {
          normalizer.normalize(batch);
          look(new Event().on(batch, batch.count() - 1), port);
          if (batch.count() == 1000) {
            batch.clear();
          }
        }
      }
    }
  }

  private void look(Event event, String port) {
    events++;
    unknown += event.source().isEmpty() ? 1 : 0;
    if (!event.source().equals("windows.sysmon")) {
      return;
    }
    Instant time = Instant.EPOCH.plusNanos(event.time());
    List<String> code = TestContent.texts(event, "metadata.event_code");
    boolean payload =
        TestContent.texts(event, "process.file.path").stream()
            .anyMatch(path -> path.endsWith("winx64_payload.exe"));
    if (code.contains("1") && payload && started.equals(Instant.MIN)) {
      started = time;
    }
    boolean out = TestContent.texts(event, "dst_endpoint.port").contains(port);
    if (code.contains("3") && out && time.isBefore(connected)) {
      connected = time;
    }
  }
}
