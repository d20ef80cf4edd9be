// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Nearest;
import dev.shirube.catalog.YamlNode;
import dev.shirube.containers.Splitter;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads one file of content/sources. Everything that is wrong in it is noted at once.
final class SourceReader {
  private static final Set<String> KEYS =
      Set.of(
          "source",
          "kind",
          "title",
          "rank",
          "base",
          "recognize",
          "rename",
          "split",
          "pairs",
          "labels",
          "clock",
          "map",
          "derive",
          "extract",
          "class",
          "activity",
          "events",
          "samples",
          "example");
  private static final Set<String> EVENT_KEYS =
      Set.of("name", "when", "class", "activity", "map", "derive", "extract", "clock", "join");
  private static final Set<String> CLOCK_KEYS =
      Set.of("field", "kind", "zone", "to", "steady", "local");

  private final Reading reading;
  private final DerivationReader derivations;
  private final MessageLabels labels;
  private final Function<String, @Nullable Splitter> splitters;

  SourceReader(
      Reading reading,
      WordTables tables,
      MessageLabels labels,
      Function<String, @Nullable Splitter> splitters) {
    this.reading = reading;
    this.derivations = new DerivationReader(reading, tables);
    this.labels = labels;
    this.splitters = splitters;
  }

  /// The description, or null if the file has no name for it.
  @Nullable SourceFile read(YamlNode document) {
    YamlNode.Mapping mapping = reading.mapping(document, "source");
    if (mapping == null) {
      return null;
    }
    reading.onlyKeys(mapping, KEYS);
    String id = reading.text(mapping, "source");
    SourceFile.Kind kind = kind(mapping);
    title(mapping);
    List<List<Condition>> recognize = new ArrayList<>();
    for (YamlNode.Mapping alternative : reading.mappings(mapping, "recognize")) {
      recognize.add(Condition.Reader.read(alternative, reading));
    }
    if (recognize.isEmpty() && kind != SourceFile.Kind.BASE) {
      reading.mistake(mapping.line(), "source.missing", "recognize");
    }
    SourceFile source =
        new SourceFile(
            reading.file(),
            id,
            kind,
            rank(mapping),
            mapping.text("base"),
            recognize,
            reshape(mapping),
            layer(mapping),
            events(mapping));
    unreachable(source);
    return id.isEmpty() ? null : source;
  }

  private SourceFile.Kind kind(YamlNode.Mapping mapping) {
    String word = mapping.text("kind");
    for (SourceFile.Kind kind : SourceFile.Kind.values()) {
      if (word == null || kind.name().toLowerCase(Locale.ROOT).equals(word)) {
        return kind;
      }
    }
    reading.mistake(mapping.lineOf("kind"), "source.unknown-kind", String.valueOf(word));
    return SourceFile.Kind.SOURCE;
  }

  private void title(YamlNode.Mapping mapping) {
    boolean both =
        mapping.get("title") instanceof YamlNode.Mapping title
            && title.text("ja") != null
            && title.text("en") != null;
    if (!both) {
      reading.mistake(mapping.lineOf("title"), "source.title");
    }
  }

  private int rank(YamlNode.Mapping mapping) {
    String text = mapping.text("rank");
    if (text == null) {
      return 50;
    }
    int rank = integer(text);
    if (rank < 0 || rank > 100) {
      reading.mistake(mapping.lineOf("rank"), "source.rank", text);
    }
    return rank;
  }

  private static int integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private SourceFile.Layer layer(YamlNode.Mapping mapping) {
    Map<Integer, int[]> map = new HashMap<>();
    for (Map.Entry<String, YamlNode> entry : reading.entries(mapping, "map").entrySet()) {
      List<Field> fields = reading.fields(entry.getValue());
      map.put(
          reading.vocabulary().number(entry.getKey()),
          fields.stream().mapToInt(Field::id).toArray());
    }
    String activity = mapping.text("activity");
    int number = activity == null ? 0 : integer(activity);
    if (number < 0) {
      reading.mistake(mapping.lineOf("activity"), "source.activity", String.valueOf(activity));
    }
    return new SourceFile.Layer(
        map,
        derivations.extracts(mapping),
        derivations.derivations(mapping),
        clocks(mapping),
        eventClass(mapping),
        number);
  }

