// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.match.Pattern;
import dev.shirube.match.Regex;
import dev.shirube.sigma.Condition;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.ValueTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compiles conditions to formulas over shared predicates.
final class Compilation {
  private final Map<Predicate, Integer> predicates = new LinkedHashMap<>();
  private final Map<Plan.Search, Integer> searches = new LinkedHashMap<>();
  private boolean plain;

  private Compilation() {}

  /// Compiles the rules of a plan.
  static Plan of(int number, List<Detection> detections) {
    Compilation compilation = new Compilation();
    List<Plan.Ruled> rules = new ArrayList<>();
    for (Detection detection : detections) {
      compilation.plain = false;
      Formula formula = compilation.formula(detection.condition());
      rules.add(new Plan.Ruled(detection, formula, compilation.plain));
    }
    return new Plan(
        number,
        rules,
        List.copyOf(compilation.predicates.keySet()),
        List.copyOf(compilation.searches.keySet()));
  }

  private Formula formula(Condition condition) {
    return switch (condition) {
      case Condition.And and -> and(and.parts().stream().map(this::formula).toList());
      case Condition.Or or -> or(or.parts().stream().map(this::formula).toList());
      case Condition.Not not -> new Formula.Not(formula(not.part()));
      case Condition.Selection selection -> formula(selection.body());
      case Condition.Values values -> values(values);
      case Condition.Keywords words ->
          tests(Predicate.ANYWHERE, words.tests().tests(), words.all());
      case Condition.Exists exists -> {
        Formula there = isThere(exists.field().number());
        yield exists.wanted() ? there : new Formula.Not(there);
      }
      case Condition.Compared _ -> {
        plain = true;
        yield new Formula.Plain();
      }
    };
  }

  private Formula values(Condition.Values values) {
    int field = values.field().number();
    Formula inner = tests(field, values.tests().tests(), values.all());
    return values.negated() ? and(List.of(isThere(field), new Formula.Not(inner))) : inner;
  }

  private Formula tests(int field, List<ValueTest> tests, boolean all) {
    return all
        ? and(tests.stream().map(test -> any(field, List.of(test))).toList())
        : any(field, tests);
  }

  /// Any value satisfies any of the tests.
  private Formula any(int field, List<ValueTest> tests) {
    List<ValueTest> direct = new ArrayList<>();
    List<Formula> parts = new ArrayList<>();
    sort(field, tests, direct, parts);
    if (!direct.isEmpty()) {
      parts.add(atom(new Predicate.Any(field, direct)));
    }
    return or(parts);
  }

  private void sort(int field, List<ValueTest> tests, List<ValueTest> direct, List<Formula> parts) {
    for (ValueTest test : tests) {
      switch (test) {
        case ValueTest.Missing _ ->
            parts.add(
                or(
                    List.of(
                        atom(new Predicate.HasNull(field)),
                        new Formula.Not(atom(new Predicate.HasValue(field))))));
        case ValueTest.AnyOf several -> sort(field, several.tests(), direct, parts);
        case ValueTest.Found found -> parts.add(search(field, found.regex()));
        case ValueTest.Like _,
            ValueTest.Within _,
            ValueTest.Compared _,
            ValueTest.SameNumber _,
            ValueTest.Dated _ ->
            direct.add(test);
      }
    }
  }

  private Formula search(int field, Regex regex) {
    List<ValueTest> needed = new ArrayList<>();
    for (String text : regex.requiredAny()) {
      needed.add(new ValueTest.Like(text, new Pattern.Contains(text, false)));
    }
    Predicate gate =
        needed.isEmpty() ? new Predicate.HasValue(field) : new Predicate.Any(field, needed);
    int number = searches.computeIfAbsent(new Plan.Search(field, regex), _ -> searches.size());
    return new Formula.Search(number, number(gate));
  }

  private Formula isThere(int field) {
    return or(List.of(atom(new Predicate.HasValue(field)), atom(new Predicate.HasNull(field))));
  }

  private Formula atom(Predicate predicate) {
    return new Formula.Atom(number(predicate));
  }

  private int number(Predicate predicate) {
    return predicates.computeIfAbsent(predicate, _ -> predicates.size());
  }

  private static Formula and(List<Formula> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Formula.And(parts);
  }

  private static Formula or(List<Formula> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Formula.Or(parts);
  }
}
