// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.detect.RuleDetector;
import dev.shirube.event.Severity;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every regression case of SigmaHQ fires, with all of SigmaHQ's rules loaded.
@Tag("data")
class RegressionTest {
  private static final int CASES = 104;
  private static final int ACTIVE = 3780;

  private final Rig rig = new Rig(Project.here().root().resolve("content"));

  /// One case.
  ///
  /// @param log where its events lie
  /// @param rule id of the rule that must fire
  /// @param least how often at least
  record Case(Path log, String rule, int least) {}

  @Test
  void everyCaseFiresAtLeastAsOftenAsItSays() throws IOException {
    Path zip = LabData.require("sigma-regression.zip", "all 104 Sigma regression cases fire");
    RuleSet rules = rules();
    List<String> missed = new ArrayList<>();
    try (FileSystem files = FileSystems.newFileSystem(zip)) {
      List<Case> cases = cases(files.getPath("/"));
      assertThat(cases).hasSize(CASES);
      for (Case one : cases) {
        long fired = fired(rules, one);
        if (fired < one.least()) {
          missed.add(one.log().getParent() + ": " + fired + " of " + one.least());
        }
      }
      System.out.printf(
          "proven: %d of %d regression cases fire%n", CASES - missed.size(), cases.size());
    }
    assertThat(missed).isEmpty();
  }

  /// A rule with a placeholder waits for its value; with any value it loads.
  @Test
  void everyActiveRuleOfSigmaHqLoads() throws IOException {
    RuleSet bare = rules();
    assertThat(bare.problems()).allMatch(it -> it.what().id().equals("sigma.placeholder"));
    Map<String, List<String>> values = new TreeMap<>();
    RuleSet rules = bare;
    for (int round = 0; round < 5 && !rules.problems().isEmpty(); round++) {
      rules.problems().forEach(it -> values.put(it.what().arguments().getFirst(), List.of("x")));
      rules = RuleSet.load(files(), rig.taxonomy().taxonomy(), values);
    }
    long unfed = rules.detections().stream().filter(it -> !it.binding().isFed()).count();
    System.out.printf(
        "proven: %d of %d active rules of SigmaHQ load (%d wait for a placeholder's value), %d without a source%n",
        rules.rules().size(), ACTIVE, bare.problems().size(), unfed);
    assertThat(rules.problems()).isEmpty();
    assertThat(rules.rules()).hasSizeGreaterThanOrEqualTo(ACTIVE);
  }

  @Test
  void ordinaryUseRaisesNothingThatIsUrgent() throws IOException {
    Path zip = LabData.require("evtx-benign.zip", "logs of ordinary use raise nothing urgent");
    RuleDetector detector = new RuleDetector(rules());
    List<String> urgent = new ArrayList<>();
    long[] events = {0};
    rig.read(
        List.of(zip),
        batch -> {
          events[0] += batch.count();
          detector.detect(
              batch,
              finding -> {
                if (finding.rule().severity().compareTo(Severity.HIGH) >= 0) {
                  urgent.add(finding.rule().id() + " " + finding.events().getFirst().input());
                }
              });
        });
    assertThat(events[0]).isGreaterThan(10_000);
    assertThat(urgent).isEmpty();
  }

  private RuleSet rules() throws IOException {
    return rig.rules(files());
  }

  private static List<RuleFile> files() throws IOException {
    Path zip = LabData.require("sigma-rules.zip", "all 3,780 active rules of SigmaHQ load");
    List<RuleFile> files = Rig.ruleFiles(zip, Rig::isActiveSigmaHq);
    assertThat(files).hasSize(ACTIVE);
    return files;
  }

  private long fired(RuleSet rules, Case one) throws IOException {
    RuleDetector detector = new RuleDetector(rules);
    long[] fired = {0};
    long[] events = {0};
    rig.read(
        List.of(one.log()),
        batch -> {
          events[0] += batch.count();
          detector.detect(
              batch,
              finding -> {
                if (finding.rule().id().equals(one.rule()) && !finding.unevaluated()) {
                  fired[0]++;
                }
              });
        });
    assertThat(events[0]).as("events of " + one.log()).isPositive();
    return fired[0];
  }

  private static List<Case> cases(Path root) throws IOException {
    List<Path> described;
    try (Stream<Path> walk = Files.walk(root)) {
      described = walk.filter(file -> file.endsWith("info.yml")).sorted().toList();
    }
    List<Case> cases = new ArrayList<>();
    for (Path file : described) {
      YamlNode.Mapping info =
          (YamlNode.Mapping)
              Yaml.read(file.toString(), Files.readAllBytes(file)).documents().getFirst();
      YamlNode.Mapping rule = first(info, "rule_metadata");
      YamlNode.Mapping test = first(info, "regression_tests_info");
      String id = Objects.requireNonNull(rule.text("id"));
      String least = test.text("match_count");
      Path log = file.resolveSibling(id + ".evtx");
      cases.add(new Case(log, id, least == null ? 1 : Integer.parseInt(least)));
    }
    return cases;
  }

  private static YamlNode.Mapping first(YamlNode.Mapping node, String key) {
    Map<String, YamlNode> entries = node.entries();
    YamlNode.Sequence list = (YamlNode.Sequence) Objects.requireNonNull(entries.get(key));
    return (YamlNode.Mapping) list.items().getFirst();
  }
}
