// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.sigma.Rule;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import dev.shirube.tune.AuditPolicy.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoctorTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final AuditPolicy POLICY = policy();
  private static final RuleSet RULES = rules();

  private static Content content() {
    return new Content(Path.of(System.getProperty("shirube.root", ".."), "content"));
  }

  private static AuditPolicy policy() {
    try {
      AuditPolicyFile.Loaded loaded = AuditPolicyFile.load(content());
      assertThat(loaded.problems()).isEmpty();
      return loaded.policy();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuleSet rules() {
    String taxonomy =
        """
        - name: windows
          logsource: {product: windows}
          when: {device.os.type: windows}
          fields: {EventID: metadata.event_code, Channel: metadata.log_name}
        - name: windows process creation
          logsource: {product: windows, category: process_creation}
          when: {class: process_activity, activity: 1, device.os.type: windows}
          fields: {CommandLine: process.cmd_line, Image: process.file.path}
        - name: windows security
          logsource: {product: windows, service: security}
          when: {metadata.log_name: Security, device.os.type: windows}
          fields: {EventID: metadata.event_code}
        """;
    try (FileSystem files = Jimfs.newFileSystem(Configuration.windows())) {
      Path root = files.getPath("C:\\content");
      Files.createDirectories(root.resolve("taxonomy"));
      Files.writeString(root.resolve("taxonomy").resolve("t.yaml"), taxonomy);
      Taxonomy.Loaded loaded = Taxonomy.load(new Content(root));
      assertThat(loaded.problems()).isEmpty();
      RuleSet rules =
          RuleSet.load(
              List.of(
                  rule("image", "category: process_creation", "Image|endswith: '\\cmd.exe'"),
                  rule("line", "category: process_creation", "CommandLine|contains: evil"),
                  rule("both", "category: process_creation", "CommandLine: x\n    Image: y"),
                  rule("object", "service: security", "EventID: 4663"),
                  rule("usb", "service: security", "EventID: 6416"),
                  rule("unknown", "service: nobody", "EventID: 1")),
              loaded.taxonomy(),
              Map.of());
      assertThat(rules.problems()).isEmpty();
      return rules;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuleFile rule(String title, String source, String selection) {
    String yaml =
        """
        title: %s
        id: 00000000-0000-0000-0000-%012d
        level: high
        logsource: {product: windows, %s}
        detection:
          selection:
            %s
          condition: selection
        """
            .formatted(title, title.hashCode() & 0xffff, source, selection);
    return new RuleFile(title + ".yml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static Diagnosis diagnose(PlantedLogs logs) {
    Doctor doctor = new Doctor(POLICY);
    doctor.accept(logs.batch());
    return doctor.diagnose(RULES);
  }

  static Stream<String> everySetting() {
    return PlantedLogs.visible(POLICY).stream().map(Setting::id);
  }

  @ParameterizedTest
  @MethodSource("everySetting")
  void namesTheOneThatIsOff(String id) {
    Setting omitted = setting(id);
    PlantedLogs logs = new PlantedLogs(WEEK).host("PC1", POLICY, omitted);
    List<Advice> advice = diagnose(logs).advice();
    assertThat(advice)
        .as("what is named when %s is off", id)
        .anySatisfy(one -> {
          assertThat(one.setting().equals(omitted) || one.others().contains(omitted)).isTrue();
          assertThat(one.state())
              .isIn(
                  omitted.traces().frequency() == AuditPolicy.Frequency.RARELY
                      ? new Advice.State[] {Advice.State.CANNOT_TELL, Advice.State.NOT_DELIVERED}
                      : new Advice.State[] {Advice.State.OFF, Advice.State.NOT_DELIVERED});
        });
  }

  @Test
  void hasNothingToSayWhenAllIsOn() {
    assertThat(PlantedLogs.visible(POLICY)).hasSizeGreaterThan(60);
    PlantedLogs logs = new PlantedLogs(WEEK).host("PC1", POLICY, null);
    assertThat(diagnose(logs).advice()).isEmpty();
  }

  @Test
  void countsWhatCommandLinesUnlock() {
    PlantedLogs logs = new PlantedLogs(WEEK);
    logs.event("PC1", "Security", "4688", Map.of("Image", "C:\\a.exe"), 0);
    logs.event("PC1", "Security", "4688", Map.of("Image", "C:\\a.exe", "CommandLine", ""), 1);
    Diagnosis diagnosis = diagnose(logs);
    Advice first = one(diagnosis, "process-command-line");
    assertThat(first.state()).isEqualTo(Advice.State.OFF);
    assertThat(first.hosts()).containsExactly("PC1");
    assertThat(first.unlocked()).extracting(Rule::title).containsExactly("both", "line");
    assertThat(titles(diagnosis, Diagnosis.Reason.NO_VALUES))
        .containsExactly("line", "both", "object", "usb");
    assertThat(titles(diagnosis, Diagnosis.Reason.UNKNOWN_LOG_SOURCE)).containsExactly("unknown");
    assertThat(diagnosis.fed()).hasSize(1);
  }

  @Test
  void saysThatALogIsMissingAndNotOff() {
    PlantedLogs logs = new PlantedLogs(WEEK);
    logs.event("PC1", "System", "7036", Map.of("param1", "x"), 0);
    Advice security =
        diagnose(logs).advice().stream()
            .filter(advice -> advice.channel().equals("Security"))
            .findFirst()
            .orElseThrow();
    assertThat(security.state()).isEqualTo(Advice.State.NOT_DELIVERED);
    assertThat(security.others()).hasSizeGreaterThan(20);
    assertThat(security.unlocked()).extracting(Rule::title).contains("image", "object", "usb");
  }

  @Test
  void anHourWithoutAStickProvesNothing() {
    PlantedLogs logs =
        new PlantedLogs(Duration.ofHours(1)).host("PC1", POLICY, setting("plug-and-play"));
    assertThat(one(diagnose(logs), "plug-and-play").state()).isEqualTo(Advice.State.CANNOT_TELL);
  }

  @Test
  void looksAtEachHostAlone() {
    PlantedLogs logs =
        new PlantedLogs(WEEK)
            .host("PC1", POLICY, null)
            .host("PC2.example.jp", POLICY, setting("process-command-line"));
    Diagnosis diagnosis = diagnose(logs);
    assertThat(diagnosis.hosts()).extracting(Diagnosis.Host::name).containsExactly("PC1", "PC2");
    assertThat(one(diagnosis, "process-command-line").hosts()).containsExactly("PC2");
  }

  @Test
  void saysNothingAboutWindowsWhereThereIsNone() {
    assertThat(diagnose(new PlantedLogs(WEEK)).advice()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void writesEveryLineInTheReadersLanguage(Language language) throws IOException {
    Messages messages = Messages.load(content()).messages();
    PlantedLogs logs = new PlantedLogs(WEEK).host("PC1", POLICY, setting("process-creation"));
    List<DoctorText.Line> lines = DoctorText.lines(diagnose(logs), POLICY, 5, messages, language);
    assertThat(lines).extracting(DoctorText.Line::text).noneMatch(text -> text.contains("tune."));
    assertThat(lines).hasSizeGreaterThan(10);
    Setting off = setting("process-creation");
    assertThat(lines)
        .extracting(DoctorText.Line::text)
        .anyMatch(text -> text.contains(off.title().in(language)))
        .anyMatch(text -> text.contains(off.commands().getFirst()));
  }

  static Stream<Language> languages() {
    return Stream.of(Language.values());
  }

  private static Setting setting(String id) {
    return POLICY.settings().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
  }

  private static Advice one(Diagnosis diagnosis, String id) {
    return diagnosis.advice().stream()
        .filter(advice -> advice.setting().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> titles(Diagnosis diagnosis, Diagnosis.Reason reason) {
    return diagnosis.unfed().getOrDefault(reason, List.of()).stream().map(Rule::title).toList();
  }
}
