// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.Taxonomy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RuleTrialTest {
  private static final String RULE =
      """
      title: T
      id: t
      logsource: {product: nothing-feeds-this}
      detection: {s: {A: 1}, condition: s}
      tests:
          - {name: hit, match: true, event: {A: 1}}
          - {name: miss, match: false, event: {A: 2}}
          - {name: wrong, match: true, event: {A: 2}}
      """;

  @Test
  void saysWhichTestsPass() {
    RuleTrial trial = run("t.yml", RULE);
    assertThat(trial.problems()).isEmpty();
    assertThat(trial.results())
        .extracting(RuleTrial.Result::isPassed)
        .containsExactly(true, true, false);
  }

  @Test
  void saysWhyARuleCannotBeTried() {
    RuleTrial trial = run("t.yml", RULE.replace("condition: s", "condition: x"));
    assertThat(trial.problems()).hasSize(1);
    assertThat(trial.results()).noneMatch(RuleTrial.Result::fired);
  }

  /// Every rule that Shirube brings is tried on its own tests: at least one hit and one miss.
  @TestFactory
  Stream<DynamicTest> ourOwnRules() throws IOException {
    Path root = Path.of(System.getProperty("shirube.root", "..")).resolve("content/rules");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(path -> path.toString().endsWith(".yml")).sorted().toList();
    }
    assertThat(files.size()).isGreaterThanOrEqualTo(25);
    return files.stream()
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> tryOut(path)));
  }

  private static void tryOut(Path path) throws IOException {
    RuleTrial trial = run(path.toString(), Files.readString(path));
    assertThat(trial.problems()).isEmpty();
    assertThat(trial.results()).anyMatch(RuleTrial.Result::expected);
    assertThat(trial.results()).anyMatch(result -> !result.expected());
    assertThat(trial.results()).allMatch(RuleTrial.Result::isPassed);
  }

  private static RuleTrial run(String name, String text) {
    RuleFile file = new RuleFile(name, text.getBytes(StandardCharsets.UTF_8));
    return RuleTrial.run(file, Taxonomy.EMPTY, Map.of());
  }
}
