// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import dev.shirube.event.Event;
import dev.shirube.normalize.SourceSample;
import dev.shirube.normalize.SourceSamples;
import dev.shirube.normalize.Sources;
import dev.shirube.sigma.RuleFile;
import dev.shirube.tune.RuleTrial;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The recipes hold: a new source and a new rule are one file each, work at once, and every mistake
/// in them is named with file, line and advice. Runs on a copy of the content, in a Windows file
/// system.
class RecipesTest {
  private static final String SOURCE =
      """
      # SPDX-License-Identifier: Apache-2.0
      source: acme.door
      kind: source
      title: {ja: 扉の記録, en: Door log}
      recognize:
        - {product: AcmeDoor, event: "*"}
      clock:
        - {field: seen, kind: sensor, zone: UTC}
      map:
        host: device.hostname
        who: actor.user.name
      events:
        - name: door opened
          when: {event: open}
          class: base_event
          activity: 1
      samples:
        - name: a door is opened
          format: json
          record: '{"product":"AcmeDoor","event":"open","host":"D1","who":"ann","seen":"2026-05-01T10:00:00Z"}'
          expect:
            class: base_event
            activity: 1
            time: 2026-05-01T10:00:00Z
            fields: {device.hostname: D1, actor.user.name: ann}
      """;

  private static final String RULE =
      """
      # SPDX-License-Identifier: Apache-2.0
      title: Suspicious Door
      id: 3b8f9c1e-6f0a-4f57-9a53-0c3f1f2f7a10
      status: experimental
      description: A door opened by a script.
      level: high
      logsource:
        category: process_creation
        product: windows
      detection:
        selection:
          CommandLine|contains: 'opendoor'
        condition: selection
      tests:
        - name: opened by a script
          match: true
          event: {CommandLine: 'cmd /c opendoor 7'}
        - name: something else
          match: false
          event: {CommandLine: 'cmd /c dir'}
      """;

  private final Path ours = Project.here().root().resolve("content");
  private FileSystem files = Jimfs.newFileSystem(Configuration.windows());
  private Path copy = files.getPath("C:\\content");

