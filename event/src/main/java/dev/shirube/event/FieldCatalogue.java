// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All fields an event can have beside the raw ones of its source. Read once from fields.tsv; the
/// numbers are guarded by fields.lock, which a test compares line by line.
public final class FieldCatalogue {
  private static final FieldCatalogue BUILT_IN = readBuiltIn();

  private final Map<String, Field> byPath = new HashMap<>();
  private final List<@Nullable Field> byId = new ArrayList<>();
  private final List<Field> ordered;

  private FieldCatalogue(List<Field> fields) {
    ordered = List.copyOf(fields);
    for (Field field : fields) {
      if (byPath.put(field.path(), field) != null) {
        throw new IllegalStateException("field path given twice: " + field.path());
      }
      while (byId.size() <= field.id()) {
        byId.add(null);
      }
      if (byId.set(field.id(), field) != null) {
        throw new IllegalStateException("field id given twice: " + field.id());
      }
    }
  }

  /// The catalogue of this release.
  public static FieldCatalogue builtIn() {
    return BUILT_IN;
  }

  /// The field of a path that code relies on.
  ///
  /// @throws IllegalArgumentException when the catalogue has no such path
  public static Field require(String path) {
    Field field = BUILT_IN.find(path);
    if (field == null) {
      throw new IllegalArgumentException("the field catalogue has no path " + path);
    }
    return field;
  }

  /// The version written into files: the greatest id in use.
  public int version() {
    return byId.size() - 1;
  }

  public @Nullable Field find(String path) {
    return byPath.get(path);
  }

  public @Nullable Field find(int id) {
    return id >= 0 && id < byId.size() ? byId.get(id) : null;
  }

  /// Every field in the order of ids.
  public Collection<Field> all() {
    return ordered;
  }

  private static FieldCatalogue readBuiltIn() {
    try (InputStream in = FieldCatalogue.class.getResourceAsStream("fields.tsv")) {
      if (in == null) {
        throw new IllegalStateException("fields.tsv is missing from the event module");
      }
      return new FieldCatalogue(parse(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Field> parse(InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    List<Field> fields = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> part = columns(line);
      if (part.size() != 5) {
        throw new IllegalStateException("fields.tsv: five columns expected: " + line);
      }
      FieldType type = FieldType.valueOf(part.get(2).toUpperCase(Locale.ROOT));
      int id = Integer.parseInt(part.get(0));
      fields.add(new Field(id, part.get(1), type, part.get(3), part.get(4)));
    }
    return fields;
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
