// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.event.FieldNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The names of a table's columns. One without a name, and one beyond the header, is called
/// column.N after its place, 1 being the first.
final class CsvColumns {
  private static final int MAX_LENGTH = 2_000;

  private final List<String> header = new ArrayList<>();
  private @Nullable FieldNames names;
  private int[] ids = {};

  /// Takes the names from the header row.
  CsvColumns(CsvRow row, byte[] bytes) {
    for (int cell = 0; cell < row.count(); cell++) {
      String name = new String(row.value(bytes, cell), StandardCharsets.UTF_8).strip();
      String kept = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) + "…" : name;
      header.add(kept.isEmpty() ? numbered(cell) : kept);
    }
  }

  private static String numbered(int column) {
    return "column." + (column + 1);
  }

  int count() {
    return header.size();
  }

  /// The number of a column's name in a dictionary.
  int id(int column, FieldNames dictionary) {
    if (column >= header.size()) {
      return dictionary.intern(numbered(column));
    }
    if (names != dictionary) {
      ids = header.stream().mapToInt(dictionary::intern).toArray();
      names = dictionary;
    }
    return ids[column];
  }
}
