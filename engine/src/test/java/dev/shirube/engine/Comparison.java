// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleRunner;
import dev.shirube.sigma.RuleSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Holds what an engine says of events against what the plain interpreter says, outcome by outcome
/// and reason by reason.
final class Comparison {
  private final EnumMap<Outcome, Long> seen = new EnumMap<>(Outcome.class);
  private long events;

  /// What a rule said.
  private record Said(Outcome outcome, List<Evidence> reasons) {}

  /// Fails unless both say the same of an event.
  ///
  /// @param where tells people which event of which seed it is
  void check(RuleSet rules, RuleRunner engine, Event event, String where) {
    Map<String, Said> expected = said(new Interpreter(rules), event, where);
    Map<String, Said> got = said(engine, event, where);
    if (!got.equals(expected)) {
      assertThat(got).as(where + "\n" + shown(event)).isEqualTo(expected);
    }
    count(Outcome.NO, rules.detections().size() - expected.size());
    expected.values().forEach(it -> count(it.outcome, 1));
    events++;
  }

  private static Map<String, Said> said(RuleRunner runner, Event event, String where) {
    Map<String, Said> said = new TreeMap<>();
    runner.run(
        event,
        (detection, outcome) -> {
          List<Evidence> reasons = outcome == Outcome.YES ? runner.explain(detection) : List.of();
          Said before = said.put(detection.rule().id(), new Said(outcome, reasons));
          assertThat(before).as(where + ": a rule is told once").isNull();
        });
    return said;
  }

  private void count(Outcome outcome, long times) {
    seen.merge(outcome, times, Long::sum);
  }

  /// How often the interpreter said that.
  long seen(Outcome outcome) {
    return seen.getOrDefault(outcome, 0L);
  }

  long events() {
    return events;
  }

  @Override
  public String toString() {
    return events + " events, outcomes " + seen;
  }

  /// An event for people.
  static String shown(Event event) {
    StringBuilder text = new StringBuilder();
    text.append(event.eventClass()).append('/').append(event.activity()).append(' ');
    text.append(event.source()).append(", record of ").append(event.recordLength()).append('\n');
    for (int entry = 0; entry < event.size(); entry++) {
      String value = event.text(entry);
      text.append("  ").append(event.nameText(entry)).append(" #").append(event.field(entry));
      text.append(' ').append(event.type(entry)).append(" flags ").append(event.flags(entry));
      text.append(": ").append(value, 0, Math.min(300, value.length())).append('\n');
    }
    return text.toString();
  }
}
