// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.match.Fold;
import dev.shirube.match.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What Sigma's log sources and field names mean in the field catalogue: content/taxonomy/*.yaml.
public final class Taxonomy {
  /// Knows nothing; every rule is then without a source.
  public static final Taxonomy EMPTY = new Taxonomy(List.of());

  private final List<Entry> entries;

  private Taxonomy(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /// What reading gave: the taxonomy, and every fault found on the way.
  public record Loaded(Taxonomy taxonomy, List<Problem> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }
  }

  /// One log source.
  ///
  /// @param number position in the taxonomy, 0 is the first
  /// @param name for people
  /// @param logSource the words it stands for
  /// @param when what an event has to be; all terms must hold
  /// @param fields a rule's field to the catalogue fields it means
  public record Entry(
      int number,
      String name,
      LogSource logSource,
      List<SourceTerm> when,
      Map<String, List<Field>> fields) {
    public Entry {
      when = List.copyOf(when);
      fields = Map.copyOf(fields);
    }

    boolean covers(EventView event) {
      for (SourceTerm term : when) {
        if (!term.holds(event)) {
          return false;
        }
      }
      return true;
    }
  }

  /// One thing an event has to be so that a log source covers it: its class, its activity, the
  /// source it was read by, or the text of a catalogue field. Case does not matter; a text that
  /// ends in `*` is a beginning.
  public static final class SourceTerm {
    private final String key;
    private final @Nullable Field field;
    private final List<String> values;
    private final List<String> folded;

    private SourceTerm(String key, @Nullable Field field, List<String> values) {
      this.key = key;
      this.field = field;
      this.values = List.copyOf(values);
      this.folded = values.stream().map(Fold::fold).toList();
    }

    /// The term of a key and the values allowed; null when the key is no catalogue path either.
    public static @Nullable SourceTerm of(String key, List<String> values) {
      return switch (key) {
        case "class", "activity", "source" -> new SourceTerm(key, null, values);
        default -> {
          Field field = FieldCatalogue.builtIn().find(key);
          yield field == null ? null : new SourceTerm(key, field, values);
        }
      };
    }

    /// class, activity, source, or a path of the catalogue.
    public String key() {
      return key;
    }

    /// The catalogue field; null for class, activity and source.
    public @Nullable Field field() {
      return field;
    }

    /// The values allowed, as written.
    public List<String> values() {
      return values;
    }

    boolean holds(EventView event) {
      if (field != null) {
        for (Subject value : event.catalogueValues(field.id()).subjects()) {
          if (isAllowed(value.folded())) {
            return true;
          }
        }
        return false;
      }
      return isAllowed(
          switch (key) {
            case "class" -> event.event().eventClass().word();
            case "activity" -> String.valueOf(event.event().activity());
            default -> Fold.fold(event.event().source());
          });
    }

    /// Whether a text, folded before, is one of the values allowed.
    public boolean isAllowed(String text) {
      for (String value : folded) {
        boolean open = value.endsWith("*");
        if (open ? text.startsWith(value.substring(0, value.length() - 1)) : text.equals(value)) {
          return true;
        }
      }
      return false;
    }

    int cost() {
      return field == null ? 0 : 1;
    }
  }

