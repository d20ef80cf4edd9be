// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// docs/api/openapi.yaml, as tests hold the API against it.
final class Described {
  private static final String FILE = "docs/api/openapi.yaml";

  private final YamlNode.Mapping root;
  private final Map<String, Operation> operations = new TreeMap<>();

  /// A method of a path.
  ///
  /// @param method in capital letters
  record Operation(String method, String path, YamlNode.Mapping node) {
    String name() {
      return method + " " + path;
    }

    boolean isOpen() {
      return node.get("security") instanceof YamlNode.Sequence needed && needed.items().isEmpty();
    }

    String right() {
      return String.valueOf(role().text("right"));
    }

    String tenant() {
      return String.valueOf(role().text("tenant"));
    }

    Set<String> roles() {
      Set<String> roles = new TreeSet<>();
      items(role().get("roles")).forEach(role -> roles.add(((YamlNode.Scalar) role).text()));
      return roles;
    }

    private YamlNode.Mapping role() {
      return mapping(node.get("x-role"));
    }
  }

  Described() throws IOException {
    root = read(Files.readAllBytes(Desk.ROOT.resolve(FILE)));
    mapping(root.get("paths"))
        .entries()
        .forEach((path, methods) ->
            mapping(methods)
                .entries()
                .forEach((method, node) -> {
                  Operation made =
                      new Operation(method.toUpperCase(Locale.ROOT), path, mapping(node));
                  operations.put(made.name(), made);
                }));
  }

  Map<String, Operation> operations() {
    return operations;
  }

  /// Reads YAML, and so JSON, of one document.
  private static YamlNode.Mapping read(byte[] bytes) {
    Yaml.Documents read = Yaml.read(FILE, bytes);
    if (!read.problems().isEmpty()) {
      throw new IllegalArgumentException(read.problems().toString());
    }
    return (YamlNode.Mapping) read.documents().getFirst();
  }

  private static YamlNode.Mapping mapping(@Nullable YamlNode node) {
    return (YamlNode.Mapping) Objects.requireNonNull(node);
  }

  private static List<YamlNode> items(@Nullable YamlNode node) {
    return node instanceof YamlNode.Sequence list ? list.items() : List.of();
  }

  /// What a node is, or what it refers to.
  private YamlNode.Mapping resolved(@Nullable YamlNode node) {
    YamlNode.Mapping found = mapping(node);
    String reference = found.text("$ref");
    if (reference == null) {
      return found;
    }
    YamlNode.Mapping at = root;
    for (String part : reference.substring(2).split("/", -1)) {
      at = mapping(at.get(part));
    }
    return at;
  }

  /// The parameters behind the question mark that an operation is said to have.
  Set<String> parameters(Operation operation) {
    Set<String> names = new TreeSet<>();
    for (YamlNode item : items(operation.node().get("parameters"))) {
      YamlNode.Mapping parameter = resolved(item);
      if ("query".equals(parameter.text("in"))) {
        names.add(String.valueOf(parameter.text("name")));
      }
    }
    return names;
  }

  /// What an answer has that is not described, or lacks; empty if it is as described.
  List<String> faults(Operation operation, Wire.Heard heard) {
    List<String> faults = new ArrayList<>();
    YamlNode answers = operation.node().get("responses");
    YamlNode answer = mapping(answers).get(Integer.toString(heard.status()));
    if (answer == null) {
      return List.of("status " + heard.status() + " " + heard.body());
    }
    if (!(resolved(answer).get("content") instanceof YamlNode.Mapping contents)) {
      return faults;
    }
    String type = heard.header("content-type");
    int end = type.indexOf(';');
    YamlNode content = contents.get(end < 0 ? type : type.substring(0, end));
    if (content == null) {
      return List.of("type " + type);
    }
    YamlNode schema = mapping(content).get("schema");
    if (type.equals("application/x-ndjson")) {
      heard.body().lines().forEach(line -> check(schema, json(line), "", faults));
    } else if (type.equals("application/json")) {
      check(schema, json(heard.body()), "", faults);
    }
    return faults;
  }

  static YamlNode json(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private void check(@Nullable YamlNode wanted, YamlNode value, String where, List<String> faults) {
    YamlNode.Mapping schema = resolved(wanted);
    if (schema.get("oneOf") instanceof YamlNode.Sequence choices) {
      boolean fits =
          choices.items().stream()
              .anyMatch(choice -> {
                List<String> found = new ArrayList<>();
                check(choice, value, where, found);
                return found.isEmpty();
              });
      if (!fits) {
        faults.add(where + " is none of what it could be: " + value);
      }
      return;
    }
    if (schema.get("type") instanceof YamlNode.Scalar type && !isOf(type.text(), value)) {
      faults.add(where + " is no " + type.text());
    } else if (value instanceof YamlNode.Mapping object) {
      members(schema, object, where, faults);
    } else if (value instanceof YamlNode.Sequence array && schema.get("items") != null) {
      array.items().forEach(item -> check(schema.get("items"), item, where + "[]", faults));
    }
  }

  private static boolean isOf(String type, YamlNode value) {
    return switch (type) {
      case "object" -> value instanceof YamlNode.Mapping;
      case "array" -> value instanceof YamlNode.Sequence;
      case "integer" -> value instanceof YamlNode.Scalar it && it.kind() == YamlNode.Kind.INTEGER;
      case "boolean" -> value instanceof YamlNode.Scalar it && it.kind() == YamlNode.Kind.BOOLEAN;
      default -> value instanceof YamlNode.Scalar it && it.kind() == YamlNode.Kind.STRING;
    };
  }

  private void members(
      YamlNode.Mapping schema, YamlNode.Mapping object, String where, List<String> faults) {
    for (YamlNode name : items(schema.get("required"))) {
      String needed = ((YamlNode.Scalar) name).text();
      if (object.get(needed) == null) {
        faults.add(where + "." + needed + " is not there");
      }
    }
    YamlNode properties = schema.get("properties");
    YamlNode others = schema.get("additionalProperties");
    object
        .entries()
        .forEach((name, value) -> {
          YamlNode known = properties == null ? null : mapping(properties).get(name);
          if (known != null) {
            check(known, value, where + "." + name, faults);
          } else if (others instanceof YamlNode.Mapping) {
            check(others, value, where + "." + name, faults);
          } else if (others instanceof YamlNode.Scalar no && no.text().equals("false")) {
            faults.add(where + "." + name + " is not described");
          }
        });
  }
}
