// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Language;
import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.detect.RuleDetector;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.lab.WindowsTexts.LoggedEvent;
import dev.shirube.sigma.Binding;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same attacks, taken out of a host in eight forms, give the same findings as the event logs
/// themselves, or the page docs/reference/exports.md says which field the form has lost. The forms
/// are written here, from the records of real event logs.
@Tag("data")
class ExportsTest {
  private static final String CLAIM = "eight forms of export give the findings of the event logs";

  /// What an event log does not hold: rules that look for words of it fire on exports alone.
  private static final String MESSAGE = "Message";

  private static final int LOGS = 379;
  private static final List<String> ARCHIVES =
      List.of("evtx-attack-samples.zip", "sigma-regression.zip");
  private static final Set<Exported> WHOLE =
      Set.of(Exported.WEVTUTIL_XML, Exported.VIEWER_XML, Exported.NXLOG);

  private final Rig rig = new Rig(Project.here().root().resolve("content"));
  private final Map<String, Detection> rules = new HashMap<>();

  /// What a scan of one form found.
  ///
  /// @param events the events by file and place in it
  /// @param found ids of the rules that fired, by file and place
  private record Scan(Map<String, Event> events, Map<String, Set<String>> found) {
    int findings() {
      return found.values().stream().mapToInt(Set::size).sum();
    }
  }

  @Test
  void theSameAttackGivesTheSameFindings(@TempDir Path folder) throws IOException {
    Path zip = LabData.require("sigma-rules.zip", CLAIM);
    RuleSet set = rig.rules(Rig.ruleFiles(zip, Rig::isActiveSigmaHq));
    set.detections().forEach(detection -> rules.put(detection.rule().id(), detection));
    WindowsTexts texts = new WindowsTexts(rig.content());
    Path originals = Files.createDirectories(folder.resolve("evtx"));
    Map<String, List<LoggedEvent>> logs = logs(originals);
    Scan logged = scan(set, originals);
    assertThat(logged.findings()).isGreaterThan(1_500);
    Map<String, Set<Exported>> differing = new TreeMap<>();
    Map<String, Set<Exported>> lost = new TreeMap<>();
    for (Exported form : Exported.values()) {
      Scan exported = scan(set, export(form, logs, texts, folder));
      assertThat(exported.events().keySet()).as(form.name()).isEqualTo(logged.events().keySet());
      List<String> differences = differences(logged, exported);
      System.out.printf(
          "proven: %s: %d findings, EVTX %d, differing %d%n",
          form, exported.findings(), logged.findings(), differences.size());
      differences.forEach(row -> differing.computeIfAbsent(row, _ -> new TreeSet<>()).add(form));
      losses(logs, exported, texts)
          .forEach(row -> lost.computeIfAbsent(row, _ -> new TreeSet<>()).add(form));
      if (WHOLE.contains(form)) {
        assertThat(differences)
            .as(form.name())
            .allMatch(row -> row.contains("| " + MESSAGE + " |"));
      }
    }
    Path page = Project.here().root().resolve("docs/reference/exports.md");
    Project.Golden.section(page, "findings", table("event | field | rule | finding", differing));
    Project.Golden.section(
        page, "fields", table("event | not in the export | spelled otherwise", lost));
  }

  private static String table(String columns, Map<String, Set<Exported>> rows) {
    int count = columns.split(" \\| ", -1).length + 1;
    StringBuilder out = new StringBuilder("| " + columns + " | form |\n");
    out.append("|---".repeat(count)).append("|\n");
    rows.forEach((row, forms) -> {
      List<String> names = forms.stream().map(Exported::title).toList();
      out.append("| ").append(row).append(" | ").append(String.join(", ", names)).append(" |\n");
    });
    return out.toString();
  }

  /// Copies every event log to a folder and gives its events, by the copy's name.
  private Map<String, List<LoggedEvent>> logs(Path folder) throws IOException {
    Map<String, List<LoggedEvent>> logs = new LinkedHashMap<>();
    int[] count = {0};
    for (String archive : ARCHIVES) {
      Path zip = LabData.require(archive, CLAIM);
      walk(
          zip,
          entry -> {
            if (entry.name().endsWith(".evtx")) {
              String name = String.format(Locale.ROOT, "%03d.evtx", count[0]++);
              try (InputStream in = entry.open()) {
                Files.copy(in, folder.resolve(name));
              }
            }
          });
    }
    walk(folder, entry -> logs.put(stem(entry.name()), events(entry)));
    long events = logs.values().stream().mapToLong(List::size).sum();
    System.out.printf("proven: exports of %d logs, %d records%n", logs.size(), events);
    assertThat(logs).hasSize(LOGS);
    return logs;
  }

  /// What to do with each entry below a path.
  private interface Visit {
    void entry(Entry entry) throws IOException;
  }

  private static void walk(Path path, Visit visit) throws IOException {
    new Containers(_ -> {}, Limits.STANDARD, _ -> {}).walk(path, visit::entry);
  }

  private static String stem(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return name.substring(0, name.indexOf('.'));
  }

  private List<LoggedEvent> events(Entry entry) throws IOException {
    ReadContext context =
        new ReadContext(
            _ -> {}, Limits.STANDARD, Charset.forName("windows-31j"), ZoneOffset.UTC, Set.of(), 0);
    Format format = Objects.requireNonNull(rig.formats().recognize(entry));
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    List<LoggedEvent> events = new ArrayList<>();
    try (RecordReader reader = format.open(entry, context)) {
      while (reader.read(batch)) {
        events.add(LoggedEvent.of(new Event().on(batch, batch.count() - 1)));
        batch.clear();
      }
    }
    return events;
  }

