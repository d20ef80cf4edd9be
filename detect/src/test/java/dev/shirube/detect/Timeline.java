// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Events on a line of seconds, and what rules find on it: "10 A=1 U=x" is an event at second 10.
final class Timeline {
  static final long SECOND = 1_000_000_000L;

  final List<Finding> findings = new ArrayList<>();
  final List<String> problems = new ArrayList<>();
  private final FieldNames names = new FieldNames();
  private final RuleDetector detector;
  private TenantId tenant = TenantId.LOCAL;
  private int count;

  private Timeline(RuleSet rules, int limit) {
    detector =
        new RuleDetector(
            Interpreter.ofAnySource(rules),
            new Correlations(
                rules,
                CorrelationLimits.SCAN.withBuffered(limit),
                problem -> problems.add(problem.what().id())));
  }

  static Timeline of(String rules) {
    return of(rules, 1_000);
  }

  static Timeline of(String text, int limit) {
    RuleFile file = new RuleFile("rules.yml", text.getBytes(StandardCharsets.UTF_8));
    RuleSet rules = RuleSet.load(List.of(file), Taxonomy.EMPTY, Map.of());
    if (!rules.problems().isEmpty()) {
      throw new AssertionError(rules.problems().toString());
    }
    return new Timeline(rules, limit);
  }

  Timeline tenant(String name) {
    tenant = new TenantId(name);
    return this;
  }

  /// Runs events and then ends the input.
  Timeline run(List<String> events) {
    detect(events);
    detector.finish(findings::add);
    return this;
  }

  Timeline detect(List<String> events) {
    EventBatch batch = new EventBatch(tenant, names);
    for (String event : events) {
      List<String> words = words(event);
      int index = batch.beginEvent();
      batch.setTime(index, Long.parseLong(words.getFirst()) * SECOND, TimeSource.LOG, 0);
      batch.setId(index, new EventId(1, ++count));
      for (String word : words.subList(1, words.size())) {
        int equal = word.indexOf('=');
        batch.addText(names.intern(word.substring(0, equal)), word.substring(equal + 1));
      }
    }
    detector.detect(batch, findings::add);
    return this;
  }

  private static List<String> words(String event) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int space = event.indexOf(' '); space >= 0; space = event.indexOf(' ', from)) {
      words.add(event.substring(from, space));
      from = space + 1;
    }
    words.add(event.substring(from));
    return words;
  }

  /// Each finding as rule id, seconds of its first and last event, and number of events.
  List<String> found() {
    return findings.stream()
        .map(each ->
            each.rule().id()
                + " "
                + each.firstNanos() / SECOND
                + "-"
                + each.lastNanos() / SECOND
                + " x"
                + each.eventCount())
        .toList();
  }
}
