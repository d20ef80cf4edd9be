// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `derive` and `extract` of a description.
final class DerivationReader {
  private static final Set<String> OPERATIONS =
      Set.of(
          "constant",
          "copy",
          "format",
          "hashes",
          "address",
          "split",
          "basename",
          "folder",
          "extension",
          "lower",
          "upper",
          "trim",
          "number",
          "hex",
          "drive",
          "registry",
          "dword",
          "words",
          "constants",
          "decode",
          "time",
          "element",
          "gather",
          "line",
          "process_key");
  private static final Set<String> OPTIONS =
      Set.of(
          "to", "when", "name", "at", "last", "table", "otherwise", "as", "zone", "with", "after");
  private static final Set<String> ALGORITHMS =
      Set.of("md5", "sha1", "sha256", "sha384", "sha512", "imphash", "all");

  private final Reading reading;
  private final WordTables tables;

  DerivationReader(Reading reading, WordTables tables) {
    this.reading = reading;
    this.tables = tables;
  }

  /// The derivations below `derive` of a mapping.
  List<Operation.Derivation> derivations(YamlNode.Mapping parent) {
    List<Operation.Derivation> derivations = new ArrayList<>();
    for (YamlNode.Mapping mapping : reading.mappings(parent, "derive")) {
      Operation operation = operation(mapping);
      if (operation != null) {
        derivations.add(
            new Operation.Derivation(Condition.Reader.read(mapping, "when", reading), operation));
      }
    }
    return derivations;
  }

  private @Nullable Operation operation(YamlNode.Mapping mapping) {
    Set<String> keys = new HashSet<>(OPERATIONS);
    keys.addAll(OPTIONS);
    reading.onlyKeys(mapping, keys);
    List<String> named = mapping.entries().keySet().stream().filter(OPERATIONS::contains).toList();
    if (named.size() != 1) {
      reading.mistake(mapping.line(), "source.one-operation", Reading.sorted(OPERATIONS));
      return null;
    }
    String name = named.getFirst();
    YamlNode from = mapping.entries().get(name);
    return from == null ? null : operation(name, from, mapping);
  }

  private @Nullable Operation operation(String name, YamlNode from, YamlNode.Mapping mapping) {
    if (name.equals("hashes")) {
      return hashes(from, mapping);
    }
    if (name.equals("address") || name.equals("split")) {
      return pair(name, from, mapping);
    }
    Work.Target to = target(mapping);
    if (to == null) {
      return null;
    }
    return switch (name) {
      case "constant" -> new Operation.Constant(reading.text(mapping, name), to);
      case "format" -> format(reading.text(mapping, name), from.line(), to);
      case "words" -> words(from, mapping, to);
      case "constants" ->
          new Operation.Constants(
              reading.references(from),
              tables.read(mapping.get("table"), mapping.line(), reading),
              to);
      case "time" -> new Operation.Time(reading.references(from), zone(mapping, "zone"), to);
      case "element" -> element(from, mapping, to);
      case "gather" -> gather(from, mapping, to);
      case "line" ->
          new Operation.Line(reading.references(from), utf8(reading.text(mapping, "after")), to);
      case "process_key" -> key(from, to);
      case "copy" -> new Operation.Copy(reading.references(from), to);
      case "decode" -> change(from, "decode_" + reading.text(mapping, "as"), to);
      default -> change(from, name, to);
    };
  }

  private @Nullable Operation change(YamlNode from, String how, Work.Target to) {
    for (TextChange change : TextChange.values()) {
      if (change.name().toLowerCase(Locale.ROOT).equals(how)) {
        return new Operation.Change(reading.references(from), change, to);
      }
    }
    reading.mistake(from.line(), "source.unknown-decoding", how.substring("decode_".length()));
    return null;
  }

  /// Where `to` and `name` of a mapping point, or null after noting that nowhere is given.
  private Work.@Nullable Target target(YamlNode.Mapping mapping) {
    String path = mapping.text("to");
    String name = mapping.text("name");
    if (path == null && name == null) {
      reading.mistake(mapping.line(), "source.missing", "to");
      return null;
    }
    Field field = path == null ? null : reading.field(path, mapping.lineOf("to"));
    if (path != null && field == null) {
      return null;
    }
    return target(field, name == null ? "" : name);
  }

