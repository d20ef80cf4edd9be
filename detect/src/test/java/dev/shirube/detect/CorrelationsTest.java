// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.sigma.Matcher.Evidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class CorrelationsTest {
  private static final String RULES =
      """

      ---
      title: A
      id: ra
      name: a
      logsource: {category: test}
      detection: {s: {A: 1}, condition: s}
      ---
      title: B
      id: rb
      name: b
      logsource: {category: test}
      detection: {s: {B: 1}, condition: s}
      ---
      title: C
      id: rc
      name: c
      logsource: {category: test}
      detection: {s: {C: 1}, condition: s}
      """;

  private static Timeline correlation(String section) {
    return Timeline.of("title: X\nid: x\ncorrelation: {" + section + "}" + RULES);
  }

  /// Section, events (comma between them), findings (comma between them).
  @ParameterizedTest
  @CsvFileSource(resources = "timelines.csv", delimiter = '~', quoteCharacter = '"')
  void firesOnTimelines(String section, String events, String found) {
    Timeline timeline = correlation(section).run(List.of(events.split(",", -1)));
    assertThat(String.join(",", timeline.found())).isEqualTo(found.equals("''") ? "" : found);
  }

  @Test
  void percentileFindsTheRareValues() {
    Timeline timeline =
        correlation(
            "type: value_percentile, rules: [a], group-by: [H], timespan: 1d,"
                + " condition: {field: Image, lte: 1}");
    List<String> events = new ArrayList<>();
    for (int index = 0; index < 199; index++) {
      events.add(index + " A=1 H=h Image=common");
    }
    events.add("150 A=1 H=h Image=rare");
    timeline.run(events);
    assertThat(timeline.found()).containsExactly("x 150-150 x1");
    assertThat(timeline.findings.getFirst().evidence())
        .contains(new Evidence("value_percentile", "Image", "lte 1", "0.5"));
  }

  @Test
  void aliasesJoinDifferentFields() {
    Timeline timeline =
        correlation(
            "type: temporal, rules: [a, b], group-by: [ip], timespan: 10s,"
                + " aliases: {ip: {a: Src, b: Dst}}");
    timeline.run(List.of("0 A=1 Src=1.1.1.1 Dst=2.2.2.2", "1 B=1 Src=3.3.3.3 Dst=1.1.1.1"));
    assertThat(timeline.found()).containsExactly("x 0-1 x2");
    assertThat(timeline.findings.getFirst().evidence())
        .containsExactly(
            new Evidence("group-by", "ip", "", "1.1.1.1"),
            new Evidence("temporal", "", "gte 2", "2"));
  }

  private static final String BRUTE_FORCE =
      """
      title: Many failures, then success
      id: outer
      correlation: {type: temporal_ordered, rules: [many, b], group-by: [User], timespan: 10m}
      ---
      title: Many failures
      id: inner
      name: many
      correlation: {type: event_count, rules: [a], group-by: [User], timespan: 10m, condition: {gte: 10}}
      """
          + RULES;

  @Test
  void correlationsOverCorrelations() {
    List<String> events = new ArrayList<>();
    for (int index = 0; index < 12; index++) {
      events.add(index * 10 + " A=1 User=taro");
    }
    events.add("200 B=1 User=hanako");
    events.add("300 B=1 User=taro");
    Timeline timeline = Timeline.of(BRUTE_FORCE).run(events);
    assertThat(timeline.found()).containsExactly("outer 0-300 x13");
    assertThat(timeline.findings.getFirst().events()).hasSize(13);
  }

  /// The tenth failure is at second 90, the last at 1190: a success within ten minutes of the last
  /// follows the inner correlation, though that fired for the first time long before.
  @Test
  void theInnerOneCountsForAsLongAsItHolds() {
    assertThat(bruteForceThenSuccessAt(1_750).findings).hasSize(1);
    assertThat(bruteForceThenSuccessAt(1_800).findings).isEmpty();
  }

  private static Timeline bruteForceThenSuccessAt(int second) {
    List<String> events = new ArrayList<>();
    for (int index = 0; index < 120; index++) {
      events.add(index * 10 + " A=1 User=taro");
    }
    events.add(second + " B=1 User=taro");
    return Timeline.of(BRUTE_FORCE).run(events);
  }

  @Test
  void theOrderOfReadingDoesNotMatter() {
    long seed = 99;
    Random random = new Random(seed);
    List<String> events = new ArrayList<>();
    for (int index = 0; index < 300; index++) {
      String rule = random.nextInt(12) == 0 ? "B" : "A";
      events.add(
          random.nextInt(2_000) * 2 + index % 2 + " " + rule + "=1 User=u" + random.nextInt(3));
    }
    Timeline first = Timeline.of(BRUTE_FORCE).run(events);
    assertThat(first.found()).isNotEmpty();
    for (int round = 0; round < 10; round++) {
      Collections.shuffle(events, random);
      Timeline again = Timeline.of(BRUTE_FORCE);
      again.detect(events.subList(0, 100)).run(events.subList(100, 300));
      assertThat(again.found())
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(first.found());
    }
  }

  @Test
  void tenantsAreNeverJoined() {
    Timeline timeline =
        correlation("type: event_count, rules: [a], timespan: 10s, condition: {gte: 2}");
    timeline.tenant("one").detect(List.of("0 A=1"));
    timeline.tenant("two").run(List.of("1 A=1"));
    assertThat(timeline.findings).isEmpty();
  }

  @Test
  void rulesOfACorrelationAreSilentUnlessItGeneratesThem() {
    String section = "type: event_count, rules: [a], timespan: 10s, condition: {gte: 9}";
    assertThat(correlation(section).run(List.of("0 A=1 B=1")).found()).containsExactly("rb 0-0 x1");
    assertThat(correlation(section + ", generate: true").run(List.of("0 A=1")).found())
        .containsExactly("ra 0-0 x1");
  }

  @Test
  void manyEventsKeepTheFirstAndTheLast() {
    List<String> events = new ArrayList<>();
    for (int index = 0; index < 100; index++) {
      events.add(index + " A=1");
    }
    Timeline timeline =
        correlation("type: event_count, rules: [a], timespan: 1h, condition: {gte: 100}");
    timeline.run(events);
    assertThat(timeline.found()).containsExactly("x 0-99 x100");
    assertThat(timeline.findings.getFirst().events()).hasSize(Finding.KEPT_EVENTS);
  }

  @Test
  void saysWhenItCannotKeepMore() {
    String rules =
        "title: X\nid: x\ncorrelation: "
            + "{type: event_count, rules: [a], timespan: 1h, condition: {gte: 5}}"
            + RULES;
    Timeline timeline = Timeline.of(rules, 6);
    timeline.run(List.of("0 A=1", "1 A=1", "2 A=1", "3 A=1", "4 A=1", "5 A=1", "6 A=1", "7 A=1"));
    assertThat(timeline.problems).containsExactly("detect.correlation.full");
    assertThat(timeline.found()).containsExactly("x 0-4 x5");
  }

  @Test
  void oldAggregationsFire() {
    Timeline timeline =
        Timeline.of(
            """
            title: Old
            id: old
            logsource: {category: test}
            detection:
                s: {A: 1}
                t: {B: 1}
                timeframe: 10s
                condition: s | near t
            """);
    timeline.run(List.of("0 B=1", "9 A=1", "30 A=1"));
    assertThat(timeline.found()).containsExactly("old 0-9 x2");
  }
}