  private static Path export(
      Exported form, Map<String, List<LoggedEvent>> logs, WindowsTexts texts, Path folder)
      throws IOException {
    Path exports = Files.createDirectories(folder.resolve(form.name()));
    for (Map.Entry<String, List<LoggedEvent>> log : logs.entrySet()) {
      Path file = exports.resolve(log.getKey() + "." + form.ending());
      Files.writeString(file, form.write(log.getValue(), texts));
    }
    return exports;
  }

  private Scan scan(RuleSet set, Path folder) throws IOException {
    RuleDetector detector = new RuleDetector(set);
    Map<String, Map<Long, String>> places = new HashMap<>();
    Scan scan = new Scan(new TreeMap<>(), new HashMap<>());
    rig.read(
        List.of(folder),
        batch -> {
          Event event = new Event();
          for (int index = 0; index < batch.count(); index++) {
            String place = place(event.on(batch, index), places);
            scan.events().putIfAbsent(place, event.keep());
          }
          detector.detect(
              batch,
              finding -> {
                String place = place(finding.events().getFirst(), places);
                Set<String> found = scan.found().computeIfAbsent(place, _ -> new TreeSet<>());
                found.add(finding.rule().id());
              });
        });
    return scan;
  }

  /// Which record of its file an event is, whatever the form's positions are.
  private static String place(Event event, Map<String, Map<Long, String>> places) {
    String log = stem(event.input());
    Map<Long, String> file = places.computeIfAbsent(log, _ -> new HashMap<>());
    return file.computeIfAbsent(event.position(), _ -> placed(log, file.size()));
  }

  private static String placed(String log, int number) {
    return String.format(Locale.ROOT, "%s:%05d", log, number);
  }

  /// A row for each finding that one has and the other has not, with the fields that differ.
  private List<String> differences(Scan logged, Scan exported) {
    List<String> rows = new ArrayList<>();
    logged
        .events()
        .forEach((place, one) -> {
          Event other = Objects.requireNonNull(exported.events().get(place));
          Set<String> found = logged.found().getOrDefault(place, Set.of());
          Set<String> others = exported.found().getOrDefault(place, Set.of());
          Set<String> all = new TreeSet<>(found);
          all.addAll(others);
          for (String id : all) {
            if (found.contains(id) != others.contains(id)) {
              Detection rule = Objects.requireNonNull(rules.get(id));
              String fields = String.join(", ", changed(rule, one, other));
              String title = rule.rule().title(Language.EN);
              String sign = found.contains(id) ? "missing" : "more";
              rows.add(sort(one) + " | " + fields + " | " + title + " | " + sign);
            }
          }
        });
    return rows;
  }

  private static String sort(Event event) {
    String provider = String.join(" ", event.texts("metadata.log_provider"));
    return provider.replace("Microsoft-Windows-", "")
        + " "
        + String.join(" ", event.texts("metadata.event_code"));
  }

  private static Set<String> changed(Detection rule, Event one, Event other) {
    Set<String> changed = new TreeSet<>();
    for (Binding.RuleField field : rule.binding().fields()) {
      if (!values(one, field).equals(values(other, field))) {
        changed.add(field.name());
      }
    }
    boolean message = one.texts("message").isEmpty() && !other.texts("message").isEmpty();
    if (changed.isEmpty() && message) {
      changed.add(MESSAGE);
    }
    return changed;
  }

  private static Set<String> values(Event event, Binding.RuleField field) {
    Set<String> values = named(event, field.name());
    field.catalogue().forEach(path -> values.addAll(event.texts(path)));
    return values;
  }

  /// The values of a source's name, with and without spaces.
  private static Set<String> named(Event event, String name) {
    Set<String> values = new TreeSet<>();
    for (int entry = 0; entry < event.size(); entry++) {
      if (event.nameText(entry).replace(" ", "").equals(name.replace(" ", ""))) {
        values.add(event.text(entry));
      }
    }
    return values;
  }

  /// A row for each sort of event whose message is known, with the data that the export has not, or
  /// has in another spelling.
  private static List<String> losses(
      Map<String, List<LoggedEvent>> logs, Scan exported, WindowsTexts texts) {
    Map<String, Set<String>> lost = new TreeMap<>();
    Map<String, Set<String>> otherwise = new TreeMap<>();
    logs.forEach((log, events) -> {
      for (int number = 0; number < events.size(); number++) {
        LoggedEvent event = events.get(number);
        Event other = Objects.requireNonNull(exported.events().get(placed(log, number)));
        String sort = event.provider().replace("Microsoft-Windows-", "") + " " + event.id();
        for (LoggedEvent.Datum datum : texts.known(event)) {
          Set<String> values = named(other, datum.lastName());
          boolean same = values.stream().anyMatch(value -> isSame(value, datum.text()));
          if (!same) {
            Map<String, Set<String>> sorts = values.isEmpty() ? lost : otherwise;
            sorts.computeIfAbsent(sort, _ -> new TreeSet<>()).add(datum.lastName());
          }
        }
      }
    });
    Set<String> sorts = new TreeSet<>(lost.keySet());
    sorts.addAll(otherwise.keySet());
    return sorts.stream()
        .map(sort -> sort + " | " + listed(lost, sort) + " | " + listed(otherwise, sort))
        .toList();
  }

  /// Whether two values are one but for blanks and line ends.
  private static boolean isSame(String one, String other) {
    return one.chars()
        .filter(c -> c > ' ')
        .boxed()
        .toList()
        .equals(other.chars().filter(c -> c > ' ').boxed().toList());
  }

  private static String listed(Map<String, Set<String>> names, String sort) {
    return String.join(", ", names.getOrDefault(sort, Set.of()));
  }
}
