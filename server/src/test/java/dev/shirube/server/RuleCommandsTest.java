// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The commands about rules and what they need of logs, as their user gives them.
class RuleCommandsTest {
  private static final String RULES = "C:\\work\\rules";
  private static final String LOGS = "C:\\work\\logs";

  private final Installation shirube;

  RuleCommandsTest() throws IOException {
    shirube = new Installation();
  }

  @BeforeEach
  void makeLogs() throws IOException {
    shirube.write(
        "logs/a.json",
        Installation.started(1, "PC-A", Installation.ENCODED)
            + Installation.started(2, "PC-A", "notepad.exe")
            + Installation.started(30, "PC-B", Installation.ENCODED));
  }

  @AfterEach
  void close() throws IOException {
    shirube.close();
  }

  private int run(String... args) {
    return shirube.run(args);
  }

  @Test
  void rulesThatCanNeverFireAndBrokenArchivesAreTold() throws IOException {
    shirube.write(
        "rules/lost.yml",
        """
        title: Lost
        id: 11111111-2222-4333-8444-666666666666
        logsource: {category: nothing_of_the_kind, product: windows}
        detection: {selection: {A: b}, condition: selection}
        """);
    assertThat(run("rules", "check", RULES)).isZero();
    assertThat(shirube.out).contains("lost.yml:1", "nothing_of_the_kind", "never fires");
    shirube.write("broken.zip", "PK\u0003\u0004 and no more");
    run("scan", LOGS, "--rules", RULES, "--rules", "C:\\work\\broken.zip");
    assertThat(shirube.err).contains("broken.zip");
  }

  @Test
  void addedRulesAreKeptUnchangedAndUsed() throws IOException {
    shirube.write("rules/LICENSE", "DRL");
    shirube.write("rules/old.yml", "title: Old\nstatus: deprecated\ndetection: {}\n");
    assertThat(run("rules", "add", RULES)).as(shirube.said()).isZero();
    assertThat(shirube.out).contains("Added rules (rules: 1)", "not used: 1");
    Path pack = shirube.home.resolve("data").resolve("rules").resolve("rules");
    assertThat(pack.resolve("encoded.yml"))
        .hasSameTextualContentAs(shirube.work.resolve("rules").resolve("encoded.yml"));
    assertThat(pack.resolve("LICENSE")).exists();
    assertThat(Files.readString(pack.resolve("origin.yaml"))).contains("rules: 1");
    assertThat(run("scan", LOGS)).isZero();
    assertThat(shirube.out).contains("Encoded command");
    assertThat(run("rules", "add", RULES)).as("adding again replaces").isZero();
    assertThat(run("rules", "list")).isZero();
    assertThat(shirube.out).contains("content/rules");
    assertThat(run("rules", "list", "encoded", "command")).isZero();
    assertThat(shirube.out).contains("11111111-2222-4333-8444-555555555555");
  }

  @Test
  void checkNamesFileLineAndAdvice() throws IOException {
    assertThat(run("rules", "check", RULES)).isZero();
    shirube.write(
        "rules/bad.yml",
        "title: Bad\nlogsource: {product: windows}\ndetection:\n  a: {x|nope: 1}\n  condition: a\n");
    assertThat(run("rules", "check", RULES)).isEqualTo(1);
    assertThat(shirube.out).contains("bad.yml:4", "nope");
  }

  @Test
  void testRunsWhatRulesCarry() throws IOException {
    Path rule = shirube.work.resolve("rules").resolve("encoded.yml");
    String text = Files.readString(rule);
    shirube.write(
        "rules/encoded.yml",
        text
            + """
            tests:
              - name: encoded
                match: true
                event: {CommandLine: 'powershell -enc AAAA'}
              - name: plain
                match: false
                event: {CommandLine: 'powershell -file x'}
            """);
    assertThat(run("rules", "test", RULES)).as(shirube.said()).isZero();
    assertThat(shirube.out).contains("tests inside rules: 2");
    shirube.write(
        "rules/encoded.yml",
        text + "tests:\n  - {name: wrong, match: true, event: {CommandLine: x}}\n");
    assertThat(run("rules", "test", RULES)).isEqualTo(1);
    assertThat(shirube.out).contains("encoded.yml:12", "wrong");
  }

  @Test
  void regressionCasesMustFireOftenEnough() throws IOException {
    String info =
        """
        rule_metadata: [{id: 11111111-2222-4333-8444-555555555555}]
        regression_tests_info:
          - {name: Positive, type: json, match_count: %d, path: regression_data/x/log.json}
        """;
    shirube.write("cases/x/log.json", Installation.started(1, "PC-A", Installation.ENCODED));
    shirube.write("cases/x/info.yml", info.formatted(1));
    assertThat(run("rules", "test", "C:\\work\\cases", "--rules", RULES)).isZero();
    assertThat(shirube.out).contains("regression cases: 1, problems: 0");
    shirube.write("cases/x/info.yml", info.formatted(2));
    assertThat(run("rules", "test", "C:\\work\\cases", "--rules", RULES)).isEqualTo(1);
    assertThat(shirube.out).contains("fired 1 times instead of at", "least 2");
    shirube.write("cases/x/info.yml", info.formatted(1).replace("11111111", "99999999"));
    assertThat(run("rules", "test", "C:\\work\\cases", "--rules", RULES)).isEqualTo(1);
    assertThat(shirube.out).contains("There is no rule 99999999");
  }

  @Test
  void scaffoldsBeginFromTheLivingExampleAndPassTheirChecks() {
    assertThat(run("scaffold", "rule", "my-rule")).as(shirube.said()).isZero();
    assertThat(shirube.out).contains("rules test");
    assertThat(run("scaffold", "rule", "my-rule")).as("never over a file").isEqualTo(2);
    assertThat(run("rules", "test", "C:\\shirube\\content\\rules\\my_rule.yml")).isZero();
    assertThat(run("scaffold", "source", "my.door")).as(shirube.said()).isZero();
    assertThat(run("sources", "check", "C:\\shirube\\content\\sources\\my.door.yaml"))
        .as(shirube.said())
        .isZero();
  }

  @Test
  void doctorAndCoverageAnswer() {
    assertThat(run("doctor", LOGS)).as(shirube.said()).isZero();
    assertThat(shirube.out).contains("PC-A");
    assertThat(run("rules", "coverage", "--rules", RULES)).isZero();
    assertThat(shirube.out).contains("T1059.001");
    assertThat(run("rules", "coverage", LOGS, "--out", "C:\\work\\layer.json")).isZero();
    assertThat(shirube.work.resolve("layer.json")).exists();
  }
}
