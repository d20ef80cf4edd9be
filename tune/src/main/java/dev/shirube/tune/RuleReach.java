// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Reach;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which rules a sort of events feeds: its log source covers them, and the values they carry could
/// satisfy it. Rules are numbered in the order of the rule set's detections.
final class RuleReach {
  private static final Field CODE = FieldCatalogue.require("metadata.event_code");
  private static final Set<Field> FIXED =
      Set.of(
          CODE,
          FieldCatalogue.require("metadata.log_name"),
          FieldCatalogue.require("metadata.log_provider"));
  private static final String NO_CODE = "\0";

  private final List<Detection> detections;
  private final List<Correlation> correlations;
  private final Map<List<List<Taxonomy.Entry>>, List<Integer>> groups = new LinkedHashMap<>();
  private final Map<Asked, BitSet> known = new HashMap<>();

  /// A sort without its host.
  private record Asked(LogSort.Key key, String fingerprint) {}

  RuleReach(RuleSet rules) {
    detections = rules.detections();
    correlations = rules.correlations();
    for (int number = 0; number < detections.size(); number++) {
      if (detections.get(number).binding().isFed()) {
        groups
            .computeIfAbsent(detections.get(number).binding().sources(), _ -> new ArrayList<>())
            .add(number);
      }
    }
  }

  List<Detection> detections() {
    return detections;
  }

  /// The numbers of the rules that a sort feeds.
  BitSet fedBy(LogSort sort) {
    LogSort.Key key = sort.key();
    LogSort.Key anywhere =
        new LogSort.Key(
            "",
            key.source(),
            key.channel(),
            key.provider(),
            key.code(),
            key.eventClass(),
            key.activity());
    return known.computeIfAbsent(new Asked(anywhere, sort.fingerprint()), _ -> find(sort));
  }

  private BitSet find(LogSort sort) {
    BitSet fed = new BitSet();
    for (List<Integer> group : groups.values()) {
      if (detections.get(group.getFirst()).covers(sort.example())) {
        for (int number : group) {
          if (detections.get(number).couldMatch((name, fields) -> values(sort, name, fields))) {
            fed.set(number);
          }
        }
      }
    }
    return fed;
  }

  private static @Nullable List<String> values(LogSort sort, String name, List<Field> fields) {
    if (!sort.has(name, fields)) {
      return List.of();
    }
    for (Field field : fields) {
      if (FIXED.contains(field)) {
        return sort.example().texts(field);
      }
    }
    return null;
  }

  /// The log sources that cover at least one of the sorts.
  BitSet coveredBy(Iterable<LogSort> sorts) {
    BitSet covered = new BitSet();
    for (List<Integer> group : groups.values()) {
      Detection first = detections.get(group.getFirst());
      for (LogSort sort : sorts) {
        if (first.covers(sort.example())) {
          group.forEach(covered::set);
          break;
        }
      }
    }
    return covered;
  }

  /// Whether a rule asks for one of these event ids: it could match events with one of them and not
  /// events with another.
  boolean asksFor(int number, Set<String> codes) {
    return !couldMatchCode(number, NO_CODE)
        && codes.stream().anyMatch(code -> couldMatchCode(number, code));
  }

  private boolean couldMatchCode(int number, String code) {
    Reach.Sort any = (name, fields) -> fields.contains(CODE) ? List.of(code) : null;
    return detections.get(number).couldMatch(any);
  }

  /// Whether a rule asks for one of these fields, by the rule's own names.
  boolean asksForField(int number, Set<String> names) {
    return detections.get(number).binding().fields().stream()
        .anyMatch(field -> names.contains(field.name()));
  }

  /// Ids of correlations that are fed because everything they look at is; one may look at another.
  Set<String> fedCorrelations(Set<String> fedDetections) {
    Set<String> fed = new TreeSet<>();
    for (Correlation correlation : correlations) {
      boolean all =
          correlation.references().stream()
              .allMatch(id -> fedDetections.contains(id) || fed.contains(id));
      if (all) {
        fed.add(correlation.rule().id());
      }
    }
    return fed;
  }
}