  private @Nullable EventClass eventClass(YamlNode.Mapping mapping) {
    String word = mapping.text("class");
    if (word == null) {
      return null;
    }
    Map<String, EventClass> known = new LinkedHashMap<>();
    for (EventClass eventClass : EventClass.values()) {
      known.put(eventClass.word(), eventClass);
    }
    EventClass found = known.get(word);
    if (found == null) {
      reading.mistake(
          mapping.lineOf("class"), "source.unknown-class", word, Nearest.of(word, known.keySet()));
    }
    return found;
  }

  private List<Clocks.Clock> clocks(YamlNode.Mapping parent) {
    List<Clocks.Clock> clocks = new ArrayList<>();
    for (YamlNode.Mapping mapping : reading.mappings(parent, "clock")) {
      reading.onlyKeys(mapping, CLOCK_KEYS);
      YamlNode field = mapping.get("field");
      List<int[]> parts = new ArrayList<>();
      for (String name : reading.texts(field, "field")) {
        Integer reference = reading.reference(name, mapping.line());
        if (reference != null) {
          parts.add(new int[] {reference});
        }
      }
      if (parts.isEmpty()) {
        reading.mistake(mapping.line(), "source.missing", "field");
      } else {
        clocks.add(clock(mapping, parts));
      }
    }
    return clocks;
  }

  private Clocks.Clock clock(YamlNode.Mapping mapping, List<int[]> parts) {
    YamlNode pair = mapping.get("local");
    int[] local = pair == null ? null : reading.references(pair);
    if (local != null && local.length != 2) {
      reading.mistake(mapping.lineOf("local"), "source.two-paths", "local");
      local = null;
    }
    String to = mapping.text("to");
    Field kept = to == null ? null : reading.field(to, mapping.lineOf("to"));
    return new Clocks.Clock(
        parts,
        timeSource(mapping),
        derivations.zone(mapping, "zone"),
        local,
        kept == null ? null : new Work.Target(kept.id(), ""),
        "true".equals(mapping.text("steady")));
  }

  private TimeSource timeSource(YamlNode.Mapping mapping) {
    String word = reading.text(mapping, "kind");
    for (TimeSource source : TimeSource.values()) {
      if (source.name().toLowerCase(Locale.ROOT).equals(word)) {
        return source;
      }
    }
    reading.mistake(mapping.lineOf("kind"), "source.unknown-clock", word);
    return TimeSource.CLAIMED;
  }

  private Reshape reshape(YamlNode.Mapping mapping) {
    Map<String, String> renames = new HashMap<>();
    for (Map.Entry<String, YamlNode> entry : reading.entries(mapping, "rename").entrySet()) {
      String to = entry.getValue() instanceof YamlNode.Scalar scalar ? scalar.text() : null;
      if (to == null || (to.isEmpty() && !entry.getKey().endsWith("."))) {
        reading.mistake(entry.getValue().line(), "source.rename", entry.getKey());
      } else {
        renames.put(entry.getKey(), to);
      }
    }
    List<Reshape.Split> splits = new ArrayList<>();
    for (YamlNode.Mapping split : reading.mappings(mapping, "split")) {
      addSplits(split, splits);
    }
    List<Reshape.Pairs> pairs = new ArrayList<>();
    for (YamlNode.Mapping pair : reading.mappings(mapping, "pairs")) {
      reading.onlyKeys(pair, Set.of("name", "value", "prefix"));
      String prefix = pair.text("prefix");
      pairs.add(
          new Reshape.Pairs(
              reading.text(pair, "name"),
              reading.text(pair, "value"),
              prefix == null ? "" : prefix));
    }
    boolean labelled = "true".equals(mapping.text("labels"));
    return new Reshape(renames, splits, pairs, labelled ? labels : null);
  }

