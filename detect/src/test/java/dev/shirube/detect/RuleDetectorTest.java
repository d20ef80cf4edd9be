// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EventId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleDetectorTest {
  private static final String RULE =
      """
      title: T
      id: t
      logsource: {category: test}
      detection: {s: {A|re: '(.{1,900}b.{1,900}c)'}, u: {A: short}, condition: 1 of *}
      """;

  @Test
  void firesWithReasonsAndACopyOfTheEvent() {
    Timeline timeline = Timeline.of(RULE).run(List.of("7 A=short B=2"));
    Finding finding = timeline.findings.getFirst();
    assertThat(finding.events().getFirst().text(1)).isEqualTo("2");
    assertThat(finding.firstNanos()).isEqualTo(7 * Timeline.SECOND);
    assertThat(finding.evidence()).hasSize(1);
    assertThat(finding.evidence().getFirst().pattern()).isEqualTo("short");
    assertThat(finding.unevaluated()).isFalse();
    EventId id = new EventId(1, 1);
    assertThat(finding.id()).isEqualTo(FindingId.of("t", finding.rule().hash(), List.of(id)));
  }

  @Test
  void whatCouldNotBeEvaluatedIsVisible() {
    Timeline timeline = Timeline.of(RULE).run(List.of("7 A=b" + "a".repeat(200_000)));
    assertThat(timeline.findings).hasSize(1);
    assertThat(timeline.findings.getFirst().unevaluated()).isTrue();
  }

  @Test
  void whatCouldNotBeEvaluatedIsVisibleInCorrelationsToo() {
    String rules =
        "title: X\nid: x\ncorrelation: "
            + "{type: event_count, rules: [t], timespan: 1h, condition: {gte: 1}}\n---\n"
            + RULE;
    Timeline timeline = Timeline.of(rules).run(List.of("7 A=b" + "a".repeat(200_000)));
    assertThat(timeline.found()).containsExactly("t 7-7 x1");
    assertThat(timeline.findings.getFirst().unevaluated()).isTrue();
  }
}
