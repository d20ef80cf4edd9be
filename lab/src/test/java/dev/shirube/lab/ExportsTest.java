// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.detect.PlainDetector;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same attacks, taken out of a host in eight forms, give the same findings as the event logs
/// themselves, or it is said which field the form has lost. The forms are written here, from the
/// records of real event logs.
@Tag("data")
class ExportsTest {
  private static final List<String> ARCHIVES =
      List.of("evtx-attack-samples.zip", "sigma-regression.zip");

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
    Path zip = LabData.require("sigma-rules.zip", "eight exports give the findings of EVTX");
    RuleSet set = rig.rules(Rig.ruleFiles(zip, Rig::isActiveSigmaHq));
    set.detections().forEach(detection -> rules.put(detection.rule().id(), detection));
    WindowsTexts texts = new WindowsTexts(rig.content());
    Map<String, List<LoggedEvent>> logs = logs(folder.resolve("evtx"));
    Scan logged = scan(set, folder.resolve("evtx"));
    assertThat(logged.findings()).isGreaterThan(1_500);
    StringBuilder lost = new StringBuilder();
    for (Exported form : Exported.values()) {
      Path exports = Files.createDirectories(folder.resolve(form.name()));
      for (Map.Entry<String, List<LoggedEvent>> log : logs.entrySet()) {
        Path file = exports.resolve(log.getKey() + "." + form.ending());
        Files.writeString(file, form.write(log.getValue(), texts));
      }
      Scan exported = scan(set, exports);
      assertThat(exported.events().keySet()).as(form + " records").isEqualTo(logged.events().keySet());
      Map<String, Map<String, Integer>> differences = compare(logged, exported);
      System.out.printf(
          "proven: %s: %d findings, EVTX %d%n", form, exported.findings(), logged.findings());
      lost.append(told(form, differences));
    }
    Files.writeString(Path.of("/tmp/exports-lost.txt"), lost.toString());
  }

  private static String told(Exported form, Map<String, Map<String, Integer>> differences) {
    StringBuilder out = new StringBuilder();
    differences.forEach((event, fields) -> {
      out.append(form).append(" | ").append(event).append(" | ");
      out.append(String.join(", ", fields.keySet())).append('\n');
    });
    return out.toString();
  }

  /// Copies every log to a folder and gives its events, by the copy's name.
  private Map<String, List<LoggedEvent>> logs(Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<String, List<LoggedEvent>> logs = new LinkedHashMap<>();
    for (String archive : ARCHIVES) {
      Path zip = LabData.require(archive, "eight exports give the findings of EVTX");
      new Containers(_ -> {}, Limits.STANDARD, _ -> {})
          .walk(
              zip,
              entry -> {
                if (entry.name().endsWith(".evtx")) {
                  String name = String.format("%03d", logs.size());
                  Path copy = folder.resolve(name + ".evtx");
                  try (InputStream in = entry.open()) {
                    Files.copy(in, copy);
                  }
                  logs.put(name, List.of());
                }
              });
    }
    new Containers(_ -> {}, Limits.STANDARD, _ -> {})
        .walk(folder, entry -> logs.put(stem(entry.name()), events(entry)));
    return logs;
  }

  private static String stem(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return name.substring(0, name.indexOf('.'));
  }

  private List<LoggedEvent> events(Entry entry) throws IOException {
    ReadContext context =
        new ReadContext(
            _ -> {},
            Limits.STANDARD,
            Charset.forName("windows-31j"),
            ZoneOffset.UTC,
            Set.of(),
            0);
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

  private Scan scan(RuleSet set, Path folder) throws IOException {
    PlainDetector detector = new PlainDetector(set);
    Map<String, Map<Long, String>> places = new HashMap<>();
    Scan scan = new Scan(new TreeMap<>(), new HashMap<>());
    rig.read(
        List.of(folder),
        batch -> {
          Event event = new Event();
          for (int index = 0; index < batch.count(); index++) {
            String place = place(event.on(batch, index), places);
            scan.events().putIfAbsent(place, event.keep());
            scan.found().putIfAbsent(place, new TreeSet<>());
          }
          detector.detect(
              batch,
              finding -> {
                String place = place(finding.events().getFirst(), places);
                scan.found().computeIfAbsent(place, _ -> new TreeSet<>()).add(finding.rule().id());
              });
        });
    return scan;
  }

  /// Which record of its file an event is, whatever the form's positions are.
  private static String place(Event event, Map<String, Map<Long, String>> places) {
    Map<Long, String> file = places.computeIfAbsent(stem(event.input()), _ -> new HashMap<>());
    return file.computeIfAbsent(
        event.position(), _ -> String.format("%s:%05d", stem(event.input()), file.size()));
  }

  /// What differs: by event, the fields that are missing or spelled otherwise, and how often.
  private Map<String, Map<String, Integer>> compare(Scan logged, Scan exported) {
    Map<String, Map<String, Integer>> differences = new TreeMap<>();
    logged.found().forEach((place, found) -> {
      Set<String> others = exported.found().getOrDefault(place, Set.of());
      Event one = Objects.requireNonNull(logged.events().get(place));
      Event other = Objects.requireNonNull(exported.events().get(place));
      Set<String> all = new TreeSet<>(found);
      all.addAll(others);
      for (String rule : all) {
        if (found.contains(rule) != others.contains(rule)) {
          String sort = one.texts("metadata.log_provider") + " " + one.texts("metadata.event_code");
          Map<String, Integer> fields = differences.computeIfAbsent(sort, _ -> new TreeMap<>());
          String sign = found.contains(rule) ? "-" : "+";
          for (String field : changed(rule, one, other)) {
            fields.merge(sign + field + (System.getenv("SHOW") == null ? "" : " {" + Objects.requireNonNull(rules.get(rule)).rule().title(dev.shirube.catalog.Language.EN) + " @" + place + "}"), 1, Integer::sum);
          }
        }
      }
    });
    return differences;
  }

  private Set<String> changed(String rule, Event one, Event other) {
    Set<String> changed = new TreeSet<>();
    Binding binding = Objects.requireNonNull(rules.get(rule)).binding();
    for (Binding.RuleField field : binding.fields()) {
      List<String> before = values(one, field);
      List<String> after = values(other, field);
      if (!before.equals(after)) {
        changed.add(field.name() + (after.isEmpty() ? "" : "~"));
      }
    }
    if (changed.isEmpty()) {
      changed.add("?" + one.source() + "/" + other.source() + " " + one.texts("metadata.log_name") + "/" + other.texts("metadata.log_name"));
    }
    return changed;
  }

  private static List<String> values(Event event, Binding.RuleField field) {
    Set<String> values = new TreeSet<>();
    field.catalogue().forEach(path -> values.addAll(event.texts(path)));
    for (int entry = 0; entry < event.size(); entry++) {
      if (event.nameText(entry).replace(" ", "").equals(field.name())) {
        values.add(event.text(entry));
      }
    }
    return List.copyOf(values);
  }
}
