// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rules, correlations and filters that were read, checked and bound to the taxonomy together.
/// Never changes once loaded.
public final class RuleSet {
  private final List<Rule> rules;
  private final List<Rule> filters;
  private final Map<String, Detection> detections;
  private final List<Correlation> correlations;
  private final List<Problem> problems;
  private final List<Problem> notices;
  private final EventView.Fields numbers;

  private RuleSet(Parts parts, EventView.Fields numbers) {
    this.rules = parts.rules;
    this.filters = parts.filters;
    this.detections = new LinkedHashMap<>();
    parts.detections.forEach(each -> this.detections.put(each.rule().id(), each.with(numbers)));
    this.correlations = parts.correlations;
    this.problems = parts.problems;
    this.notices = parts.notices;
    this.numbers = numbers;
  }

  private RuleSet(RuleLoader loader) {
    rules = List.copyOf(loader.rules.values());
    filters = List.copyOf(loader.filters);
    detections = loader.detections;
    correlations = loader.links.correlations();
    problems = List.copyOf(loader.problems);
    notices = List.copyOf(loader.notices);
    numbers = loader.numbers;
  }

  /// All that a set of rules holds, so that it can be kept and made again; see the methods of the
  /// same names.
  public record Parts(
      List<Rule> rules,
      List<Rule> filters,
      List<Bound> detections,
      List<Correlation> correlations,
      List<Problem> problems,
      List<Problem> notices,
      List<EventView.Field> fields) {
    public Parts {
      rules = List.copyOf(rules);
      filters = List.copyOf(filters);
      detections = List.copyOf(detections);
      correlations = List.copyOf(correlations);
      problems = List.copyOf(problems);
      notices = List.copyOf(notices);
      fields = List.copyOf(fields);
    }
  }

  /// What a {@link Detection} is made of.
  public record Bound(Rule rule, Binding binding, Condition condition, boolean alone) {
    Detection with(EventView.Fields numbers) {
      return new Detection(rule, binding, condition, numbers, alone);
    }
  }

  /// A set of rules that was loaded before.
  ///
  /// @throws IllegalArgumentException when a field is there twice
  public static RuleSet of(Parts parts) {
    EventView.Fields numbers = new EventView.Fields();
    for (int number = 0; number < parts.fields.size(); number++) {
      EventView.Field field = parts.fields.get(number);
      if (numbers.intern(field.name(), field.catalogue()) != number) {
        throw new IllegalArgumentException("the field " + field + " is there twice");
      }
    }
    return new RuleSet(parts, numbers);
  }

  /// What it is made of.
  public Parts parts() {
    List<Bound> bound = new ArrayList<>();
    for (Detection each : detections.values()) {
      bound.add(new Bound(each.rule(), each.binding(), each.condition(), each.isAlone()));
    }
    return new Parts(rules, filters, bound, correlations, problems, notices, fields());
  }

  /// The rules of some ids alone, with those that they look at; the latter do not fire by
  /// themselves. Ids of no rule are passed over.
  public RuleSet only(Set<String> ids) {
    Set<String> needed = new HashSet<>(ids);
    List<Correlation> looking = new ArrayList<>();
    for (Correlation each : correlations.reversed()) {
      if (needed.contains(each.rule().id())) {
        needed.addAll(each.references());
        looking.addFirst(ids.contains(each.rule().id()) ? each : each.silent());
      }
    }
    List<Bound> bound = new ArrayList<>();
    for (Bound each : parts().detections) {
      if (needed.contains(each.rule.id())) {
        boolean asked = ids.contains(each.rule.id());
        bound.add(new Bound(each.rule, each.binding, each.condition, asked));
      }
    }
    List<Rule> asked = rules.stream().filter(rule -> ids.contains(rule.id())).toList();
    return of(new Parts(asked, filters, bound, looking, List.of(), List.of(), fields()));
  }

  /// Reads rule files. A rule that cannot be run is refused as a problem, and the others go on.
  ///
  /// @param placeholders values of %name% for the expand modifier, from the settings
  public static RuleSet load(
      List<RuleFile> files, Taxonomy taxonomy, Map<String, List<String>> placeholders) {
    RuleLoader loader = new RuleLoader(taxonomy, placeholders);
    loader.load(files);
    return new RuleSet(loader);
  }

  /// Every rule that runs, detections and correlations, in the order read.
  public List<Rule> rules() {
    return rules;
  }

  /// The filters; each is already part of the rules it is meant for.
  public List<Rule> filters() {
    return filters;
  }

  /// Rules that were refused, each with file, line and advice.
  public List<Problem> problems() {
    return problems;
  }

  /// What a rule's author should know although the rule runs, such as an old aggregation pipe.
  public List<Problem> notices() {
    return notices;
  }

  /// Every rule on single events, also those that only correlations look at, and the hidden ones
  /// that old aggregations are made of (their ids end in # and a number).
  public List<Detection> detections() {
    return List.copyOf(detections.values());
  }

  /// The rule on single events with an id; null when there is none.
  public @Nullable Detection detection(String id) {
    return detections.get(id);
  }

  /// Every correlation; one that another refers to stands before it.
  public List<Correlation> correlations() {
    return correlations;
  }

  /// What a field number of {@link Condition.FieldUse} stands for, by the number.
  public List<EventView.Field> fields() {
    return numbers.list();
  }

  EventView.Fields numbers() {
    return numbers;
  }
}
