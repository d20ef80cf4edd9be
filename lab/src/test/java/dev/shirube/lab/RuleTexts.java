// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.match.Pattern;
import dev.shirube.sigma.Condition;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.EventView;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.ValueTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The texts that rules look for, by the fields they look for them in: what an event is given so
/// that rules nearly match, or do.
final class RuleTexts {
  private static final List<String> NONE = List.of();

  private final Map<String, List<String>> byName = new HashMap<>();
  private final Map<Integer, List<String>> byCatalogue = new HashMap<>();
  private final List<String> anywhere = new ArrayList<>();
  private final List<EventView.Field> fields;

  RuleTexts(RuleSet rules) {
    fields = rules.fields();
    for (Detection detection : rules.detections()) {
      gather(detection.condition());
    }
  }

  /// The texts for a value.
  ///
  /// @param name its source's name
  /// @param catalogue its catalogue field
  List<String> of(String name, int catalogue) {
    List<String> named = byName.getOrDefault(name, NONE);
    return named.isEmpty() ? byCatalogue.getOrDefault(catalogue, NONE) : named;
  }

  /// The texts looked for in any value.
  List<String> anywhere() {
    return anywhere;
  }

  private void gather(Condition condition) {
    switch (condition) {
      case Condition.And and -> and.parts().forEach(this::gather);
      case Condition.Or or -> or.parts().forEach(this::gather);
      case Condition.Not not -> gather(not.part());
      case Condition.Selection selection -> gather(selection.body());
      case Condition.Values values -> {
        EventView.Field field = fields.get(values.field().number());
        for (ValueTest test : values.tests().tests()) {
          String text = text(test);
          byName.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(text);
          for (int catalogue : field.catalogue()) {
            byCatalogue.computeIfAbsent(catalogue, _ -> new ArrayList<>()).add(text);
          }
        }
      }
      case Condition.Keywords words ->
          words.tests().tests().forEach(test -> anywhere.add(text(test)));
      case Condition.Exists _, Condition.Compared _ -> {}
    }
  }

  private static String text(ValueTest test) {
    return switch (test) {
      case ValueTest.Like like -> text(like.pattern());
      case ValueTest.Found found -> found.regex().required();
      case ValueTest.AnyOf any -> text(any.tests().getLast());
      case ValueTest.Within within -> {
        int slash = within.written().indexOf('/');
        yield slash < 0 ? within.written() : within.written().substring(0, slash);
      }
      case ValueTest.Missing _ -> "";
      case ValueTest.Compared _, ValueTest.SameNumber _, ValueTest.Dated _ -> test.written();
    };
  }

  private static String text(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Anything _ -> "";
      case Pattern.Equal equal -> equal.text();
      case Pattern.Starts starts -> starts.text() + "x";
      case Pattern.Ends ends -> "c:" + ends.text();
      case Pattern.Contains contains -> contains.text();
      case Pattern.Parts parts -> parts.longestLiteral();
    };
  }
}
