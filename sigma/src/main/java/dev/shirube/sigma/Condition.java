// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.match.Subject;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Matcher.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a rule asks of an event, as a tree: the plain interpreter runs it as it stands, an engine
/// compiles it to something faster that must say the same. A part that could not be evaluated makes
/// the whole so, unless the other parts decide: three-valued logic after Kleene.
public sealed interface Condition {
  Outcome test(EventView event);

  /// Adds the reasons why the event matches.
  ///
  /// @param selection the search identifier around this part
  /// @param reasons is added to
  void explain(EventView event, String selection, List<Evidence> reasons);

  /// Rough cost of one test, to order by; no unit.
  int cost();

  private static List<Condition> cheapestFirst(List<Condition> parts) {
    return parts.stream().sorted(Comparator.comparingInt(Condition::cost)).toList();
  }

  private static int sum(List<Condition> parts) {
    return parts.stream().mapToInt(Condition::cost).sum();
  }

  /// All of them.
  record And(List<Condition> parts, List<Condition> order) implements Condition {
    /// All of some; a single one stands for itself.
    public static Condition of(List<Condition> parts) {
      return parts.size() == 1
          ? parts.getFirst()
          : new And(List.copyOf(parts), cheapestFirst(parts));
    }

    @Override
    public Outcome test(EventView event) {
      Outcome outcome = Outcome.YES;
      for (Condition part : order) {
        Outcome each = part.test(event);
        if (each == Outcome.NO) {
          return each;
        }
        outcome = each == Outcome.YES ? outcome : each;
      }
      return outcome;
    }

    @Override
    public void explain(EventView event, String selection, List<Evidence> reasons) {
      parts.forEach(part -> part.explain(event, selection, reasons));
    }

    @Override
    public int cost() {
      return sum(parts);
    }
  }

  /// Any of them.
  record Or(List<Condition> parts, List<Condition> order) implements Condition {
    /// Any of some; a single one stands for itself.
    public static Condition of(List<Condition> parts) {
      return parts.size() == 1
          ? parts.getFirst()
          : new Or(List.copyOf(parts), cheapestFirst(parts));
    }

    @Override
    public Outcome test(EventView event) {
      Outcome outcome = Outcome.NO;
      for (Condition part : order) {
        Outcome each = part.test(event);
        if (each == Outcome.YES) {
          return each;
        }
        outcome = each == Outcome.NO ? outcome : each;
      }
      return outcome;
    }

    @Override
    public void explain(EventView event, String selection, List<Evidence> reasons) {
      parts.stream()
          .filter(part -> part.test(event) == Outcome.YES)
          .forEach(part -> part.explain(event, selection, reasons));
    }

    @Override
    public int cost() {
      return sum(parts);
    }
  }

  /// Not that. Gives no reasons: there is no value to show.
  record Not(Condition part) implements Condition {
    @Override
    public Outcome test(EventView event) {
      return switch (part.test(event)) {
        case NO -> Outcome.YES;
        case YES -> Outcome.NO;
        case UNEVALUATED -> Outcome.UNEVALUATED;
      };
    }

    @Override
    public void explain(EventView event, String selection, List<Evidence> reasons) {}

    @Override
    public int cost() {
      return part.cost();
    }
  }

  /// A search identifier.
  record Selection(String name, Condition body) implements Condition {
    @Override
    public Outcome test(EventView event) {
      return body.test(event);
    }

    @Override
    public void explain(EventView event, String selection, List<Evidence> reasons) {
      body.explain(event, name, reasons);
    }

    @Override
    public int cost() {
      return body.cost();
    }
  }

  /// Values of one field. A field with several values satisfies a test when any of them does; `all`
  /// asks that for every test, `negated` that the field is there and no test is satisfied.
  record Values(FieldUse field, ValueTest.Listed tests, boolean all, boolean negated)
      implements Condition {
    @Override
    public Outcome test(EventView event) {
      EventView.Values values = event.values(field.number());
      if (negated && !values.isPresent()) {
        return Outcome.NO;
      }
      Outcome outcome = all ? tests.allOf(values) : tests.anyOf(values);
      return !negated || outcome == Outcome.UNEVALUATED
          ? outcome
          : outcome == Outcome.YES ? Outcome.NO : Outcome.YES;
    }

    @Override
    public void explain(EventView event, String selection, List<Evidence> reasons) {
      EventView.Values values = event.values(field.number());
      if (negated) {
        String shown = values.subjects().isEmpty() ? "" : values.subjects().getFirst().text();
        reasons.add(reason(selection, field.name(), "≠ " + tests.written(), shown));
      } else {
        tests.explain(
            values,
            (test, value) -> {
              reasons.add(reason(selection, field.name(), test, value));
            });
      }
    }

    @Override
    public int cost() {
      return tests.cost();
    }
  }

