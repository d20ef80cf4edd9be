// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Chance;
import dev.shirube.access.Change;
import dev.shirube.access.Roles;
import dev.shirube.audit.Chain;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.detect.Workers;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.Gap;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Receipt;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.Importing;
import dev.shirube.installation.KeptCheckpoints;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Wiring;
import dev.shirube.intake.AgentLanes;
import dev.shirube.intake.Checkpoints;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.JournalInbox;
import dev.shirube.journal.FileDisk;
import dev.shirube.journal.Journal;
import dev.shirube.journal.JournalSettings;
import dev.shirube.query.TimeRange;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.EventStore;
import dev.shirube.store.Hold;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;

/// A small data folder with something in every place: two tenants' events in parts, findings, a
/// hold, a gap, checkpoints, what correlations keep in mind, a journal that is ahead, and records.
/// Written by today's code, kept, and read by all later code.
final class GoldenFolder {
  static final TenantId ACME = new TenantId("acme");
  static final int EVENTS = 60;
  static final int OF_ACME = 7;

  /// Detected by a rule of {@link #RULES}.
  static final int FINDINGS = 12;

  /// The same of {@link #ACME}.
  static final int FINDINGS_OF_ACME = 2;

  private static final long NOON = 1_780_000_000_000_000_000L;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

  private static final String RULES =
      """
      title: Regedit
      name: regedit
      id: 30000000-0000-4000-8000-000000000001
      logsource: {category: process_creation, product: windows}
      detection: {any: {CommandLine|contains: regedit}, condition: any}
      level: low
      ---
      title: Regedit often
      id: 30000000-0000-4000-8000-000000000002
      correlation: {type: event_count, rules: [regedit], timespan: 1h, condition: {gte: 100}, \
      generate: true}
      level: low
      """;

  private GoldenFolder() {}

  /// How a data folder is read.
  static Wiring wiring(Path data) {
    Path root = Path.of(System.getProperty("shirube.root", "..")).toAbsolutePath();
    Settings settings = Settings.standard(data.resolveSibling("."), Language.EN, ZoneOffset.UTC);
    return new Wiring(new Content(root.resolve("content")), settings, CLOCK);
  }

  static RuleSet rules(Wiring wiring) throws IOException {
    byte[] bytes = RULES.getBytes(StandardCharsets.UTF_8);
    return wiring.rules(List.of(new RuleFile("golden.yml", bytes)));
  }

  private static String logs(int from, int count) {
    StringBuilder lines = new StringBuilder();
    for (int number = from; number < from + count; number++) {
      lines.append(
          String.format(
              Locale.ROOT,
              """
              {"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational",\
              "Provider_Name":"Microsoft-Windows-Sysmon",\
              "SourceName":"Microsoft-Windows-Sysmon","Hostname":"PC%1$d","Computer":"PC%1$d",\
              "UtcTime":"2026-05-01 10:%2$02d:00.000","@timestamp":"2026-05-01T10:%2$02d:00.000Z",\
              "Image":"C:\\\\Windows\\\\%3$s.exe","CommandLine":"%3$s.exe /番号 %4$d",\
              "User":"EXAMPLE\\\\田中","ProcessId":"%4$d","ParentImage":"C:\\\\Windows\\\\explorer.exe"}
              """,
              number % 7,
              number % 60,
              number % 5 == 0 ? "regedit" : "notepad",
              number));
    }
    return lines.toString();
  }

  /// Opens the recording of a data folder that nobody has open.
  static RecordingFolder open(DataFolder data, Wiring wiring) throws IOException {
    return Objects.requireNonNull(RecordingFolder.open(data, wiring.questions()));
  }

