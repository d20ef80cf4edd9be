// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;
import dev.shirube.event.Event;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Evidence;
import dev.shirube.sigma.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Gathers what the rules that correlations look at find, and runs the correlations at the end.
///
/// Bounds: {@value #MOST_SIGHTINGS} matches of such rules; beyond that further ones are left out,
/// and a problem says of which rule. Whole events are kept up to {@value #MOST_BYTES} bytes, after
/// that only their identity, time and compared fields.
final class Correlations {
  static final int MOST_SIGHTINGS = 1_000_000;
  static final long MOST_BYTES = 128L << 20;

  private final List<Correlation> correlations;
  private final Set<String> inner = new HashSet<>();
  private final Map<String, Set<String>> wanted = new HashMap<>();
  private final Map<String, List<Sign>> signs = new HashMap<>();
  private final Set<String> full = new HashSet<>();
  private final Problems problems;
  private final int limit;
  private int count;
  private long bytes;

  /// @param limit most sightings kept
  Correlations(List<Correlation> correlations, Problems problems, int limit) {
    this.correlations = correlations;
    this.problems = problems;
    this.limit = limit;
    for (Correlation outer : correlations.reversed()) {
      Set<String> passed = wanted.getOrDefault(outer.rule().id(), Set.of());
      for (String reference : outer.references()) {
        inner.add(reference);
        Set<String> names = wanted.computeIfAbsent(reference, _ -> new LinkedHashSet<>());
        names.addAll(passed);
        outer.groupBy().forEach(name -> names.add(outer.nameFor(reference, name)));
        outer.fields().forEach(name -> names.add(outer.nameFor(reference, name)));
      }
    }
  }

  /// Takes note of a match, if any correlation looks at the rule.
  void see(Detection detection, Event event) {
    String id = detection.rule().id();
    Set<String> names = wanted.get(id);
    if (names == null) {
      return;
    }
    if (count >= limit) {
      tellFull(detection.rule());
      return;
    }
    count++;
    Map<String, List<String>> values = new HashMap<>();
    for (String name : names) {
      List<String> texts = detection.values(event, name);
      if (!texts.isEmpty()) {
        values.put(name, texts);
      }
    }
    Event copy = bytes < MOST_BYTES ? event.keep() : null;
    bytes += copy == null ? 0 : copy.batch().sizeBytes() + 40L * copy.size();
    Sighting sighting =
        new Sighting(event.batch().tenant(), event.time(), event.id(), values, copy);
    signs.computeIfAbsent(id, _ -> new ArrayList<>()).add(Sign.of(sighting));
  }

  private void tellFull(Rule rule) {
    if (full.add(rule.id())) {
      problems.tell(
          new Problem(
              rule.origin().file(),
              rule.origin().line(),
              Message.of("detect.correlation.full", rule.title(), limit),
              Message.of("detect.correlation.full.advice", rule.title(), limit)));
    }
  }

  /// Runs all correlations on what was gathered, and forgets it.
  void finish(FindingSink sink) {
    for (Correlation correlation : correlations) {
      List<Sign> held = new ArrayList<>();
      boolean looked = inner.contains(correlation.rule().id());
      Correlator.Output output =
          new Correlator.Output() {
            @Override
            public boolean wantsAll() {
              return looked;
            }

            @Override
            public void holds(Sign sign) {
              if (looked && held.size() < limit) {
                held.add(sign);
              }
            }

            @Override
            public void fires(Sign sign, List<String> group, String number) {
              if (correlation.alone()) {
                sink.accept(finding(correlation, sign, group, number));
              }
            }
          };
      new Correlator(correlation, output).run(signs);
      signs.put(correlation.rule().id(), held);
    }
    signs.clear();
    count = 0;
    bytes = 0;
  }

  private static Finding finding(
      Correlation correlation, Sign sign, List<String> group, String number) {
    List<Event> events = sign.members().stream().map(Sighting::event).toList();
    Rule rule = correlation.rule();
    return new Finding(
        FindingId.of(rule.id(), rule.hash(), events.stream().map(Event::id).toList()),
        sign.tenant(),
        rule,
        events,
        sign.count(),
        evidence(correlation, group, number),
        false);
  }

  private static List<Evidence> evidence(
      Correlation correlation, List<String> group, String number) {
    List<Evidence> evidence = new ArrayList<>();
    for (int index = 0; index < group.size(); index++) {
      String name = correlation.groupBy().get(index);
      evidence.add(new Evidence("group-by", name, "", group.get(index)));
    }
    List<String> limits =
        correlation.criteria().stream()
            .map(each ->
                each.comparison().name().toLowerCase(Locale.ROOT)
                    + " "
                    + each.limit().toPlainString())
            .toList();
    String fields = String.join(", ", correlation.fields());
    evidence.add(
        new Evidence(correlation.type().word(), fields, String.join(", ", limits), number));
    return evidence;
  }
}
