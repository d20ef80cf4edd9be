// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the rules that correlations refer to, by id or name, in any file and order.
final class CorrelationLinks {
  private static final int MAX_DEPTH = 20;

  private final Set<String> detections = new HashSet<>();
  private final Map<String, List<Named>> names = new HashMap<>();
  private final Map<String, Linkable> waiting = new LinkedHashMap<>();
  private final Map<String, Correlation> linked = new LinkedHashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> silent = new HashSet<>();
  private final Set<String> loud = new HashSet<>();

  private record Named(String id, String file) {}

  /// A correlation whose references are not resolved yet.
  record Linkable(String file, Rule rule, @Nullable String name, CorrelationReader.Draft draft) {}

  /// Tells of a detection that can be referred to.
  void know(String id, @Nullable String name, String file) {
    detections.add(id);
    if (name != null) {
      names.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Named(id, file));
    }
  }

  void add(Linkable correlation) {
    waiting.put(correlation.rule.id(), correlation);
    if (correlation.name != null) {
      names
          .computeIfAbsent(correlation.name, _ -> new ArrayList<>())
          .add(new Named(correlation.rule.id(), correlation.file));
    }
  }

  /// Resolves all of them; what cannot be is refused.
  void link(List<Problem> problems) {
    for (Linkable each : waiting.values()) {
      try {
        link(each, new HashSet<>());
      } catch (Fault fault) {
        refused.add(each.rule.id());
        problems.add(fault.in(each.file));
      }
    }
    linked.replaceAll((id, each) -> silent().contains(id) ? each.silent() : each);
  }

  private void link(Linkable each, Set<String> path) {
    int line = each.draft.line();
    String id = each.rule.id();
    if (linked.containsKey(id)) {
      return;
    }
    if (!path.add(id) || path.size() > MAX_DEPTH) {
      throw Fault.at(line, "sigma.correlation.circle", id);
    }
    List<String> references = new ArrayList<>();
    for (String written : each.draft.rules()) {
      String reference = resolve(written, each);
      Linkable inner = waiting.get(reference);
      if (inner != null) {
        if (refused.contains(reference)) {
          throw Fault.at(line, "sigma.correlation.refused", written);
        }
        link(inner, path);
      }
      references.add(reference);
    }
    path.remove(id);
    (each.draft.generate() ? loud : silent).addAll(references);
    linked.put(id, correlation(each, references));
  }

  private String resolve(String written, Linkable from) {
    if (detections.contains(written) || waiting.containsKey(written)) {
      return written;
    }
    List<Named> all = names.getOrDefault(written, List.of());
    List<Named> near = all.stream().filter(named -> named.file.equals(from.file)).toList();
    List<Named> found = near.isEmpty() ? all : near;
    if (found.isEmpty()) {
      throw Fault.at(from.draft.line(), "sigma.correlation.missing", written);
    }
    if (found.size() > 1) {
      throw Fault.at(from.draft.line(), "sigma.correlation.ambiguous", written);
    }
    return found.getFirst().id;
  }

  private Correlation correlation(Linkable each, List<String> references) {
    CorrelationReader.Draft draft = each.draft;
    Map<String, Map<String, String>> aliases = new HashMap<>();
    draft
        .aliases()
        .forEach((name, byRule) -> {
          Map<String, String> resolved = new HashMap<>();
          byRule.forEach((rule, field) -> resolved.put(resolve(rule, each), field));
          aliases.put(name, Map.copyOf(resolved));
        });
    return new Correlation(
        each.rule,
        draft.type(),
        references,
        draft.groupBy(),
        aliases,
        draft.timespanNanos(),
        draft.fields(),
        draft.criteria(),
        true);
  }

  /// Ids of the rules that do not fire by themselves.
  Set<String> silent() {
    Set<String> quiet = new HashSet<>(silent);
    quiet.removeAll(loud);
    return quiet;
  }

  boolean has(String id) {
    return linked.containsKey(id);
  }

  /// All that were resolved; those referred to come before those that refer to them.
  List<Correlation> correlations() {
    return linked.values().stream().map(Objects::requireNonNull).toList();
  }
}
