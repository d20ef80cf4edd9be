// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Language;
import dev.shirube.event.Severity;
import dev.shirube.event.Technique;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class RuleLoaderTest {
  private static String base(String title, String id, String name) {
    return """
    title: %s
    id: %s
    name: %s
    logsource: {category: test}
    detection:
        s: {A: 1}
        condition: s
    """
        .formatted(title, id, name);
  }

  private static final String FULL =
      """
      title: Some Title
      id: 0b881f10-e338-48e9-be9d-c3c9d40eddb8
      status: test
      description: |
          What it finds.
      license: MIT
      author: Someone
      references: https://example.org/1
      tags: [attack.t1003.001, attack.credential_access, attack.G0016, cve.2024-1, attack.T1003.001]
      logsource: {category: Test, definition: x}
      detection:
          s: {A: 1}
          condition: s
      fields: [A, B]
      falsepositives:
          - Backup
      level: High
      shirube:
          title: {ja: 題, en: Title}
          explanation: {ja: 説明, en: Explanation}
      ruletype: Other
      """;

  @Test
  void readsWhatARuleSaysAboutItself() {
    RuleSet rules = Bench.load(FULL);
    Rule rule = rules.rules().getFirst();
    assertThat(rule.kind()).isEqualTo(Rule.Kind.DETECTION);
    assertThat(rule.title(Language.JA)).isEqualTo("題");
    assertThat(rule.description()).isEqualTo("What it finds.");
    assertThat(rule.severity()).isEqualTo(Severity.HIGH);
    assertThat(rule.techniques()).containsExactly(new Technique("T1003.001"));
    assertThat(rule.tactics()).containsExactly("credential-access");
    assertThat(rule.logSource()).isEqualTo(new LogSource("test", null, null));
    assertThat(rule.falsePositives()).containsExactly("Backup");
    assertThat(rule.fields()).containsExactly("A", "B");
    assertThat(rule.guidance().harmless()).isNull();
    assertThat(rule.origin())
        .isEqualTo(
            new Rule.Origin("rule0.yml", 1, "Someone", "MIT", List.of("https://example.org/1")));
    assertThat(rule.hash()).hasSize(64);
    assertThat(rules.problems()).isEmpty();
  }

  @Test
  void theHashIsOfTheContentAndNotTheLayout() {
    String one = "title: T\nlogsource: {category: test}\ndetection: {s: {A: 1}, condition: s}\n";
    String same =
        """
        # a comment
        title: T
        logsource:
            category: test
        detection:
            s:
                A: 1
            condition: s
        """;
    String other = one.replace("A: 1", "A: '1'");
    Rule first = Bench.load(one).rules().getFirst();
    assertThat(Bench.load(same).rules().getFirst().id()).isEqualTo(first.id()).hasSize(36);
    assertThat(Bench.load(other).rules().getFirst().hash()).isNotEqualTo(first.hash());
  }

  @ParameterizedTest
  @CsvFileSource(resources = "refused-rules.csv", delimiter = '~', quoteCharacter = '"')
  void refusesWithLineAndReason(String text, String fault) {
    RuleSet rules = Bench.load(text);
    assertThat(Bench.ids(rules.problems())).containsExactly(fault);
    assertThat(rules.rules()).isEmpty();
  }

  @Test
  void oneFaultStopsOneRule() {
    String text = base("One", "1", "one") + "---\ntitle: broken\n---\n" + base("Two", "2", "two");
    RuleSet rules = Bench.load(text);
    assertThat(rules.rules()).extracting(Rule::id).containsExactly("1", "2");
    assertThat(Bench.ids(rules.problems())).containsExactly("sigma.document@9");
  }

  @Test
  void knowsARuleItHasReadAlready() {
    String text = base("One", "1", "one");
    RuleSet rules = Bench.load(text, text, text.replace("A: 1", "A: 2"));
    assertThat(rules.rules()).hasSize(1);
    assertThat(Bench.ids(rules.notices())).containsExactly("sigma.same@2");
    assertThat(Bench.ids(rules.problems())).containsExactly("sigma.id.twice@2");
  }

  @Test
  void filtersTakeAwayFromTheRulesTheyName() {
    for (String reference : List.of("['1']", "[one]", "any")) {
      for (String condition : List.of("selection", "not selection")) {
        RuleSet rules = Bench.load(filter(reference, condition), base("One", "1", "one"));
        Detection detection = Objects.requireNonNull(rules.detection("1"));
        assertThat(detection.match(Bench.event("A=1", "User=adm_x"))).isEqualTo(Matcher.Outcome.NO);
        assertThat(detection.match(Bench.event("A=1", "User=x"))).isEqualTo(Matcher.Outcome.YES);
        assertThat(rules.filters()).hasSize(1);
        assertThat(rules.problems()).isEmpty();
      }
    }
  }

  private static String filter(String rules, String condition) {
    return """
    title: F
    logsource: {category: test}
    filter:
        rules: %s
        selection: {User|startswith: 'adm_'}
        condition: %s
    """
        .formatted(rules, condition);
  }

  @Test
  void filtersKeepToTheirLogSource() {
    String filter =
        """
        title: F
        logsource: {product: windows}
        filter:
            rules: ['1', '9']
            selection: {User: x}
            condition: selection
        """;
    RuleSet rules = Bench.load(filter, base("One", "1", "one"));
    Detection detection = Objects.requireNonNull(rules.detection("1"));
    assertThat(detection.match(Bench.event("A=1", "User=x"))).isEqualTo(Matcher.Outcome.YES);
    assertThat(Bench.ids(rules.notices()))
        .containsExactly("sigma.filter.unused@3", "sigma.filter.logsource@1");
  }

  @Test
  void collectionsShareWhatTheyBeginWith() {
    RuleSet rules =
        Bench.load(
            """
            action: global
            title: Shared
            id: g
            level: low
            detection:
                condition: s
            ---
            logsource: {category: test}
            detection:
                s: {A: 1}
            ---
            logsource: {category: test}
            detection:
                s: {A: 2}
            """);
    assertThat(rules.rules()).extracting(Rule::id).containsExactly("g", "g-2");
    assertThat(rules.problems()).isEmpty();
    assertThat(Bench.ids(rules.notices())).containsExactly("sigma.action@1");
    assertThat(Objects.requireNonNull(rules.detection("g-2")).match(Bench.event("A=2")))
        .isEqualTo(Matcher.Outcome.YES);
  }

  @Test
  void correlationsFindTheirRulesInAnyFileAndOrder() {
    String chain =
        """
        title: Outer
        id: outer
        correlation: {type: temporal_ordered, rules: [inner, two], group-by: [U], timespan: 1h}
        ---
        title: Inner
        id: i
        name: inner
        correlation: {type: event_count, rules: [one], group-by: U, timespan: 90s, condition: {gte: 5}}
        """;
    RuleSet rules = Bench.load(chain, base("One", "1", "one"), base("Two", "2", "two"));
    assertThat(rules.problems()).isEmpty();
    assertThat(rules.correlations())
        .extracting(each -> each.rule().id())
        .containsExactly("i", "outer");
    assertThat(rules.correlations()).extracting(Correlation::alone).containsExactly(false, true);
    assertThat(rules.correlations().getFirst().timespanNanos()).isEqualTo(90_000_000_000L);
    assertThat(rules.detections()).extracting(Detection::isAlone).containsExactly(false, false);
    assertThat(rules.rules()).hasSize(4);
  }

  @Test
  void generateLetsRulesFireByThemselves() {
    String correlation =
        "title: C\nid: c\ngenerate: true\ncorrelation: "
            + "{type: event_count, rules: [one], timespan: 1m, condition: {gte: 5}}\n";
    RuleSet rules = Bench.load(correlation, base("One", "1", "one"));
    assertThat(rules.detections().getFirst().isAlone()).isTrue();
  }

  @Test
  void refusesCirclesAndAmbiguousNames() {
    String circle =
        """
        title: A
        id: a
        correlation: {type: temporal, rules: [b], timespan: 1m}
        ---
        title: B
        id: b
        correlation: {type: temporal, rules: [a], timespan: 1m}
        """;
    assertThat(Bench.ids(Bench.load(circle).problems()))
        .containsExactly("sigma.correlation.circle@3", "sigma.correlation.refused@7");
    String twice = "title: C\ncorrelation: {type: temporal, rules: [one], timespan: 1m}\n";
    RuleSet rules = Bench.load(twice, base("One", "1", "one"), base("Two", "2", "one"));
    assertThat(Bench.ids(rules.problems())).containsExactly("sigma.correlation.ambiguous@2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "s | count() > 5 ~ event_count [] [] GT 5 1",
        "s | count() by a, b >= 5 ~ event_count [a, b] [] GTE 5 1",
        "s | count(x) by a < 5 ~ value_count [a] [x] LT 5 1",
        "s | sum(x) > 5 ~ value_sum [] [x] GT 5 1",
        "s | avg(x) by y == 5 ~ value_avg [y] [x] EQ 5 1",
        "s | near t ~ temporal [] [] GTE 2 2",
        "s | near t and u ~ temporal [] [] GTE 3 3"
      })
  void turnsOldAggregationsIntoCorrelations(String condition, String expected) {
    String detection = "s: {A: 1}\nt: {A: 2}\nu: {A: 3}\ntimeframe: 5m\ncondition: " + condition;
    RuleSet rules = Bench.load(Bench.rule(detection));
    assertThat(rules.problems()).isEmpty();
    Correlation correlation = rules.correlations().getFirst();
    Correlation.Criterion criterion = correlation.criteria().getFirst();
    String found =
        String.join(
            " ",
            correlation.type().word(),
            correlation.groupBy().toString(),
            correlation.fields().toString(),
            criterion.comparison().name(),
            criterion.limit().toString(),
            String.valueOf(correlation.references().size()));
    assertThat(found).isEqualTo(expected);
    assertThat(rules.rules()).hasSize(1);
    assertThat(rules.rules().getFirst().kind()).isEqualTo(Rule.Kind.CORRELATION);
    assertThat(Bench.ids(rules.notices())).contains("sigma.aggregation.old@10");
  }

  @Test
  void namesOfTheEcsTaxonomyAreTheSourcesOwn() {
    String rule =
        """
        title: T
        id: e
        taxonomy: ecs
        logsource: {category: process_creation, product: windows}
        detection: {s: {CommandLine: x}, condition: s}
        """;
    RuleSet rules = Bench.load(rule);
    assertThat(Bench.ids(rules.notices())).containsExactly("sigma.taxonomy.ecs@3");
    assertThat(rules.detections().getFirst().binding().catalogue("CommandLine")).isEmpty();
  }
}