  @BeforeEach
  void copyTheContent() throws IOException {
    files = Jimfs.newFileSystem(Configuration.windows());
    copy = files.getPath("C:\\content");
    try (Stream<Path> walk = Files.walk(ours)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(ours.relativize(file).toString().replace('/', '\\'));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  private Map<String, Integer> snapshot() throws IOException {
    Map<String, Integer> snapshot = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(copy)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        snapshot.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return snapshot;
  }

  private Path write(String folder, String name, String text) throws IOException {
    return Files.writeString(copy.resolve(folder).resolve(name), text);
  }

  private static List<Problem> problemsOf(Rig rig) throws IOException {
    Sources.Loaded loaded = rig.sources();
    List<Problem> problems = new ArrayList<>(loaded.problems());
    SourceSamples samples = new SourceSamples(loaded.normalizer(), rig.formats());
    for (SourceSample sample : loaded.samples()) {
      problems.addAll(samples.run(sample));
    }
    problems.removeIf(problem -> !problem.file().endsWith("acme-door.yaml"));
    return problems;
  }

  @Test
  void aNewSourceIsOneFile() throws IOException {
    Map<String, Integer> before = snapshot();
    Path added = write("sources", "acme-door.yaml", SOURCE);
    Rig rig = new Rig(copy);
    assertThat(problemsOf(rig)).isEmpty();
    Path log =
        Files.writeString(
            files.getPath("C:\\door.json"),
            """
            {"product":"AcmeDoor","event":"open","host":"D9","seen":"2026-05-02T10:00:00Z"}
            """);
    List<String> seen = new ArrayList<>();
    rig.read(
        List.of(log),
        batch -> {
          Event event = new Event().on(batch, 0);
          seen.add(event.source() + " " + event.activity());
        });
    assertThat(seen).containsExactly("acme.door 1");
    Map<String, Integer> after = snapshot();
    after.remove(added.toString());
    assertThat(after).isEqualTo(before).hasSizeGreaterThan(20);
  }

  @Test
  void aNewRuleIsOneFile() throws IOException {
    Map<String, Integer> before = snapshot();
    Path added = write("rules", "proc_creation_win_door.yml", RULE);
    assertThat(problemsOf(added)).isEmpty();
    assertThat(trial(added).results()).hasSize(2).allMatch(RuleTrial.Result::isPassed);
    Rig rig = new Rig(copy);
    List<RuleFile> all = Rig.ruleFiles(copy.resolve("rules"), _ -> true);
    assertThat(rig.rules(all).rules()).anyMatch(rule -> rule.title().equals("Suspicious Door"));
    Map<String, Integer> after = snapshot();
    after.remove(added.toString());
    assertThat(after).isEqualTo(before).hasSizeGreaterThan(20);
  }

  private RuleTrial trial(Path rule) throws IOException {
    RuleFile file = new RuleFile(rule.toString(), Files.readAllBytes(rule));
    return RuleTrial.run(file, new Rig(copy).taxonomy().taxonomy(), Map.of());
  }

  private List<Problem> problemsOf(Path rule) throws IOException {
    return trial(rule).problems();
  }

  @Test
  void namesTheTestThatFails() throws IOException {
    Path added =
        write("rules", "proc_creation_win_door.yml", RULE.replace("'cmd /c opendoor 7'", "'cmd'"));
    RuleTrial.Result failed =
        trial(added).results().stream()
            .filter(result -> !result.isPassed())
            .findFirst()
            .orElseThrow();
    assertThat(failed.line()).isEqualTo(15);
    assertThat(failed.name()).isEqualTo("opened by a script");
  }

  /// A mistake, and the line it must be named with.
  record Mistake(String what, String replace, String by, int line) {}

  static List<Mistake> mistakesInSources() {
    return List.of(
        new Mistake("a path that is not there", "who: actor.user.name", "who: actor.user.nmae", 11),
        new Mistake("an unknown class", "class: base_event\n    ", "class: bse_event\n    ", 15),
        new Mistake("an unknown key", "recognize:", "recogniz:", 5),
        new Mistake("a sample that differs", "device.hostname: D1", "device.hostname: D2", 18),
        new Mistake("broken YAML", "events:", "events: [", 12));
  }

  @ParameterizedTest
  @MethodSource("mistakesInSources")
  void namesEachMistakeInASource(Mistake mistake) throws IOException {
    String planted = SOURCE.replace(mistake.replace(), mistake.by());
    assertThat(planted).isNotEqualTo(SOURCE);
    write("sources", "acme-door.yaml", planted);
    assertNamed("acme-door.yaml", mistake, problemsOf(new Rig(copy)));
  }

  static List<Mistake> mistakesInRules() {
    return List.of(
        new Mistake("no such selection", "condition: selection", "condition: selectoin", 13),
        new Mistake("no such modifier", "CommandLine|contains", "CommandLine|contians", 12),
        new Mistake("a broken expression", "|contains: 'opendoor'", "|re: 'open(door'", 12),
        new Mistake("no condition", "condition: selection", "conditon: selection", 10),
        new Mistake("broken YAML", "level: high", "level: [high", 7));
  }

  @ParameterizedTest
  @MethodSource("mistakesInRules")
  void namesEachMistakeInARule(Mistake mistake) throws IOException {
    String planted = RULE.replace(mistake.replace(), mistake.by());
    assertThat(planted).isNotEqualTo(RULE);
    Path added = write("rules", "proc_creation_win_door.yml", planted);
    assertNamed("proc_creation_win_door.yml", mistake, problemsOf(added));
  }

  private void assertNamed(String file, Mistake mistake, List<Problem> problems)
      throws IOException {
    assertThat(problems).as(mistake.what()).isNotEmpty();
    Problem first = problems.getFirst();
    assertThat(first.file()).endsWith(file);
    assertThat(Math.abs(first.position() - mistake.line()))
        .as("%s: line %d", first, mistake.line())
        .isLessThanOrEqualTo(1);
    Messages messages = Messages.load(new Rig(copy).content()).messages();
    for (Language language : Language.values()) {
      assertThat(messages.render(first.what(), language)).doesNotStartWith(first.what().id());
      assertThat(messages.render(first.advice(), language)).doesNotStartWith(first.advice().id());
    }
  }
}
