// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// Reads search identifiers: maps, lists of maps, keywords.
final class DetectionReader {
  private final ValueReader values;
  private final ToIntFunction<String> numbers;
  private final Consumer<Fault.Remark> notices;

  /// @param numbers gives each field of the rule its number
  /// @param notices takes what does not stop the rule
  DetectionReader(
      ValueReader values, ToIntFunction<String> numbers, Consumer<Fault.Remark> notices) {
    this.values = values;
    this.numbers = numbers;
    this.notices = notices;
  }

  /// The search identifiers of a section, without the keys that are none.
  Map<String, Condition.Selection> selections(YamlNode.Mapping section, Set<String> others) {
    Map<String, Condition.Selection> selections = new LinkedHashMap<>();
    section
        .entries()
        .forEach((name, node) -> {
          if (!others.contains(name)) {
            int line = section.lineOf(name);
            selections.put(name, new Condition.Selection(name, body(node, line, name)));
          }
        });
    return selections;
  }

  private Condition body(YamlNode node, int line, String name) {
    return switch (node) {
      case YamlNode.Mapping mapping -> mapping(mapping, line, name);
      case YamlNode.Sequence sequence -> sequence(sequence, line, name);
      case YamlNode.Scalar scalar ->
          keywords(List.of(scalar), Modifiers.read(line, name, List.of()));
    };
  }

  private Condition sequence(YamlNode.Sequence sequence, int line, String name) {
    List<Condition> parts = new ArrayList<>();
    List<YamlNode.Scalar> keywords = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      switch (item) {
        case YamlNode.Mapping mapping -> parts.add(mapping(mapping, item.line(), name));
        case YamlNode.Scalar scalar -> keywords.add(scalar);
        case YamlNode.Sequence _ -> throw Fault.at(item.line(), "sigma.selection.nested", name);
      }
    }
    if (!keywords.isEmpty()) {
      parts.add(keywords(keywords, Modifiers.read(line, name, List.of())));
    }
    if (parts.isEmpty()) {
      throw Fault.at(line, "sigma.selection.empty", name);
    }
    return Condition.Or.of(parts);
  }

  private Condition mapping(YamlNode.Mapping mapping, int line, String name) {
    List<Condition> parts = new ArrayList<>();
    mapping.entries().forEach((key, node) -> parts.add(item(key, node, mapping.lineOf(key))));
    if (parts.isEmpty()) {
      throw Fault.at(line, "sigma.selection.empty", name);
    }
    return Condition.And.of(parts);
  }

  private Condition item(String key, YamlNode node, int line) {
    List<String> words = words(key);
    String field = words.getFirst();
    Modifiers modifiers = Modifiers.read(line, key, words.subList(1, words.size()));
    List<YamlNode.Scalar> scalars = scalars(key, node, line);
    if (modifiers.isAll() && scalars.size() == 1) {
      notices.accept(new Fault.Remark(line, "sigma.all.single", key));
    }
    if (field.isEmpty()) {
      return keywords(scalars, modifiers);
    }
    return switch (modifiers.kind()) {
      case EXISTENCE -> exists(field, scalars, line);
      case REFERENCE -> references(field, scalars, modifiers);
      default -> values(field, scalars, modifiers);
    };
  }

  private static List<String> words(String key) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int bar = key.indexOf('|'); bar >= 0; bar = key.indexOf('|', from)) {
      words.add(key.substring(from, bar));
      from = bar + 1;
    }
    words.add(key.substring(from));
    return words;
  }

  private static List<YamlNode.Scalar> scalars(String key, YamlNode node, int line) {
    List<YamlNode.Scalar> scalars = new ArrayList<>();
    switch (node) {
      case YamlNode.Scalar scalar -> scalars.add(scalar);
      case YamlNode.Mapping _ -> throw Fault.at(line, "sigma.value.mapping", key);
      case YamlNode.Sequence sequence -> {
        for (YamlNode item : sequence.items()) {
          if (!(item instanceof YamlNode.Scalar scalar)) {
            throw Fault.at(item.line(), "sigma.value.mapping", key);
          }
          scalars.add(scalar);
        }
      }
    }
    if (scalars.isEmpty()) {
      throw Fault.at(line, "sigma.value.none", key);
    }
    return scalars;
  }

  private Condition.FieldUse use(String field) {
    return new Condition.FieldUse(field, numbers.applyAsInt(field));
  }

  private Condition values(String field, List<YamlNode.Scalar> scalars, Modifiers modifiers) {
    List<ValueTest> tests = new ArrayList<>();
    for (YamlNode.Scalar scalar : scalars) {
      if (scalar.kind() == YamlNode.Kind.NULL && scalars.size() > 1) {
        notices.accept(new Fault.Remark(scalar.line(), "sigma.null.list", field));
      }
      tests.add(values.read(scalar, modifiers, false));
    }
    return new Condition.Values(
        use(field), new ValueTest.Listed(tests), modifiers.isAll(), modifiers.isNegated());
  }

  private Condition keywords(List<YamlNode.Scalar> scalars, Modifiers modifiers) {
    Modifiers.Kind kind = modifiers.kind();
    int line = scalars.getFirst().line();
    if (modifiers.isNegated() || (kind != Modifiers.Kind.TEXT && kind != Modifiers.Kind.REGEX)) {
      throw Fault.at(line, "sigma.keyword.modifier");
    }
    List<ValueTest> tests =
        scalars.stream().map(scalar -> values.read(scalar, modifiers, true)).toList();
    return new Condition.Keywords(new ValueTest.Listed(tests), modifiers.isAll());
  }

  private Condition exists(String field, List<YamlNode.Scalar> scalars, int line) {
    String word = scalars.size() == 1 ? scalars.getFirst().text() : "";
    return switch (word) {
      case "true", "True", "TRUE", "yes" -> new Condition.Exists(use(field), true);
      case "false", "False", "FALSE", "no" -> new Condition.Exists(use(field), false);
      default -> throw Fault.at(line, "sigma.value.boolean", field);
    };
  }

  private Condition references(String field, List<YamlNode.Scalar> scalars, Modifiers modifiers) {
    List<Condition> parts = new ArrayList<>();
    for (YamlNode.Scalar scalar : scalars) {
      if (scalar.kind() != YamlNode.Kind.STRING || scalar.text().isEmpty()) {
        throw Fault.at(scalar.line(), "sigma.value.reference", field);
      }
      parts.add(
          new Condition.Compared(
              use(field),
              use(scalar.text()),
              modifiers.place(),
              modifiers.isCased(),
              modifiers.isNegated()));
    }
    boolean and = modifiers.isAll() || modifiers.isNegated();
    return and ? Condition.And.of(parts) : Condition.Or.of(parts);
  }
}
