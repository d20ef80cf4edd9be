// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.event.Event;
import dev.shirube.sigma.Matcher.Evidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs all rules of a set on one event after the other by the plain interpreter. Each log source
/// is looked at once per event, and only its rules are run. For one thread.
public final class Interpreter implements RuleRunner {
  private final List<Group> groups;
  private final EventView view;
  private byte[] known = new byte[64];

  /// Rules with the same log sources.
  private record Group(List<List<Taxonomy.Entry>> sources, List<Detection> detections) {}

  public Interpreter(RuleSet rules) {
    this(rules, false);
  }

  /// Runs every rule on every event, whatever its log source: for the tests inside rules.
  public static Interpreter ofAnySource(RuleSet rules) {
    return new Interpreter(rules, true);
  }

  private Interpreter(RuleSet rules, boolean anySource) {
    Map<List<List<Taxonomy.Entry>>, List<Detection>> bySources = new LinkedHashMap<>();
    for (Detection detection : rules.detections()) {
      if (anySource || detection.binding().isFed()) {
        List<List<Taxonomy.Entry>> sources = anySource ? List.of() : detection.binding().sources();
        bySources.computeIfAbsent(sources, _ -> new ArrayList<>()).add(detection);
      }
    }
    groups = new ArrayList<>();
    bySources.forEach((sources, detections) -> groups.add(new Group(sources, detections)));
    view = new EventView(rules.numbers());
  }

  @Override
  public void run(Event event, Hits hits) {
    view.on(event);
    Arrays.fill(known, (byte) 0);
    for (Group group : groups) {
      if (isCovered(group)) {
        for (Detection detection : group.detections) {
          Matcher.Outcome outcome = detection.test(view);
          if (outcome != Matcher.Outcome.NO) {
            hits.hit(detection, outcome);
          }
        }
      }
    }
  }

  /// Moves to an event without running anything, for {@link #test} and {@link #explain}.
  public void on(Event event) {
    view.on(event);
  }

  /// What one rule says of the event that was moved to; its log source is not asked.
  public Matcher.Outcome test(Detection detection) {
    return detection.test(view);
  }

  @Override
  public List<Evidence> explain(Detection detection) {
    return detection.explain(view);
  }

  private boolean isCovered(Group group) {
    for (List<Taxonomy.Entry> anyOf : group.sources) {
      boolean covered = false;
      for (int index = 0; index < anyOf.size() && !covered; index++) {
        covered = covers(anyOf.get(index));
      }
      if (!covered) {
        return false;
      }
    }
    return true;
  }

  private boolean covers(Taxonomy.Entry entry) {
    if (entry.number() >= known.length) {
      known = Arrays.copyOf(known, entry.number() * 2);
    }
    if (known[entry.number()] == 0) {
      known[entry.number()] = (byte) (entry.covers(view) ? 2 : 1);
    }
    return known[entry.number()] == 2;
  }
}
