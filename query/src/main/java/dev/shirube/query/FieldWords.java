// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.catalog.Nearest;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The names that columns have in texts. A field of the catalogue goes by its path, by a short
/// Japanese name if it has one, and by its Japanese description up to the first bracket where no
/// other field is described so. What every event has in its head goes by one word. A source's own
/// name goes by itself if it is known, and always behind `raw.`. Case and width never matter.
public final class FieldWords {
  /// Stands before a source's own name.
  static final String RAW = "raw.";

  /// Stands before a path of the catalogue where it could be taken for something else.
  static final String FIELD = "field.";

  /// Means any value of an event, whatever it is called.
  static final String ANY = "any";

  /// Characters of the longest name; longer ones are nobody's.
  static final int LONGEST = 200;

  private static final FieldWords CATALOGUE = new FieldWords(builtIn(), List.of());

  private static final List<Column> COMMON = common();

  private final Map<String, Name> names;
  private final List<String> own;

  /// What a name means.
  sealed interface Name {
    /// One column.
    record Of(Column column) implements Name {}

    /// Any value.
    record Any() implements Name {}
  }

  private FieldWords(Map<String, Name> names, Collection<String> own) {
    this.names = Map.copyOf(names);
    this.own = List.copyOf(new TreeSet<>(own));
  }

  /// The catalogue's names alone.
  public static FieldWords ofCatalogue() {
    return CATALOGUE;
  }

  /// These names and those that sources have for their values. Where a source's name is one of ours
  /// too, it means ours.
  public FieldWords with(Collection<String> sourceNames) {
    Map<String, Name> more = new HashMap<>(names);
    Set<String> all = new TreeSet<>(own);
    for (String name : sourceNames) {
      if (!name.isBlank() && name.length() <= LONGEST) {
        all.add(name);
        more.putIfAbsent(key(name), new Name.Of(new Column.Vendor(name)));
      }
    }
    return new FieldWords(more, all);
  }

  /// The sources' own names that are known, in order.
  List<String> own() {
    return own;
  }

  /// The columns that people ask about often: those with a short Japanese name.
  static List<Column> often() {
    return COMMON;
  }

  /// The names that mean something, without case and width.
  Set<String> known() {
    return names.keySet();
  }

  /// What a name means; null if it means nothing here.
  @Nullable Name find(String written) {
    if (written.length() > LONGEST) {
      return null;
    }
    if (written.length() > RAW.length() && written.regionMatches(true, 0, RAW, 0, RAW.length())) {
      return new Name.Of(new Column.Vendor(written.substring(RAW.length())));
    }
    String key = key(written);
    if (key.startsWith(FIELD)) {
      Field field = FieldCatalogue.builtIn().find(key.substring(FIELD.length()));
      return field == null ? null : new Name.Of(new Column.Catalogue(field));
    }
    return names.get(key);
  }

  /// The known names nearest to what was written, at most two, the likeliest first.
  List<String> near(String written) {
    String wanted = key(written.length() > LONGEST ? written.substring(0, LONGEST) : written);
    // A word that differs more in length alone is not near.
    int most = Math.max(1, (wanted.length() + 1) / 3);
    Set<String> all = new TreeSet<>();
    for (String name : names.keySet()) {
      if (Math.abs(name.length() - wanted.length()) <= most) {
        all.add(name);
      }
    }
    String first = Nearest.to(wanted, all);
    if (first.isEmpty()) {
      String end = "." + wanted;
      return names.keySet().stream().filter(name -> name.endsWith(end)).sorted().limit(2).toList();
    }
    all.remove(first);
    String second = Nearest.to(wanted, all);
    return second.isEmpty() ? List.of(spelled(first)) : List.of(spelled(first), spelled(second));
  }

  private String spelled(String key) {
    return names.get(key) instanceof Name.Of(Column.Vendor(String name)) ? name : key;
  }

  /// The name that a column is printed with; read back, it is that column whatever else is known.
  static String nameOf(Column column) {
    return switch (column) {
      case Column.Head head -> head.name().toLowerCase(Locale.ROOT);
      case Column.Catalogue(Field field) ->
          CATALOGUE.find(field.path()) instanceof Name.Of(Column known) && known.equals(column)
              ? field.path()
              : FIELD + field.path();
      case Column.Vendor(String name) -> isPlain(name) ? RAW + name : Quotes.quote(name);
    };
  }

  private static boolean isPlain(String name) {
    boolean plain = !name.isEmpty() && name.length() < LONGEST - RAW.length();
    for (int index = 0; index < name.length() && plain; index++) {
      char c = name.charAt(index);
      plain = c < 128 && (Character.isLetterOrDigit(c) || (c == '_' || c == '.' || c == '-'));
    }
    return plain;
  }

  static String key(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  private static Map<String, Name> builtIn() {
    Map<String, Name> names = new HashMap<>();
    names.put(ANY, new Name.Any());
    for (Field field : FieldCatalogue.builtIn().all()) {
      names.put(field.path(), new Name.Of(new Column.Catalogue(field)));
    }
    for (Column.Head head : Column.Head.values()) {
      names.put(head.name().toLowerCase(Locale.ROOT), new Name.Of(head));
    }
    addShort(names);
    addDescriptions(names);
    return names;
  }

  private static List<Column> common() {
    List<Column> columns = new ArrayList<>();
    for (String line : lines()) {
      if (CATALOGUE.find(columns(line).getFirst()) instanceof Name.Of(Column column)) {
        columns.add(column);
      }
    }
    return List.copyOf(columns);
  }

  private static void addShort(Map<String, Name> names) {
    for (String line : lines()) {
      List<String> columns = columns(line);
      Name meant = names.get(columns.getFirst());
      if (meant == null) {
        throw new IllegalStateException("names.tsv: no such field: " + columns.getFirst());
      }
      for (String name : columns.subList(1, columns.size())) {
        if (names.put(key(name), meant) != null) {
          throw new IllegalStateException("names.tsv: given twice: " + name);
        }
      }
    }
  }

  private static void addDescriptions(Map<String, Name> names) {
    Map<String, Integer> counts = new HashMap<>();
    FieldCatalogue.builtIn()
        .all()
        .forEach(field -> counts.merge(described(field), 1, Integer::sum));
    for (Field field : FieldCatalogue.builtIn().all()) {
      String name = described(field);
      if (counts.getOrDefault(name, 0) == 1 && Quotes.isName(name)) {
        names.putIfAbsent(name, new Name.Of(new Column.Catalogue(field)));
      }
    }
  }

  private static String described(Field field) {
    String text = field.japanese();
    int end = text.length();
    for (char stop : new char[] {'（', '。', '、'}) {
      int at = text.indexOf(stop);
      end = at > 0 ? Math.min(end, at) : end;
    }
    return key(text.substring(0, end));
  }

  private static List<String> lines() {
    try (InputStream in = FieldWords.class.getResourceAsStream("names.tsv")) {
      if (in == null) {
        throw new IllegalStateException("names.tsv is missing from the query module");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> columns(String line) {
    List<String> columns = new ArrayList<>();
    int from = 0;
    for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', from)) {
      columns.add(line.substring(from, tab));
      from = tab + 1;
    }
    columns.add(line.substring(from));
    return columns;
  }
}