  /// Reads the taxonomy of a content folder.
  public static Loaded load(Content content) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Path file : content.files("taxonomy", ".yaml")) {
      Yaml.Documents read = Yaml.read(file.toString(), Files.readAllBytes(file));
      problems.addAll(read.problems());
      for (YamlNode document : read.documents()) {
        addAll(file.toString(), document, entries, problems);
      }
    }
    return new Loaded(new Taxonomy(entries), problems);
  }

  private static void addAll(
      String file, YamlNode document, List<Entry> entries, List<Problem> problems) {
    List<YamlNode> items =
        document instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(document);
    for (YamlNode item : items) {
      try {
        entries.add(entry(item, entries.size()));
      } catch (Fault fault) {
        problems.add(fault.in(file));
      }
    }
  }

  private static Entry entry(YamlNode node, int number) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw Fault.at(node.line(), "taxonomy.shape");
    }
    for (String key : mapping.entries().keySet()) {
      switch (key) {
        case "name", "logsource", "when", "fields", "note" -> {}
        default -> throw Fault.at(mapping.lineOf(key), "taxonomy.key", key);
      }
    }
    LogSource words = LogSource.read(mapping.get("logsource"));
    if (words == null) {
      throw Fault.at(node.line(), "taxonomy.logsource");
    }
    String name = Objects.requireNonNullElse(mapping.text("name"), words.toString());
    return new Entry(number, name, words, when(mapping), fields(mapping));
  }

  private static List<SourceTerm> when(YamlNode.Mapping entry) {
    YamlNode when = entry.get("when");
    if (!(when instanceof YamlNode.Mapping mapping) || mapping.entries().isEmpty()) {
      throw Fault.at(entry.lineOf("when"), "taxonomy.when");
    }
    List<SourceTerm> terms = new ArrayList<>();
    mapping
        .entries()
        .forEach((key, value) -> {
          SourceTerm term = SourceTerm.of(key, texts(value, key));
          if (term == null) {
            throw Fault.at(mapping.lineOf(key), "taxonomy.path", key);
          }
          terms.add(term);
        });
    terms.sort((one, two) -> Integer.compare(one.cost(), two.cost()));
    return terms;
  }

  private static List<String> texts(YamlNode node, String key) {
    List<String> texts = new ArrayList<>();
    List<YamlNode> items =
        node instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node);
    for (YamlNode item : items) {
      if (!(item instanceof YamlNode.Scalar scalar) || scalar.text().isEmpty()) {
        throw Fault.at(item.line(), "taxonomy.value", key);
      }
      texts.add(scalar.text());
    }
    if (texts.isEmpty()) {
      throw Fault.at(node.line(), "taxonomy.value", key);
    }
    return texts;
  }

  private static Map<String, List<Field>> fields(YamlNode.Mapping entry) {
    Map<String, List<Field>> fields = new LinkedHashMap<>();
    YamlNode node = entry.get("fields");
    if (node == null) {
      return fields;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw Fault.at(entry.lineOf("fields"), "taxonomy.fields");
    }
    mapping
        .entries()
        .forEach((name, value) -> {
          List<Field> paths = new ArrayList<>();
          for (String path : texts(value, name)) {
            Field field = FieldCatalogue.builtIn().find(path);
            if (field == null) {
              throw Fault.at(mapping.lineOf(name), "taxonomy.path", path);
            }
            paths.add(field);
          }
          fields.put(name, List.copyOf(paths));
        });
    return fields;
  }

  /// Every log source, in the order read.
  public List<Entry> entries() {
    return entries;
  }

  /// Which log sources a rule's words mean: of each inner list one must cover the event, of the
  /// outer list all. First the entries with exactly these words; else those that cover the words in
  /// parts, all of them; else, for a rule that says less than any entry, those that say more.
  ///
  /// @return an empty list when no source feeds the words
  public List<List<Entry>> resolve(LogSource words) {
    List<Entry> exact = entries.stream().filter(entry -> entry.logSource().equals(words)).toList();
    if (!exact.isEmpty()) {
      return List.of(exact);
    }
    List<Entry> parts = entries.stream().filter(entry -> words.has(entry.logSource())).toList();
    LogSource covered = null;
    for (Entry part : parts) {
      covered = covered == null ? part.logSource() : covered.with(part.logSource());
    }
    if (words.equals(covered)) {
      return conjunction(parts);
    }
    List<Entry> closer = entries.stream().filter(entry -> entry.logSource().has(words)).toList();
    return closer.isEmpty() ? List.of() : List.of(closer);
  }

  private static List<List<Entry>> conjunction(List<Entry> parts) {
    Map<LogSource, List<Entry>> byWords = new LinkedHashMap<>();
    for (Entry part : parts) {
      boolean said =
          parts.stream()
              .map(Entry::logSource)
              .anyMatch(other -> !other.equals(part.logSource()) && other.has(part.logSource()));
      if (!said) {
        byWords.computeIfAbsent(part.logSource(), _ -> new ArrayList<>()).add(part);
      }
    }
    return List.copyOf(byWords.values());
  }

  /// The entries with a product and nothing else: they give the names that all its sources share.
  List<Entry> general(@Nullable String product) {
    if (product == null) {
      return List.of();
    }
    LogSource words = new LogSource(null, product, null);
    return entries.stream().filter(entry -> entry.logSource().equals(words)).toList();
  }
}
