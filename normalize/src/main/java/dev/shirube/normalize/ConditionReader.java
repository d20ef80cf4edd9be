// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads conditions: `recognize` and `when`.
final class ConditionReader {
  private ConditionReader() {}

  /// The conditions of a mapping, all of which must hold; none for null.
  static List<Condition> read(YamlNode.@Nullable Mapping mapping, Reading reading) {
    List<Condition> conditions = new ArrayList<>();
    if (mapping != null) {
      for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
        int line = mapping.lineOf(entry.getKey());
        Integer reference = reading.reference(entry.getKey(), line);
        if (reference != null) {
          conditions.add(one(reference, entry.getValue(), reading));
        }
      }
    }
    return conditions;
  }

  /// The conditions of a key of a mapping; none if there is no such key.
  static List<Condition> read(YamlNode.Mapping parent, String key, Reading reading) {
    YamlNode node = parent.get(key);
    return node == null ? List.of() : read(reading.mapping(node, key), reading);
  }

  private static Condition one(int reference, YamlNode node, Reading reading) {
    if (node instanceof YamlNode.Mapping mapping) {
      reading.onlyKeys(mapping, Set.of("not"));
      YamlNode values = mapping.get("not");
      return new Condition(
          reference, true, values == null ? List.of() : tests(reference, values, reading));
    }
    return new Condition(reference, false, tests(reference, node, reading));
  }

  private static List<Condition.Test> tests(int reference, YamlNode node, Reading reading) {
    List<Condition.Test> tests = new ArrayList<>();
    switch (node) {
      case YamlNode.Scalar scalar -> tests.add(test(reference, scalar, reading));
      case YamlNode.Sequence sequence -> {
        for (YamlNode item : sequence.items()) {
          if (item instanceof YamlNode.Scalar scalar) {
            tests.add(test(reference, scalar, reading));
          } else {
            reading.mistake(item.line(), "source.shape", "when", "text");
          }
        }
      }
      case YamlNode.Mapping mapping ->
          reading.mistake(mapping.line(), "source.shape", "when", "text");
    }
    return tests.isEmpty() ? List.of(new Condition.Test.Present()) : tests;
  }

  private static Condition.Test test(int reference, YamlNode.Scalar scalar, Reading reading) {
    String text = scalar.text();
    if (scalar.kind() == YamlNode.Kind.NULL) {
      return new Condition.Test.Absent();
    }
    boolean open = text.startsWith("*");
    boolean close = text.endsWith("*") && text.length() > 1;
    if (text.equals("*")) {
      return new Condition.Test.Present();
    }
    if (open && close) {
      return new Condition.Test.Inside(folded(text.substring(1, text.length() - 1)));
    }
    if (open) {
      return new Condition.Test.Suffix(folded(text.substring(1)));
    }
    if (close) {
      return new Condition.Test.Prefix(folded(text.substring(0, text.length() - 1)));
    }
    return reference < 0
        ? new Condition.Test.Same(folded(text))
        : new Condition.Test.Word(reading.vocabulary().word(reference, text), text);
  }

  private static byte[] folded(String text) {
    return WordSet.fold(text.getBytes(StandardCharsets.UTF_8));
  }
}
