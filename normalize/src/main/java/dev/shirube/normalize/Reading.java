// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Nearest;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The reading of one description: its file, the vocabulary it adds to, and the list of mistakes.
/// Every mistake is noted where it stands and reading goes on.
final class Reading {
  private final String file;
  private final Vocabulary vocabulary;
  private final Consumer<Problem> problems;

  Reading(String file, Vocabulary vocabulary, Consumer<Problem> problems) {
    this.file = file;
    this.vocabulary = vocabulary;
    this.problems = problems;
  }

  String file() {
    return file;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /// Notes a mistake; the advice is the text of the same id and ".advice", with the same facts.
  void mistake(int line, String id, Object... facts) {
    problems.accept(
        new Problem(file, line, Message.of(id, facts), Message.of(id + ".advice", facts)));
  }

  /// The node as a mapping, or null after noting that it is none.
  YamlNode.@Nullable Mapping mapping(YamlNode node, String what) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    mistake(node.line(), "source.shape", what, "{…}");
    return null;
  }

  /// The mappings of a list; a lone mapping counts as a list of one, nothing as an empty list.
  List<YamlNode.Mapping> mappings(YamlNode.@Nullable Mapping parent, String key) {
    YamlNode node = parent == null ? null : parent.get(key);
    List<YamlNode.Mapping> result = new ArrayList<>();
    for (YamlNode item : items(node)) {
      YamlNode.Mapping mapping = mapping(item, key);
      if (mapping != null) {
        result.add(mapping);
      }
    }
    return result;
  }

  private static List<YamlNode> items(@Nullable YamlNode node) {
    return switch (node) {
      case null -> List.of();
      case YamlNode.Sequence sequence -> sequence.items();
      case YamlNode other -> List.of(other);
    };
  }

  /// The entries of a mapping below a key; none if there is no such key.
  Map<String, YamlNode> entries(YamlNode.Mapping parent, String key) {
    YamlNode node = parent.get(key);
    if (node == null) {
      return Map.of();
    }
    YamlNode.Mapping mapping = mapping(node, key);
    return mapping == null ? Map.of() : mapping.entries();
  }

  /// The texts of a scalar or of a list of scalars.
  List<String> texts(@Nullable YamlNode node, String what) {
    List<String> result = new ArrayList<>();
    for (YamlNode item : items(node)) {
      if (item instanceof YamlNode.Scalar scalar) {
        result.add(scalar.text());
      } else {
        mistake(item.line(), "source.shape", what, "text");
      }
    }
    return result;
  }

  /// A text that must be there; empty after noting that it is not.
  String text(YamlNode.Mapping mapping, String key) {
    String text = mapping.text(key);
    if (text == null || text.isEmpty()) {
      mistake(mapping.line(), "source.missing", key);
      return "";
    }
    return text;
  }

  /// Notes every key of a mapping that means nothing there.
  void onlyKeys(YamlNode.Mapping mapping, Set<String> keys) {
    for (String key : mapping.entries().keySet()) {
      if (!keys.contains(key)) {
        mistake(
            mapping.lineOf(key), "source.unknown-key", key, Nearest.of(key, keys), sorted(keys));
      }
    }
  }

  static String sorted(Set<String> words) {
    return String.join(", ", words.stream().sorted().toList());
  }

  /// The catalogue field of a path, or null after noting that there is none.
  @Nullable Field field(String path, int line) {
    Field field = FieldCatalogue.builtIn().find(path);
    if (field == null) {
      List<String> paths = FieldCatalogue.builtIn().all().stream().map(Field::path).toList();
      mistake(line, "source.unknown-path", path, Nearest.of(path, paths));
    }
    return field;
  }

  /// The catalogue fields of a path or a list of paths.
  List<Field> fields(YamlNode node) {
    List<Field> fields = new ArrayList<>();
    for (String path : texts(node, "to")) {
      Field field = field(path, node.line());
      if (field != null) {
        fields.add(field);
      }
    }
    return fields;
  }

  /// The references of a name, or of a list of names; `@path` is a catalogue path.
  int[] references(YamlNode node) {
    List<Integer> references = new ArrayList<>();
    for (String name : texts(node, "from")) {
      Integer reference = reference(name, node.line());
      if (reference != null) {
        references.add(reference);
      }
    }
    return references.stream().mapToInt(Integer::intValue).toArray();
  }

  /// The reference of a name or of `@path`, or null after noting a mistake.
  @Nullable Integer reference(String name, int line) {
    Field field = name.startsWith("@") ? FieldCatalogue.builtIn().find(name.substring(1)) : null;
    if (field == null) {
      // A source may have names that begin with @ itself, such as @timestamp.
      boolean path = name.startsWith("@") && name.indexOf('.') > 0;
      if (path) {
        field(name.substring(1), line);
        return null;
      }
      return vocabulary.number(name);
    }
    return -field.id();
  }
}
