// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A rule on what other rules found within a time (Sigma correlation rules specification 2.1).
///
/// @param rule what it says about itself
/// @param type how it looks at the others' findings
/// @param references ids of the rules it looks at, detections or correlations, in order
/// @param groupBy names that must have the same values; empty for one group of everything
/// @param aliases name in `groupBy` to rule id to that rule's own name for it
/// @param timespanNanos how far apart the findings may lie, inclusive
/// @param fields for the value types: what is counted or summed; empty for the others
/// @param criteria what must hold of the number; all of them
/// @param alone whether it fires by itself; one that others refer to only if they ask for it
public record Correlation(
    Rule rule,
    Type type,
    List<String> references,
    List<String> groupBy,
    Map<String, Map<String, String>> aliases,
    long timespanNanos,
    List<String> fields,
    List<Criterion> criteria,
    boolean alone) {
  public Correlation {
    references = List.copyOf(references);
    groupBy = List.copyOf(groupBy);
    aliases = Map.copyOf(aliases);
    fields = List.copyOf(fields);
    criteria = List.copyOf(criteria);
  }

  /// The seven types of Sigma 2.1.
  public enum Type {
    EVENT_COUNT,
    VALUE_COUNT,
    TEMPORAL,
    TEMPORAL_ORDERED,
    VALUE_SUM,
    VALUE_AVG,
    VALUE_PERCENTILE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether a field is named whose values are looked at.
    public boolean needsField() {
      return this != EVENT_COUNT && this != TEMPORAL && this != TEMPORAL_ORDERED;
    }
  }

  /// How two numbers compare.
  public enum Comparison {
    GT,
    GTE,
    LT,
    LTE,
    EQ,
    NEQ;

    /// Whether a number compared with the wanted one (negative, zero, positive) is right.
    boolean holds(int compared) {
      return switch (this) {
        case GT -> compared > 0;
        case GTE -> compared >= 0;
        case LT -> compared < 0;
        case LTE -> compared <= 0;
        case EQ -> compared == 0;
        case NEQ -> compared != 0;
      };
    }
  }

  /// One limit of a condition.
  public record Criterion(Comparison comparison, BigDecimal limit) {
    /// Whether a number keeps to it.
    public boolean holds(BigDecimal number) {
      return comparison.holds(number.compareTo(limit));
    }
  }

  /// Whether a number keeps to all limits.
  public boolean holds(BigDecimal number) {
    return criteria.stream().allMatch(criterion -> criterion.holds(number));
  }

  /// Whether the condition, once true, stays true as more findings come in, so that it can be said
  /// at once; else it is judged when the window is over.
  public boolean isMonotonic() {
    boolean grows = type != Type.VALUE_AVG && type != Type.VALUE_PERCENTILE;
    return grows
        && criteria.stream()
            .allMatch(
                each -> each.comparison == Comparison.GT || each.comparison == Comparison.GTE);
  }

  /// A rule's own name for a name in `groupBy`.
  public String nameFor(String ruleId, String name) {
    return aliases.getOrDefault(name, Map.of()).getOrDefault(ruleId, name);
  }

  Correlation silent() {
    return new Correlation(
        rule, type, references, groupBy, aliases, timespanNanos, fields, criteria, false);
  }
}
