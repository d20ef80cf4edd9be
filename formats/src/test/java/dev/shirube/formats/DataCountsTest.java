// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Every archive of the data folder gives exactly the rows and events its README counts.
class DataCountsTest {
  private static final int BATCH_BYTES = 4 << 20;

  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, String> formats = new TreeMap<>();

  private void read(String... paths) throws IOException {
    Path folder = data();
    Formats all = Formats.standard();
    EventBatch batch = new EventBatch(new TenantId("test"), new FieldNames());
    ReadContext context =
        new ReadContext(
            problems::add,
            Limits.STANDARD,
            Samples.JAPANESE,
            ZoneOffset.UTC,
            Set.of("Records", "tests"),
            1);
    Containers containers = new Containers(problems::add, Limits.STANDARD, _ -> {});
    for (String path : paths) {
      Path found = folder.resolve(path);
      Assumptions.assumeTrue(Files.exists(found), () -> "not proven: the counts of " + path);
      containers.walk(found, entry -> count(entry, all, batch, context));
    }
  }

  private static Path data() {
    String named = System.getenv("SHIRUBE_DATA");
    Path root = Path.of(System.getProperty("shirube.root", "."));
    Path folder =
        named == null ? root.resolve("..").resolve("shared").resolve("data") : Path.of(named);
    if (!Files.isDirectory(folder)) {
      System.out.println("not proven: counts of real data (no SHIRUBE_DATA)");
    }
    Assumptions.assumeTrue(Files.isDirectory(folder), "not proven: counts of real data");
    return folder;
  }

  private void count(Entry entry, Formats all, EventBatch batch, ReadContext context)
      throws IOException {
    Format format = all.recognize(entry);
    if (format == null) {
      return;
    }
    long records = 0;
    try (RecordReader reader = format.open(entry, context)) {
      while (reader.read(batch)) {
        records++;
        if (batch.sizeBytes() > BATCH_BYTES) {
          batch.clear();
        }
      }
    }
    batch.clear();
    String name = entry.name().substring(entry.name().lastIndexOf("!/") + 2).replace('\\', '/');
    counts.merge(name, records, Long::sum);
    formats.put(name, format.name());
  }

  /// Events of the entries read as a format whose names begin as given.
  private long sum(String format, String beginning) {
    return counts.entrySet().stream()
        .filter(it -> it.getKey().startsWith(beginning) && format.equals(formats.get(it.getKey())))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private List<String> told() {
    return problems.stream().map(it -> it.what().id()).toList();
  }

  @Test
  void readsTheHostArchivesOfSecurityDatasets() throws IOException {
    Path folder = data().resolve("security-datasets");
    long expected = 0;
    long archives = 0;
    for (String line : Files.readAllLines(folder.resolve("atomic-index.csv"))) {
      int first = line.indexOf(',');
      String archive = line.substring(0, first);
      String events = line.substring(first + 1, line.indexOf(',', first + 1));
      if (archive.startsWith("atomic/") && archive.contains("windows") && !events.equals("0")) {
        long before = sum("json", "");
        read("security-datasets/" + archive);
        assertThat(sum("json", "") - before).as(archive).isEqualTo(Long.parseLong(events));
        expected += Long.parseLong(events);
        archives++;
      }
    }
    assertThat(expected).isEqualTo(370_592);
    assertThat(archives).isEqualTo(62);
    assertThat(told()).filteredOn("containers.macos"::equals).hasSize(8);
    assertThat(told()).filteredOn("containers.gzip.behind"::equals).hasSize(4);
    assertThat(told()).hasSize(12);
  }

  @Test
  void readsTheScenarios() throws IOException {
    read("lsass-01", "lsass-02", "lsass-03", "log4shell-linux");
    assertThat(counts).containsEntry("metasploit_logonpasswords_lsass_memory_dump.json", 53_698L);
    assertThat(counts).containsEntry("metasploit_procdump_lsass_memory_dump.json", 42_482L);
    assertThat(counts).containsEntry("metasploit_comsvcs_lsass_memory_dump.json", 41_954L);
    assertThat(sum("zeek", "")).isEqualTo(261 + 278 + 305);
    assertThat(sum("json", "syslog_sysmon")).isEqualTo(93);
    assertThat(sum("json", "syslog_auoms")).isEqualTo(50);
    assertThat(sum("json", "vminsights")).isEqualTo(5);
    assertThat(told()).isEmpty();
  }

  @Test
  void readsCloudAndIdentityLogs() throws IOException {
    read("cloudtrail.zip", "o365.zip", "panther-events.zip", "suricata-eve.zip");
    assertThat(sum("json", "cloudtrail/invictus/")).isEqualTo(2_900);
    assertThat(sum("json", "cloudtrail/stratus/")).isEqualTo(142);
    assertThat(sum("csv", "o365/")).isEqualTo(4_766);
    assertThat(sum("json", "panther/events/")).isEqualTo(1_471);
    assertThat(formats.keySet().stream().filter(it -> it.startsWith("panther/events/")))
        .hasSize(423);
    assertThat(sum("json", "suricata-eve/first")).isEqualTo(136);
    assertThat(sum("json", "suricata-eve/wrccdc")).isEqualTo(161);
    assertThat(told()).isEmpty();
  }

  @Test
  void readsBothFormsOfZeekLogs() throws IOException {
    read("apt29-day1-zeek.zip", "zeek-samples.zip");
    assertThat(counts).containsEntry("apt29-day1-zeek/combined_zeek.log", 2_140L);
    assertThat(sum("json", "apt29-day1-zeek/individual_zeek_logs/")).isEqualTo(2_140);
    assertThat(counts).containsEntry("zeek-samples/zeek-default/dns.log.gz", 53_615L);
    long pairs = 0;
    for (Map.Entry<String, Long> json : counts.entrySet()) {
      if (json.getKey().startsWith("zeek-samples/zeek-json/")) {
        String table =
            json.getKey().replace("zeek-json", "zeek-default").replace(".json.gz", ".log.gz");
        assertThat(counts).as(table).containsEntry(table, json.getValue());
        assertThat(formats).containsEntry(table, "zeek").containsEntry(json.getKey(), "json");
        pairs++;
      }
    }
    assertThat(pairs).isEqualTo(27);
    assertThat(told()).isEmpty();
  }

  @Test
  void keepsTheWholeRowsOfCutFiles() throws IOException {
    read("rita-zeek.zip");
    assertThat(sum("json", "rita-zeek/json_with_all_fields/")).isEqualTo(216);
    assertThat(sum("zeek", "rita-zeek/open_conns/")).isEqualTo(281);
    assertThat(sum("zeek", "rita-zeek/valid_tsv/")).isEqualTo(54_408);
    assertThat(counts).containsEntry("rita-zeek/truncated/conn_json.log", 3L);
    assertThat(counts).containsEntry("rita-zeek/truncated/conn.log", 58L);
    assertThat(counts).containsEntry("rita-zeek/truncated/conn_top.log", 58L);
    assertThat(problems.stream().map(Problem::file).distinct()).hasSize(3);
    assertThat(told()).contains("json.cut");
  }

  @Test
  void readsEventLogs() throws IOException {
    read("evtx-attack-samples.zip", "evtx-benign.zip");
    assertThat(sum("evtx", "evtx-attack")).isEqualTo(8_251);
    assertThat(sum("evtx", "evtx-benign")).isGreaterThanOrEqualTo(10_617);
  }
}