  /// Texts anywhere in the event, whatever the field.
  record Keywords(ValueTest.Listed tests, boolean all) implements Condition {
    @Override
    public Outcome test(EventView event) {
      EventView.Values values = new EventView.Values(event.everything(), 0);
      return all ? tests.allOf(values) : tests.anyOf(values);
    }

    @Override
    public void explain(EventView event, String selection, List<Evidence> reasons) {
      EventView.Values values = new EventView.Values(event.everything(), 0);
      tests.explain(values, (test, value) -> reasons.add(reason(selection, "", test, value)));
    }

    @Override
    public int cost() {
      return 30 * tests.cost();
    }
  }

  /// Whether the field is there at all, with or without a value.
  record Exists(FieldUse field, boolean wanted) implements Condition {
    @Override
    public Outcome test(EventView event) {
      boolean present = event.values(field.number()).isPresent();
      return present == wanted ? Outcome.YES : Outcome.NO;
    }

    @Override
    public void explain(EventView event, String selection, List<Evidence> reasons) {
      EventView.Values values = event.values(field.number());
      String shown = values.subjects().isEmpty() ? "" : values.subjects().getFirst().text();
      reasons.add(reason(selection, field.name(), "exists: " + wanted, shown));
    }

    @Override
    public int cost() {
      return 0;
    }
  }

  /// Where the other field's text has to stand in this field's.
  enum Place {
    WHOLE,
    ANYWHERE,
    START,
    END;

    boolean holds(String text, String part) {
      return switch (this) {
        case WHOLE -> text.equals(part);
        case ANYWHERE -> text.contains(part);
        case START -> text.startsWith(part);
        case END -> text.endsWith(part);
      };
    }
  }

  /// Two fields of the event compared: any value of one with any of the other. `negated` asks that
  /// both are there and no pair compares.
  record Compared(FieldUse field, FieldUse other, Place place, boolean cased, boolean negated)
      implements Condition {
    @Override
    public Outcome test(EventView event) {
      List<Subject> ours = event.values(field.number()).subjects();
      List<Subject> theirs = event.values(other.number()).subjects();
      if (ours.isEmpty() || theirs.isEmpty()) {
        return Outcome.NO;
      }
      return negated != pair(ours, theirs) ? Outcome.YES : Outcome.NO;
    }

    private boolean pair(List<Subject> ours, List<Subject> theirs) {
      for (Subject one : ours) {
        for (Subject two : theirs) {
          if (place.holds(cased ? one.text() : one.folded(), cased ? two.text() : two.folded())) {
            return true;
          }
        }
      }
      return false;
    }

    @Override
    public void explain(EventView event, String selection, List<Evidence> reasons) {
      String shown = event.values(field.number()).subjects().getFirst().text();
      String sign = negated ? "≠ " : "= ";
      reasons.add(reason(selection, field.name(), sign + other.name(), shown));
    }

    @Override
    public int cost() {
      return 4;
    }
  }

  /// A field that a rule uses.
  ///
  /// @param number of {@link EventView.Fields}
  record FieldUse(String name, int number) {}

  private static Evidence reason(String selection, String field, String pattern, String value) {
    return new Evidence(selection, field, cut(pattern), cut(value));
  }

  private static String cut(String text) {
    if (text.length() <= 1000) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(999)) ? 999 : 1000);
  }

  /// All search identifiers of a tree, each once, in order.
  static List<Selection> selections(Condition condition) {
    List<Selection> found = new ArrayList<>();
    collect(condition, found);
    return found.stream().distinct().toList();
  }

  private static void collect(Condition condition, List<Selection> found) {
    switch (condition) {
      case And and -> and.parts.forEach(part -> collect(part, found));
      case Or or -> or.parts.forEach(part -> collect(part, found));
      case Not not -> collect(not.part, found);
      case Selection selection -> found.add(selection);
      case Values _, Keywords _, Exists _, Compared _ -> {}
    }
  }
}
