// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.event.Event;
import dev.shirube.match.Subject;
import dev.shirube.sigma.Matcher.Evidence;
import java.util.ArrayList;
import java.util.List;

/// A rule on single events, ready to run by the plain interpreter. Safe for use by several threads.
public final class Detection implements Matcher {
  private static final int MOST_REASONS = 40;

  private final Rule rule;
  private final Binding binding;
  private final Condition condition;
  private final EventView.Fields numbers;
  private final boolean alone;

  Detection(Rule rule, Binding binding, Condition condition, EventView.Fields numbers) {
    this(rule, binding, condition, numbers, true);
  }

  Detection(
      Rule rule, Binding binding, Condition condition, EventView.Fields numbers, boolean alone) {
    this.rule = rule;
    this.binding = binding;
    this.condition = condition;
    this.numbers = numbers;
    this.alone = alone;
  }

  /// The same for correlations only: it does not fire by itself.
  Detection silent() {
    return new Detection(rule, binding, condition, numbers, false);
  }

  /// Another condition in the same rule.
  Detection with(Condition other) {
    return new Detection(rule, binding, other, numbers, alone);
  }

  /// The same as another rule.
  Detection as(Rule other) {
    return new Detection(other, binding, condition, numbers, alone);
  }

  public Rule rule() {
    return rule;
  }

  /// What its log source and fields mean.
  public Binding binding() {
    return binding;
  }

  /// Whether it fires by itself; a rule that correlations refer to does so only if they ask for it.
  public boolean isAlone() {
    return alone;
  }

  /// Whether the rule's log source covers the event, whatever the rule then says of it.
  public boolean covers(Event event) {
    return binding.covers(new EventView(numbers).on(event));
  }

  /// Whether the rule could match events of a sort; the log source is not asked.
  public boolean couldMatch(Reach.Sort sort) {
    return Reach.couldMatch(condition, binding, sort);
  }

  @Override
  public Outcome match(Event event) {
    EventView view = new EventView(numbers).on(event);
    return binding.covers(view) ? condition.test(view) : Outcome.NO;
  }

  @Override
  public List<Evidence> explain(Event event) {
    EventView view = new EventView(numbers).on(event);
    return binding.covers(view) && condition.test(view) == Outcome.YES ? explain(view) : List.of();
  }

  /// What it asks of an event that its log source covers.
  public Condition condition() {
    return condition;
  }

  Outcome test(EventView view) {
    return condition.test(view);
  }

  List<Evidence> explain(EventView view) {
    List<Evidence> reasons = new ArrayList<>();
    condition.explain(view, "", reasons);
    return reasons.stream().distinct().limit(MOST_REASONS).toList();
  }

  /// The texts an event has for a field, as this rule's log source names it.
  public List<String> values(Event event, String field) {
    EventView.Fields own = new EventView.Fields();
    int number =
        own.intern(field, binding.catalogue(field).stream().map(each -> each.id()).toList());
    return new EventView(own)
        .on(event).values(number).subjects().stream().map(Subject::text).toList();
  }
}
