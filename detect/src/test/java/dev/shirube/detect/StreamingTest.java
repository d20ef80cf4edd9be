// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.FieldNames;
import dev.shirube.sigma.Rule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Events as they come, in any order, over stops and starts: always what the batch correlator
/// finds.
class StreamingTest {
  private static final int SEEDS = 200;
  private static final long LATENESS = 30;

  private static final CorrelationLimits LIVE =
      CorrelationLimits.LIVE.withLateness(LATENESS * RandomCorrelations.SECOND);

  private final Map<String, Integer> byType = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  private void run(
      RuleDetector detector, RandomCorrelations made, List<Integer> order, List<String> found) {
    FieldNames names = new FieldNames();
    Random random = new Random(order.hashCode());
    int from = 0;
    while (from < order.size()) {
      int to = Math.min(order.size(), from + 1 + random.nextInt(12));
      detector.detect(
          RandomCorrelations.batch(made.events, order.subList(from, to), names),
          finding -> note(finding, found));
      from = to;
    }
  }

  private void note(Finding finding, List<String> found) {
    if (finding.rule().kind() == Rule.Kind.CORRELATION) {
      found.add(RandomCorrelations.line(finding));
    }
  }

  private void count(RandomCorrelations made, List<String> found) {
    made.rules
        .correlations()
        .forEach(each -> {
          long hits =
              found.stream().filter(line -> line.startsWith(each.rule().id() + " ")).count();
          boolean live = each.isMonotonic();
          byType.merge(each.type().word() + (live ? "" : ", at the end"), (int) hits, Integer::sum);
        });
  }

  @Test
  void anyOrderWithinTheLatenessFindsWhatTheBatchFinds() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomCorrelations made = new RandomCorrelations(seed);
      List<String> expected = made.expected();
      Collections.sort(expected);
      for (int round = 0; round < 3; round++) {
        List<Integer> order = made.arrival(round * LATENESS / 2, new Random(seed * 31 + round));
        List<String> found = new ArrayList<>();
        try (RuleDetector detector = made.detector(LIVE, problems)) {
          run(detector, made, order, found);
          assertThat(found.size())
              .as("nothing waits for the end of all")
              .isLessThanOrEqualTo(expected.size());
          detector.finish(finding -> note(finding, found));
        }
        Collections.sort(found);
        assertThat(found).as("seed %s round %s", seed, round).isEqualTo(expected);
      }
      count(made, expected);
    }
    assertThat(problems).isEmpty();
    assertThat(byType).hasSizeGreaterThanOrEqualTo(11);
    System.out.println(byType);
    assertThat(byType.values()).allMatch(hits -> hits > 50);
  }

  @Test
  void withoutALatenessAnyOrderFindsWhatTheBatchFinds() {
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomCorrelations made = new RandomCorrelations(seed);
      List<Integer> order = made.arrival(1_000_000, new Random(seed));
      List<String> found = new ArrayList<>();
      try (RuleDetector detector = made.detector(CorrelationLimits.SCAN, problems)) {
        run(detector, made, order, found);
        assertThat(found).isEmpty();
        detector.finish(finding -> note(finding, found));
      }
      Collections.sort(found);
      List<String> expected = made.expected();
      Collections.sort(expected);
      assertThat(found).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void stopsAndStartsChangeNothing() throws IOException {
    int stops = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomCorrelations made = new RandomCorrelations(seed);
      Random random = new Random(seed);
      CorrelationLimits limits = seed % 4 == 0 ? CorrelationLimits.SCAN : LIVE;
      List<Integer> order = made.arrival(LATENESS, random);
      List<String> found = new ArrayList<>();
      RuleDetector detector = made.detector(limits, problems);
      int from = 0;
      while (from < order.size()) {
        int to = Math.min(order.size(), from + 1 + random.nextInt(90));
        run(detector, made, order.subList(from, to), found);
        from = to;
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        detector.writeTo(state, "at " + to);
        detector.close();
        detector = made.detector(limits, problems);
        ByteArrayInputStream in = new ByteArrayInputStream(state.toByteArray());
        assertThat(detector.readFrom(in, "state")).isEqualTo("at " + to);
        stops++;
      }
      detector.finish(finding -> note(finding, found));
      detector.close();
      Collections.sort(found);
      List<String> expected = made.expected();
      Collections.sort(expected);
      assertThat(found).as("seed %s", seed).isEqualTo(expected);
    }
    assertThat(problems).isEmpty();
    assertThat(stops).isGreaterThan(2 * SEEDS);
  }

  @Test
  void aPreviewFindsTheSameAndChangesNothing() {
    for (long seed = 0; seed < 50; seed++) {
      RandomCorrelations made = new RandomCorrelations(seed);
      List<Integer> order = made.arrival(LATENESS, new Random(seed));
      List<String> previewed = new ArrayList<>();
      List<String> found = new ArrayList<>();
      try (RuleDetector detector = made.detector(CorrelationLimits.SCAN, problems)) {
        run(detector, made, order, found);
        detector.preview(Long.MAX_VALUE, finding -> note(finding, previewed));
        detector.preview(Long.MAX_VALUE, _ -> {});
        detector.finish(finding -> note(finding, found));
      }
      Collections.sort(found);
      Collections.sort(previewed);
      assertThat(previewed).isSubsetOf(found).isNotEmpty();
    }
  }
}
