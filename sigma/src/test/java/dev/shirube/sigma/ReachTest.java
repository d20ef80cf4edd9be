// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which rules could match events of a sort that always has EventID 7, has Image with texts nobody
/// knows, and never has anything else.
class ReachTest {
  private static final Reach.Sort SORT =
      (name, fields) ->
          switch (name) {
            case "EventID" -> List.of("7");
            case "Image" -> null;
            default -> List.of();
          };

  /// @param detection the rule's detection, one line each
  record Row(boolean could, String... detection) {}

  static List<Row> rows() {
    return List.of(
        new Row(true, "s: {EventID: 7}", "condition: s"),
        new Row(false, "s: {EventID: 8}", "condition: s"),
        new Row(true, "s: {EventID: [6, 7]}", "condition: s"),
        new Row(true, "s: {Image|endswith: x}", "condition: s"),
        new Row(true, "s: {Image|endswith: x}", "condition: not s"),
        new Row(false, "s: {EventID: 7}", "condition: not s"),
        new Row(true, "s: {EventID: 8}", "condition: not s"),
        new Row(false, "s: {Absent: x}", "condition: s"),
        new Row(true, "s: {Absent: x}", "condition: not s"),
        new Row(true, "s: {Absent: null}", "condition: s"),
        new Row(false, "s: {Image: a, Absent: x}", "condition: s"),
        new Row(true, "s: [{Image: a}, {Absent: x}]", "condition: s"),
        new Row(true, "s: {Image: a}", "t: {Absent: x}", "condition: s or t"),
        new Row(false, "s: {Image: a}", "t: {Absent: x}", "condition: s and t"),
        new Row(true, "s: {Image: a}", "t: {Absent: x}", "condition: s and not t"),
        new Row(true, "s: {Image: a}", "t: {EventID: 7}", "condition: 1 of them"),
        new Row(false, "s: {Image|exists: false}", "condition: s"),
        new Row(true, "s: {Image|exists: true}", "condition: s"),
        new Row(true, "s: [anything]", "condition: s"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void leansTowardsYes(Row row) {
    String rule =
        """
        title: t
        id: 7f3d6a7e-63b2-4a50-8d4c-b8a0d8a3e6aa
        logsource: {product: windows}
        detection:
          %s
        """
            .formatted(String.join("\n  ", row.detection()));
    RuleFile file = new RuleFile("t.yml", rule.getBytes(StandardCharsets.UTF_8));
    RuleSet rules = RuleSet.load(List.of(file), Taxonomy.EMPTY, Map.of());
    assertThat(rules.problems()).isEmpty();
    assertThat(rules.detections()).hasSize(1);
    assertThat(rules.detections().getFirst().couldMatch(SORT))
        .as(Arrays.toString(row.detection()))
        .isEqualTo(row.could());
  }
}
