// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.shirube.normalize.SourceSample;
import dev.shirube.normalize.SourceSamples;
import dev.shirube.normalize.Sources;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.tune.AuditPolicyFile;
import dev.shirube.tune.RuleTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// All content is read without a problem, and what it says of itself holds: a new file is found and
/// tested here without being named anywhere.
class ContentTest {
  private static final int SAMPLES = 20;
  private static final int RULE_FILES = 25;

  private final Path folder = Project.here().root().resolve("content");
  private final Rig rig = new Rig(folder);

  @Test
  void everyFolderHasAReader() throws IOException {
    Set<String> folders = new TreeSet<>();
    for (String path : Project.here().files().keySet()) {
      String[] parts = path.split("/", -1);
      if (parts[0].equals("content") && parts.length > 2) {
        folders.add(parts[1]);
      }
    }
    assertThat(folders)
        .isSubsetOf(
            "masks", "messages", "roles", "rules", "sources", "tables", "taxonomy", "windows")
        .contains("messages", "rules", "sources");
  }

  @TestFactory
  Stream<DynamicTest> everySampleBecomesItsEvent() throws IOException {
    Sources.Loaded loaded = rig.sources();
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.samples()).hasSizeGreaterThanOrEqualTo(SAMPLES);
    SourceSamples samples = new SourceSamples(loaded.normalizer(), rig.formats());
    List<DynamicTest> tests = new ArrayList<>();
    for (SourceSample sample : loaded.samples()) {
      String name = folder.relativize(Path.of(sample.file())) + ":" + sample.line();
      tests.add(dynamicTest(name, () -> assertThat(samples.run(sample)).isEmpty()));
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> everyRuleFiresAsItsTestsSay() throws IOException {
    List<RuleFile> files = Rig.ruleFiles(folder.resolve("rules"), _ -> true);
    assertThat(files).hasSizeGreaterThanOrEqualTo(RULE_FILES);
    return files.stream().map(file -> dynamicTest(shown(file), () -> assertTests(file)));
  }

  private void assertTests(RuleFile file) throws IOException {
    RuleTrial trial = RuleTrial.run(file, rig.taxonomy().taxonomy(), Map.of());
    assertThat(trial.problems()).isEmpty();
    assertThat(trial.results()).allMatch(RuleTrial.Result::isPassed);
    assertThat(trial.results()).anyMatch(RuleTrial.Result::expected);
    assertThat(trial.results()).anyMatch(result -> !result.expected());
  }

  private String shown(RuleFile file) {
    return file.name().substring(file.name().lastIndexOf("content"));
  }

  @Test
  void ourRulesLoadTogetherAndAreFed() throws IOException {
    assertThat(rig.taxonomy().problems()).isEmpty();
    RuleSet rules = rig.rules(Rig.ruleFiles(folder.resolve("rules"), _ -> true));
    assertThat(rules.problems()).isEmpty();
    assertThat(rules.notices()).isEmpty();
    List<String> unfed = new ArrayList<>();
    rules.detections().stream()
        .filter(detection -> !detection.binding().isFed())
        .forEach(detection -> unfed.add(detection.rule().title()));
    assertThat(unfed).as("rules whose log source the taxonomy does not know").isEmpty();
    System.out.printf("limits: rules: %d of our own%n", rules.rules().size());
    assertThat(rules.rules()).hasSizeGreaterThanOrEqualTo(RULE_FILES);
  }

  @Test
  void theAuditPolicyIsWhole() throws IOException {
    AuditPolicyFile.Loaded loaded = AuditPolicyFile.load(rig.content());
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.policy().settings()).hasSizeGreaterThan(50);
  }
}
