// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.Event;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleRunner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Holds what a fast engine says of events against what the plain interpreter says, and keeps the
/// first differences for people.
final class Differential {
  private static final int KEPT = 10;
  private static final int SHOWN = 400;

  private final List<String> differences = new ArrayList<>();
  private final List<Said> expected = new ArrayList<>();
  private final List<Said> got = new ArrayList<>();
  private long events;
  private long matches;
  private long unevaluated;
  private long different;

  /// What one rule says of an event.
  private record Said(Detection detection, Outcome outcome) {}

  /// Runs both on an event.
  ///
  /// @param where how people find the event
  void check(RuleRunner plain, RuleRunner engine, Event event, String where) {
    run(plain, event, expected);
    run(engine, event, got);
    events++;
    for (Said said : expected) {
      matches += said.outcome == Outcome.YES ? 1 : 0;
      unevaluated += said.outcome == Outcome.UNEVALUATED ? 1 : 0;
    }
    if (!expected.equals(got)) {
      different++;
      if (differences.size() < KEPT) {
        differences.add(
            where + ": expected " + shown(expected) + " got " + shown(got) + shown(event));
      }
    }
  }

  private static void run(RuleRunner runner, Event event, List<Said> said) {
    said.clear();
    runner.run(event, (detection, outcome) -> said.add(new Said(detection, outcome)));
    if (said.size() > 1) {
      said.sort(Comparator.comparing(each -> each.detection.rule().id()));
    }
  }

  private static List<String> shown(List<Said> said) {
    return said.stream().map(each -> each.detection.rule().id() + "=" + each.outcome).toList();
  }

  private static String shown(Event event) {
    StringBuilder text = new StringBuilder("\n  ");
    text.append(event.eventClass()).append('/').append(event.activity()).append(' ');
    text.append(event.source()).append(" record ").append(event.recordLength());
    for (int entry = 0; entry < event.size(); entry++) {
      String value = event.text(entry);
      text.append("\n  ").append(event.nameText(entry)).append('#').append(event.field(entry));
      text.append(' ').append(event.type(entry)).append(" flags ").append(event.flags(entry));
      text.append(": ").append(value, 0, Math.min(SHOWN, value.length()));
    }
    return text.toString();
  }

  /// The first differences, for people.
  List<String> differences() {
    return differences;
  }

  /// How many events the two did not agree on.
  long different() {
    return different;
  }

  long events() {
    return events;
  }

  /// How often a rule said yes.
  long matches() {
    return matches;
  }

  /// How often a rule could not be evaluated.
  long unevaluated() {
    return unevaluated;
  }
}