  private Work.Target target(@Nullable Field field, String name) {
    if (!name.isEmpty()) {
      reading.vocabulary().number(name);
    }
    return new Work.Target(field == null ? 0 : field.id(), name);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable Operation hashes(YamlNode from, YamlNode.Mapping mapping) {
    String prefix = reading.text(mapping, "to");
    Map<String, Work.Target> targets = new HashMap<>();
    for (String algorithm : ALGORITHMS) {
      Field field = FieldCatalogue.builtIn().find(prefix + "." + algorithm);
      if (field != null && !algorithm.equals("all")) {
        targets.put(algorithm, new Work.Target(field.id(), ""));
      }
    }
    if (targets.isEmpty()) {
      reading.field(prefix + ".md5", mapping.lineOf("to"));
      return null;
    }
    return new Operation.Hashes(reading.references(from), Map.copyOf(targets));
  }

  private @Nullable Operation pair(String name, YamlNode from, YamlNode.Mapping mapping) {
    YamlNode to = mapping.get("to");
    List<String> paths = to == null ? List.of() : reading.texts(to, "to");
    if (paths.isEmpty() || paths.size() > 2) {
      reading.mistake(mapping.line(), "source.two-paths", name);
      return null;
    }
    Work.Target first = targetOf(paths.getFirst(), mapping);
    Work.Target second = paths.size() == 1 ? null : targetOf(paths.getLast(), mapping);
    int[] references = reading.references(from);
    if (name.equals("address")) {
      return first == null ? null : new Operation.Address(references, first, second);
    }
    boolean last = "true".equals(mapping.text("last"));
    return new Operation.Split(references, utf8(reading.text(mapping, "at")), last, first, second);
  }

  private Work.@Nullable Target targetOf(String path, YamlNode.Mapping mapping) {
    if (path.isEmpty()) {
      return null;
    }
    Field field = reading.field(path, mapping.lineOf("to"));
    return field == null ? null : target(field, "");
  }

  private @Nullable Operation format(String pattern, int line, Work.Target to) {
    List<int[]> values = new ArrayList<>();
    Template parts =
        Template.read(
            pattern,
            inside -> {
              Integer reference = reading.reference(inside, line);
              values.add(reference == null ? new int[0] : new int[] {reference});
              return null;
            });
    if (parts == null && pattern.contains("}{")) {
      return format(pattern.replace("}{", "}\0{"), line, to);
    }
    if (parts == null) {
      reading.mistake(line, "source.template", pattern);
      return null;
    }
    List<byte[]> texts =
        parts.literals().stream().map(text -> utf8(text.replace("\0", ""))).toList();
    return new Operation.Format(texts, values, to);
  }

  private Operation words(YamlNode from, YamlNode.Mapping mapping, Work.Target to) {
    boolean keep = "keep".equals(mapping.text("otherwise"));
    Map<String, String> table = tables.read(mapping.get("table"), mapping.line(), reading);
    return new Operation.Words(
        reading.references(from), new Operation.Words.Table(table), keep, to);
  }

  private @Nullable Operation element(YamlNode from, YamlNode.Mapping mapping, Work.Target to) {
    int at = number(reading.text(mapping, "at"));
    int[] references = reading.references(from);
    if (at == 0 || references.length != 1) {
      reading.mistake(mapping.line(), "source.missing", "at");
      return null;
    }
    return new Operation.Element(references, at, to);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private Operation gather(YamlNode from, YamlNode.Mapping mapping, Work.Target to) {
    String name = String.join("", reading.texts(from, "gather"));
    String with = mapping.text("with");
    String prefix = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
    return new Operation.Gather(prefix, with == null ? " " : with, to);
  }

  private @Nullable Operation key(YamlNode from, Work.Target to) {
    YamlNode.Mapping parts = reading.mapping(from, "process_key");
    if (parts == null) {
      return null;
    }
    reading.onlyKeys(parts, Set.of("guid", "host", "pid", "start"));
    YamlNode start = parts.get("start");
    boolean own = start instanceof YamlNode.Scalar scalar && scalar.text().equals("event");
    int[] starts = start == null ? null : own ? new int[0] : reading.references(start);
    return new Operation.Key(
        part(parts, "guid"), part(parts, "host"), part(parts, "pid"), starts, to);
  }

  private int[] part(YamlNode.Mapping parts, String key) {
    YamlNode node = parts.get(key);
    return node == null ? new int[0] : reading.references(node);
  }

  /// A zone, or null if the key is not there.
  @Nullable ZoneId zone(YamlNode.Mapping mapping, String key) {
    String name = mapping.text(key);
    if (name == null) {
      return null;
    }
    try {
      ZoneId zone = ZoneId.of(name);
      return name.equals("UTC") ? java.time.ZoneOffset.UTC : zone;
    } catch (DateTimeException _) {
      reading.mistake(mapping.lineOf(key), "source.unknown-zone", name);
      return null;
    }
  }

  /// The extractions below `extract` of a mapping.
  List<Template.Extract> extracts(YamlNode.Mapping parent) {
    List<Template.Extract> extracts = new ArrayList<>();
    for (YamlNode.Mapping mapping : reading.mappings(parent, "extract")) {
      reading.onlyKeys(mapping, Set.of("from", "templates"));
      YamlNode from = mapping.get("from");
      List<Template> templates = new ArrayList<>();
      for (String pattern : reading.texts(mapping.get("templates"), "templates")) {
        Template template =
            Template.read(pattern, inside -> capture(inside, mapping.lineOf("templates")));
        if (template == null) {
          reading.mistake(mapping.lineOf("templates"), "source.template", pattern);
        } else {
          templates.add(template);
        }
      }
      if (from == null) {
        reading.mistake(mapping.line(), "source.missing", "from");
      } else {
        extracts.add(new Template.Extract(reading.references(from), templates));
      }
    }
    return extracts;
  }

  private Work.@Nullable Target capture(String inside, int line) {
    if (inside.isEmpty()) {
      return null;
    }
    int equal = inside.indexOf('=');
    String path = equal < 0 ? inside : inside.substring(0, equal);
    Field field = path.isEmpty() ? null : reading.field(path, line);
    return path.isEmpty() || field != null
        ? target(field, equal < 0 ? "" : inside.substring(equal + 1))
        : null;
  }
}
