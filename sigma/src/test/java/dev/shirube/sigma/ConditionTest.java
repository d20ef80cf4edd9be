// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ConditionTest {
  private static final String SELECTIONS =
      """
      sel_a: {A: 1}
      sel_b: {B: 1}
      filter-c: {C: 1}
      _hidden: {H: 1}
      """;

  @ParameterizedTest
  @CsvFileSource(resources = "conditions.csv", delimiter = '~', quoteCharacter = '"')
  void readsConditions(String condition, String words, String expected) {
    RuleSet rules = Bench.load(Bench.rule(SELECTIONS + "condition: " + condition));
    Detection detection = rules.detection("r");
    if (detection == null) {
      assertThat(expected).isEqualTo("refused");
      assertThat(rules.problems()).hasSize(1);
      assertThat(rules.problems().getFirst().position()).isEqualTo(10);
      return;
    }
    boolean matches = detection.match(Bench.event(words.split("\\|", -1))) == Matcher.Outcome.YES;
    assertThat(String.valueOf(matches)).isEqualTo(expected);
  }

  @Test
  void aListOfConditionsIsAnOr() {
    String detection = SELECTIONS + "condition:\n    - sel_a\n    - sel_b and filter-c\n";
    assertThat(Bench.matches(detection, "A=1")).isTrue();
    assertThat(Bench.matches(detection, "B=1")).isFalse();
    assertThat(Bench.matches(detection, "B=1", "C=1")).isTrue();
  }

  @Test
  void deepBracketsAreRefused() {
    String condition = "(".repeat(5_000) + "sel_a" + ")".repeat(5_000);
    RuleSet rules = Bench.load(Bench.rule(SELECTIONS + "condition: " + condition));
    assertThat(Bench.ids(rules.problems())).containsExactly("sigma.condition.depth@10");
  }

  @Test
  void tellsOfSelectionsThatAreNotUsed() {
    RuleSet rules = Bench.load(Bench.rule(SELECTIONS + "condition: sel_a or sel_b or filter-c"));
    assertThat(Bench.ids(rules.notices())).containsExactly("sigma.selection.unused@9");
  }

  @Test
  void starsInPatternsDoNotBacktrack() {
    assertThat(ConditionReader.matches("*a".repeat(40) + "*b", "a".repeat(5_000))).isFalse();
    assertThat(ConditionReader.matches("a*a", "a")).isFalse();
    assertThat(ConditionReader.matches("*", "")).isTrue();
  }

  @Test
  void anUnknownPartMakesTheWholeUnknownUnlessTheRestDecides() {
    String big = "F=b" + "a".repeat(200_000);
    String rule =
        """
        unknown:
            F|re: '(.{1,900}b.{1,900}c)'
        yes: {G: 1}
        condition: %s
        """;
    assertThat(outcome(rule, "unknown", big, "G=1")).isEqualTo(Matcher.Outcome.UNEVALUATED);
    assertThat(outcome(rule, "not unknown", big, "G=1")).isEqualTo(Matcher.Outcome.UNEVALUATED);
    assertThat(outcome(rule, "unknown and yes", big, "G=1")).isEqualTo(Matcher.Outcome.UNEVALUATED);
    assertThat(outcome(rule, "unknown and yes", big)).isEqualTo(Matcher.Outcome.NO);
    assertThat(outcome(rule, "unknown or yes", big, "G=1")).isEqualTo(Matcher.Outcome.YES);
    assertThat(outcome(rule, "unknown or yes", big)).isEqualTo(Matcher.Outcome.UNEVALUATED);
  }

  private static Matcher.Outcome outcome(String rule, String condition, String... words) {
    return Bench.detection(rule.formatted(condition)).match(Bench.event(words));
  }
}
