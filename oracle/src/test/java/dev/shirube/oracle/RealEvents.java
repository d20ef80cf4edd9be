// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Wiring;
import dev.shirube.intake.FileIntake;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.TimeWindow;
import dev.shirube.normalize.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Events of real logs, read as the product reads them; without the folder of real data, of logs
/// made here. No two have the same identity.
final class RealEvents {
  static final List<String> ARCHIVES =
      List.of(
          "sigma-regression.zip",
          "evtx-attack-samples.zip",
          "evtx-benign.zip",
          "cloudtrail.zip",
          "o365.zip",
          "zeek-samples.zip",
          "suricata-eve.zip",
          "panther-events.zip",
          "security-datasets/atomic/windows");

  private static final int MADE = 6_000;
  private static final int IN_BATCH = 500;

  private final List<EventBatch> batches = new ArrayList<>();
  private final Set<EventId> known = new HashSet<>();
  private final FieldNames names = new FieldNames();
  private final Wiring wiring;
  private final Sources.Loaded sources;
  private boolean real;
  private final int ofEach;
  private int here;

  private RealEvents(Path root, int ofEach) throws IOException {
    this.ofEach = ofEach;
    Clock clock = Clock.fixed(Instant.parse("2026-02-01T00:00:00Z"), ZoneOffset.UTC);
    Settings settings = Settings.standard(root, Language.EN, ZoneOffset.UTC);
    wiring = new Wiring(new Content(root.resolve("content")), settings, clock);
    sources = wiring.sources();
  }

  /// Reads them.
  ///
  /// @param ofEach how many of each archive at most
  static RealEvents read(String claim, int ofEach) throws IOException {
    Path root = Path.of(System.getProperty("shirube.root", "..")).toAbsolutePath();
    RealEvents events = new RealEvents(root, ofEach);
    String named = System.getenv("SHIRUBE_DATA");
    Path folder = named == null ? root.resolve("../shared/data") : Path.of(named);
    for (String archive : ARCHIVES) {
      Path path = folder.resolve(archive);
      if (Files.exists(path)) {
        events.take(path);
        events.real = true;
      }
    }
    if (!events.real) {
      System.out.println("not proven on real logs: " + claim + " (no SHIRUBE_DATA)");
      events.make();
    }
    return events;
  }

  private void take(Path path) throws IOException {
    here = 0;
    IntakeReport _ = intake().read(List.of(path), this::take, _ -> here < ofEach);
  }

  private void take(EventBatch batch) {
    for (int index = 0; index < batch.count() && here < ofEach; index++) {
      EventBatch one = batch.extract(index);
      if (known.add(new Event().on(one, 0).id())) {
        add(one);
        here++;
      }
    }
  }

  private void add(EventBatch one) {
    if (batches.isEmpty() || batches.getLast().count() >= IN_BATCH) {
      batches.add(new EventBatch(TenantId.LOCAL, names));
    }
    int _ = batches.getLast().append(one, 0);
  }

  private void make() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int number = 0; number < MADE; number++) {
      lines.append(
          String.format(
              Locale.ROOT,
              """
              {"@timestamp":"2026-01-01T%02d:%02d:%02d.%03dZ","winlog":{"channel":"Security",\
              "event_id":%d,"provider_name":"Microsoft-Windows-Security-Auditing",\
              "computer_name":"PC%d","record_id":%d,"event_data":{"NewProcessName":\
              "C:\\\\Windows\\\\%s.exe","CommandLine":"%s /run %d é%%_","NewProcessId":"0x%x",\
              "SubjectUserName":"user%d"}}}
              """,
              number / 3600,
              number / 60 % 60,
              number % 60,
              number % 1000,
              number % 3 == 0 ? 4688 : 4689,
              number % 17,
              number,
              number % 5 == 0 ? "CMD" : "cmd",
              number % 7 == 0 ? "PowerShell" : "reg",
              number % 100,
              number % 500,
              number % 23));
    }
    byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
    here = -MADE;
    IntakeReport _ = intake().read("made.json", content, this::take);
  }

  private FileIntake intake() {
    return new FileIntake(
        wiring.formats(), sources.normalizer(), wiring.reading(_ -> {}), TimeWindow.ALL);
  }

  /// Whether they are of real logs.
  boolean isReal() {
    return real;
  }

  /// All of them, in batches.
  List<EventBatch> batches() {
    return batches;
  }

  /// How many there are.
  int count() {
    return known.size();
  }
}
