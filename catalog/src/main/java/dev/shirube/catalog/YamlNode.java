// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One node of a YAML document with the line it begins on, so that a fault can be named where it
/// stands.
public sealed interface YamlNode {
  /// Line in the file, 1 is the first.
  int line();

  /// A scalar.
  ///
  /// @param text as written, quotes and escapes resolved; empty for a null
  /// @param kind what the YAML core schema takes it for
  record Scalar(int line, String text, Kind kind) implements YamlNode {}

  /// A sequence.
  record Sequence(int line, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// A mapping in the order of the file; keys are the scalars' texts.
  record Mapping(int line, Map<String, YamlNode> entries, Map<String, Integer> keyLines)
      implements YamlNode {

    /// The value of a key, or null.
    public @Nullable YamlNode get(String key) {
      return entries.get(key);
    }

    /// The text of a scalar value, or null when the key is absent or not a scalar.
    public @Nullable String text(String key) {
      return entries.get(key) instanceof Scalar scalar ? scalar.text() : null;
    }

    /// Line of a key; the mapping's own line for an unknown one.
    public int lineOf(String key) {
      return keyLines.getOrDefault(key, line);
    }
  }

  /// What a scalar is by the YAML 1.2 core schema; a quoted scalar is always STRING.
  enum Kind {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    NULL
  }
}
