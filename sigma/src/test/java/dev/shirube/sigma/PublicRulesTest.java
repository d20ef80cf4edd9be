// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.match.Regex;
import dev.shirube.match.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Rules that others publish, from the data folder: how many load, and why the others do not.
class PublicRulesTest {
  private static final Set<String> ACTIVE =
      Set.of(
          "rules",
          "rules-emerging-threats",
          "rules-threat-hunting",
          "rules-placeholder",
          "rules-compliance");

  @Test
  void everyActiveRuleOfSigmaHqLoadsOnceItsPlaceholdersHaveValues() throws IOException {
    List<RuleFile> files =
        zip("sigma-rules.zip").stream().filter(file -> ACTIVE.contains(folder(file))).toList();
    assertThat(files).hasSize(3_780);
    RuleSet bare = RuleSet.load(files, Bench.taxonomy(), Map.of());
    Map<String, List<String>> placeholders = new HashMap<>();
    RuleSet full = bare;
    for (int round = 0; round < 3 && !full.problems().isEmpty(); round++) {
      for (Problem problem : full.problems()) {
        assertThat(problem.what().id()).as(problem.toString()).isEqualTo("sigma.placeholder");
        placeholders.put(problem.what().arguments().getFirst(), List.of("value*"));
      }
      full = RuleSet.load(files, Bench.taxonomy(), placeholders);
    }
    assertThat(full.problems()).isEmpty();
    assertThat(full.rules()).hasSize(3_780);
    System.out.printf(
        "SigmaHQ: %d rules, %d without values for placeholders, %d notices%n",
        full.rules().size(), bare.problems().size(), full.notices().size());
  }

  @Test
  void oldRulesOfSigmaHqLoadOrSayWhyNot() throws IOException {
    List<RuleFile> files =
        zip("sigma-rules.zip").stream().filter(file -> !ACTIVE.contains(folder(file))).toList();
    assertThat(files).hasSize(259);
    RuleSet rules = RuleSet.load(files, Bench.taxonomy(), Map.of("LegitCountries", List.of("JP")));
    assertThat(rules.rules().size()).isGreaterThan(240);
    assertThat(rules.correlations()).hasSize(43);
    for (Problem problem : rules.problems()) {
      assertThat(problem.position()).isPositive();
      System.out.println(
          "refused " + problem.file() + ":" + problem.position() + " " + problem.what());
    }
  }

  @Test
  void hayabusaRulesAndTheirCorrelationsLoad() throws IOException {
    List<RuleFile> files = zip("hayabusa-rules.zip");
    assertThat(files).hasSize(193);
    RuleSet rules = RuleSet.load(files, Bench.taxonomy(), Map.of());
    long written =
        rules.correlations().stream()
            .filter(each -> each.references().stream().noneMatch(id -> id.contains("#")))
            .count();
    assertThat(written).isEqualTo(3);
    assertThat(Bench.ids(rules.problems())).containsExactly("sigma.condition.empty@15");
    assertThat(rules.rules()).hasSize(195);
  }

  @Test
  void theExamplesOfTheSpecificationLoad() throws IOException {
    List<RuleFile> examples = new ArrayList<>();
    for (RuleFile file : zip("sigma-spec.zip")) {
      if (file.name().contains("/tests/schema/")) {
        examples.add(file);
      }
    }
    assertThat(examples).hasSize(12);
    int documents = 0;
    for (RuleFile example : examples) {
      List<RuleFile> files = new ArrayList<>(List.of(example));
      for (String name :
          List.of(
              "recon_cmd_a",
              "recon_cmd_b",
              "recon_cmd_c",
              "rule_a_id",
              "process_creation",
              "website_access",
              "5638f7c0-ac70-491d-8465-2a65075e0d86")) {
        String text =
            "title: T\nid: "
                + name
                + "\nlogsource: {category: test}\ndetection: {s: {A: 1}, condition: s}\n";
        files.add(Bench.file(name, text));
      }
      RuleSet rules = RuleSet.load(files, Bench.taxonomy(), Map.of());
      assertThat(rules.problems()).as(example.name()).isEmpty();
      documents += rules.rules().size() - 7 + rules.filters().size();
    }
    assertThat(documents).isEqualTo(12);
  }

  @Test
  void everyRegularExpressionOfSigmaHqStaysInItsBudget() throws IOException {
    Set<String> seen = new TreeSet<>();
    Subject line = new Subject("Invoke-Expression \"$env:x\" `net user` 10.0.0.1 ".repeat(700));
    for (RuleFile file : zip("sigma-rules.zip")) {
      if (ACTIVE.contains(folder(file))) {
        expressions(file, seen);
      }
    }
    assertThat(line.text().length()).isGreaterThan(32_000);
    assertThat(seen.size()).isGreaterThan(120);
    List<String> large = new ArrayList<>();
    for (String source : seen) {
      assertThat(Regex.compile(source, Set.of()))
          .isInstanceOfSatisfying(
              Regex.Compiled.Ready.class,
              ready -> {
                Regex regex = ready.regex();
                assertThat(regex.find(line)).as(source).isNotEqualTo(Regex.Outcome.OVER_BUDGET);
                long most = Regex.DEFAULT_BUDGET / regex.size() - 1;
                assertThat(most).as(source).isGreaterThan(15_000);
                if (most < line.text().length()) {
                  large.add(source);
                }
              });
    }
    // Where the texts that these need stand in a longer value, their rules are unevaluated.
    assertThat(large).as(large.toString()).hasSize(3);
  }

  private static void expressions(RuleFile file, Set<String> seen) {
    Yaml.read(file.name(), file.content()).documents().forEach(node -> collect(node, false, seen));
  }

  private static void collect(YamlNode node, boolean wanted, Set<String> seen) {
    switch (node) {
      case YamlNode.Scalar scalar when wanted -> seen.add(scalar.text());
      case YamlNode.Scalar _ -> {}
      case YamlNode.Sequence list -> list.items().forEach(item -> collect(item, wanted, seen));
      case YamlNode.Mapping map ->
          map.entries()
              .forEach((key, value) ->
                  collect(value, key.endsWith("|re") || key.contains("|re|"), seen));
    }
  }

  private static String folder(RuleFile file) {
    int from = file.name().indexOf('/') + 1;
    return file.name().substring(from, file.name().indexOf('/', from));
  }

  private static List<RuleFile> zip(String name) throws IOException {
    Path data = Bench.data();
    boolean present = data != null && Files.exists(data.resolve(name));
    if (!present) {
      System.out.println("not proven: " + name + " is not in the data folder (SHIRUBE_DATA)");
    }
    Assumptions.assumeTrue(present);
    List<RuleFile> files = new ArrayList<>();
    if (data != null) {
      try (InputStream in = Files.newInputStream(data.resolve(name));
          ZipInputStream zip = new ZipInputStream(in)) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          if (entry.getName().endsWith(".yml")) {
            files.add(new RuleFile(entry.getName(), zip.readAllBytes()));
          }
        }
      }
    }
    return files;
  }
}
