// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import dev.shirube.match.Pattern;
import dev.shirube.sigma.Condition;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import dev.shirube.sigma.ValueTest;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// Everything a detection is, as text, so that two can be compared.
final class Printed {
  private Printed() {}

  static List<String> detections(RuleSet rules) {
    return rules.detections().stream().map(Printed::detection).toList();
  }

  private static String detection(Detection each) {
    return each.rule()
        + " alone="
        + each.isAlone()
        + " translated="
        + each.binding().isTranslated()
        + " names="
        + each.binding().names()
        + " named="
        + each.binding().named().stream().map(Printed::entry).toList()
        + " sources="
        + each.binding().sources().stream()
            .map(list -> list.stream().map(Printed::entry).toList())
            .toList()
        + " selections="
        + Condition.selections(each.condition()).size()
        + condition(each.condition());
  }

  private static String entry(Taxonomy.Entry entry) {
    return entry.number()
        + entry.name()
        + entry.logSource()
        + entry.when().stream().map(term -> term.key() + term.field() + term.values()).toList()
        + new TreeMap<>(entry.fields());
  }

  private static String condition(Condition condition) {
    return switch (condition) {
      case Condition.And and -> "And" + all(and.parts()) + all(and.order());
      case Condition.Or or -> "Or" + all(or.parts()) + all(or.order());
      case Condition.Not not -> "Not(" + condition(not.part()) + ")";
      case Condition.Selection selection -> selection.name() + ":" + condition(selection.body());
      case Condition.Values values ->
          "" + values.field() + tests(values.tests().tests()) + values.all() + values.negated();
      case Condition.Keywords keywords -> "any" + tests(keywords.tests().tests()) + keywords.all();
      case Condition.Exists exists -> exists.toString();
      case Condition.Compared compared -> compared.toString();
    };
  }

  private static List<String> all(List<Condition> parts) {
    return parts.stream().map(Printed::condition).toList();
  }

  private static List<String> tests(List<ValueTest> tests) {
    return tests.stream().map(Printed::test).toList();
  }

  private static String test(ValueTest test) {
    return switch (test) {
      case ValueTest.Like like -> like.written() + " " + pattern(like.pattern());
      case ValueTest.Found found ->
          "Found " + found.written() + found.regex() + found.flags() + found.cost();
      case ValueTest.AnyOf any -> any.written() + tests(any.tests());
      default -> test.toString();
    };
  }

  private static String pattern(Pattern pattern) {
    return pattern instanceof Pattern.Parts parts
        ? parts.parts().stream().map(part -> Arrays.toString(part.elements())).toList()
            + ""
            + parts.open()
            + parts.ending()
            + parts.cased()
        : pattern.toString();
  }
}