  /// Writes one.
  ///
  /// @param root a folder named data that is not there yet
  static void write(Path root) throws IOException {
    DataFolder data = new DataFolder(root);
    Files.createDirectories(root);
    Wiring wiring = wiring(root);
    people(wiring, data);
    RuleSet rules = rules(wiring);
    Path first = root.resolveSibling("first.json");
    Path second = root.resolveSibling("second.json");
    Files.writeString(first, logs(0, EVENTS));
    Files.writeString(second, logs(1_000, OF_ACME));
    try (RecordingFolder folder = open(data, wiring)) {
      EventStore store = folder.store();
      IntakeProgress all = IntakeProgress.NONE;
      new Importing(wiring, store, TenantId.LOCAL, _ -> {}).take(rules, List.of(first), all);
      new Importing(wiring, store, ACME, _ -> {}).take(rules, List.of(second), all);
      store.hold(TenantId.LOCAL, Hold.of("case", "事件の調査", TimeRange.ALL, "notepad"));
      store.declare(ACME, List.of(new Gap("sensor", 5, 9, NOON, NOON + 1)));
      journal(wiring, data, store);
      for (TenantId tenant : store.tenants()) {
        new KeptCheckpoints(data.checkpoints()).add(store.checkpoint(tenant, NOON));
      }
    }
    Files.delete(data.lock());
  }

  private static void people(Wiring wiring, DataFolder data) throws IOException {
    try (Records records =
        Records.open(new Place.LocalFile(data.records()), AccessRoom.MIGRATIONS)) {
      AccessRoom access = access(records, wiring, data);
      access.change(AccessRoom.administrator(), new Change.CreateTenant(ACME, "Acme 株式会社", "boss"));
    }
  }

  static AccessRoom access(Records records, Wiring wiring, DataFolder data) throws IOException {
    Roles roles = Roles.load(wiring.content()).roles();
    Chance chance = new Chance(CLOCK, new Random(7));
    Chain chain = new Chain(records, CLOCK);
    return AccessRoom.open(records, chain, roles, chance, data.administratorToken());
  }

  /// What came before the sealed offset, with what correlations had in mind there, and what came
  /// behind it.
  private static void journal(Wiring wiring, DataFolder data, EventStore store) throws IOException {
    JournalSettings settings = JournalSettings.of(FieldCatalogue.builtIn().version());
    FileDisk disk = new FileDisk();
    try (Journal journal = Journal.open(disk, data.journal(), settings);
        Workers workers = wiring.trying(rules(wiring), _ -> {})) {
      JournalInbox inbox = new JournalInbox(journal, settings, 1 << 20, () -> 0);
      offer(journal, inbox, "first");
      long offset = journal.end();
      try (Rows rows = store.find(TenantId.LOCAL, Question.EVERYTHING)) {
        for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
          workers.submit(batch, _ -> {}, _ -> {});
        }
      }
      new Checkpoints(disk, data.state()).write(workers, new AgentLanes(), offset);
      store.seal(offset);
      offer(journal, inbox, "second");
    }
  }

  private static void offer(Journal journal, JournalInbox inbox, String text) throws IOException {
    Envelope.RawRecord record =
        Envelope.RawRecord.of(
            ("<13>May  1 10:00:00 host app: " + text).getBytes(StandardCharsets.UTF_8));
    Envelope envelope =
        new Envelope(
            TenantId.LOCAL, "sensor", "syslog-tcp", "syslog", NOON, "10.0.0.1", List.of(record));
    if (!(inbox.offer(envelope) instanceof Receipt.Taken)) {
      throw new IOException("the journal takes nothing");
    }
    int _ = journal.commit();
  }

  /// All events of a tenant with all their values, one a line, in their order.
  static String dump(EventStore store, TenantId tenant) throws IOException {
    StringBuilder dump = new StringBuilder();
    try (Rows rows = store.find(tenant, Question.EVERYTHING)) {
      Event event = new Event();
      for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
        for (int index = 0; index < batch.count(); index++) {
          event.on(batch, index);
          dump.append(event.id()).append(' ').append(event.time()).append(' ');
          dump.append(event.received()).append(' ').append(event.eventClass().word());
          dump.append(' ').append(event.source()).append(' ').append(event.position());
          for (int entry = 0; entry < event.size(); entry++) {
            dump.append('\t').append(event.field(entry)).append(' ');
            dump.append(event.nameText(entry)).append(' ').append(event.type(entry));
            dump.append('=').append(event.text(entry).replace('\n', ' '));
          }
          dump.append('\n');
        }
      }
    }
    return dump.toString();
  }
}
