// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuditPolicyFileTest {
  private static final String GOOD =
      """
      paths:
        audit: {ja: [あ], en: [a]}
      settings:
        - id: one
          kind: audit
          title: {ja: 一, en: One}
          why: {ja: 理由, en: Reason}
          gpo: {under: audit, ja: [い], en: [b], value: {ja: 成功, en: Success}}
          commands: [run]
          check: look
          role: any
          frequency: often
          events: [{channel: Security, ids: [1]}]
          volume: {level: low, ja: 少量, en: Few}
          feeds: [{logsource: {product: windows}}]
      """;

  /// A fault in the file above.
  record Fault(String replace, String by, String id, int line) {}

  static List<Fault> faults() {
    return List.of(
        new Fault("settings:", "setings:", "tune.policy.shape", 1),
        new Fault("kind: audit", "kind: adit", "tune.policy.word", 5),
        new Fault("en: One", "fr: Un", "tune.policy.missing", 6),
        new Fault("under: audit", "under: nowhere", "tune.policy.under", 8),
        new Fault("check: look", "checks: look", "tune.policy.missing", 4),
        new Fault("role: any", "role: any\n    needs: [two]", "tune.policy.needs", 0),
        new Fault("kind: audit", "kind: [", "yaml.syntax", 6));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void namesEachFault(Fault fault) {
    assertThat(read(GOOD).problems()).isEmpty();
    List<Problem> problems = read(GOOD.replace(fault.replace(), fault.by())).problems();
    assertThat(problems).isNotEmpty();
    assertThat(problems.getFirst().what().id()).isEqualTo(fault.id());
    assertThat(problems.getFirst().advice().id()).isEqualTo(fault.id() + ".advice");
    assertThat(problems.getFirst().file()).isEqualTo("p.yaml");
    if (!fault.id().startsWith("yaml.")) {
      assertThat(problems.getFirst().position()).isEqualTo(fault.line());
    }
  }

  private static AuditPolicyFile.Loaded read(String yaml) {
    return AuditPolicyFile.read("p.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }
}