  private void addSplits(YamlNode.Mapping mapping, List<Reshape.Split> splits) {
    reading.onlyKeys(mapping, Set.of("value", "as", "prefix", "rename", "when"));
    String name = reading.text(mapping, "as");
    Splitter splitter = splitters.apply(name);
    if (splitter == null) {
      reading.mistake(mapping.lineOf("as"), "source.unknown-splitter", name);
      return;
    }
    List<Condition> when = Condition.Reader.read(mapping, "when", reading);
    for (String value : reading.texts(mapping.get("value"), "value")) {
      boolean open = value.endsWith("*");
      splits.add(
          new Reshape.Split(
              open ? value.substring(0, value.length() - 1) : value,
              open,
              splitter,
              mapping.text("prefix"),
              "true".equals(mapping.text("rename")),
              when));
    }
  }

  private List<SourceFile.EventKind> events(YamlNode.Mapping parent) {
    List<SourceFile.EventKind> events = new ArrayList<>();
    for (YamlNode.Mapping mapping : reading.mappings(parent, "events")) {
      reading.onlyKeys(mapping, EVENT_KEYS);
      String name = mapping.text("name");
      events.add(
          new SourceFile.EventKind(
              name == null ? "" : name,
              mapping.line(),
              Condition.Reader.read(mapping, "when", reading),
              layer(mapping),
              join(mapping)));
    }
    return events;
  }

  private JoinedParts.@Nullable Join join(YamlNode.Mapping parent) {
    YamlNode node = parent.get("join");
    YamlNode.Mapping mapping = node == null ? null : reading.mapping(node, "join");
    if (mapping == null) {
      return null;
    }
    reading.onlyKeys(mapping, Set.of("by", "part", "of", "text"));
    Vocabulary vocabulary = reading.vocabulary();
    return new JoinedParts.Join(
        vocabulary.number(reading.text(mapping, "by")),
        vocabulary.number(reading.text(mapping, "part")),
        vocabulary.number(reading.text(mapping, "of")),
        vocabulary.number(reading.text(mapping, "text")));
  }

  /// Notes every kind of event that an earlier one always takes first.
  private void unreachable(SourceFile source) {
    List<SourceFile.EventKind> events = source.events();
    for (int later = 1; later < events.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (Coverage.covers(events.get(earlier).when(), events.get(later).when())) {
          reading.mistake(
              events.get(later).line(),
              "source.unreachable",
              events.get(later).name(),
              events.get(earlier).name());
          break;
        }
      }
    }
  }

  /// Whether conditions are so wide that nothing is left for others after them.
  private static final class Coverage {
    private Coverage() {}

    /// Whether whatever meets the second conditions surely meets the first.
    static boolean covers(List<Condition> wide, List<Condition> narrow) {
      return wide.stream().allMatch(one -> narrow.stream().anyMatch(two -> covers(one, two)));
    }

    private static boolean covers(Condition wide, Condition narrow) {
      if (wide.reference() != narrow.reference() || wide.negative() || narrow.negative()) {
        return false;
      }
      return narrow.tests().stream()
          .allMatch(test -> wide.tests().stream().anyMatch(other -> covers(other, test)));
    }

    private static boolean covers(Condition.Test wide, Condition.Test narrow) {
      return switch (wide) {
        case Condition.Test.Word word ->
            narrow instanceof Condition.Test.Word other && other.number() == word.number();
        case Condition.Test.Present _ ->
            narrow instanceof Condition.Test.Word || narrow instanceof Condition.Test.Present;
        case Condition.Test.Absent _ -> narrow instanceof Condition.Test.Absent;
        case Condition.Test.Same _,
            Condition.Test.Prefix _,
            Condition.Test.Suffix _,
            Condition.Test.Inside _ ->
            false;
      };
    }
  }
}
