// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.Field;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.query.Column;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Which columns of a file hold what a query calls a column.
final class ColumnMatch {
  private final boolean[] matches;
  private final List<ColumnReader> columns = new ArrayList<>();

  ColumnMatch(FileRows file, Column wanted) {
    matches = new boolean[file.columns().size()];
    for (int index = 0; index < matches.length; index++) {
      ColumnReader column = file.columns().get(index);
      matches[index] = !column.key().record() && isOf(file, column.key(), wanted);
      if (matches[index] && column.key().type() != ValueType.NULL) {
        columns.add(column);
      }
    }
  }

  private static boolean isOf(FileRows file, Layout.ColumnKey key, Column wanted) {
    return switch (wanted) {
      case Column.Head _ -> false;
      case Column.Catalogue(Field field) -> key.field() == field.id();
      case Column.Vendor(String name) ->
          key.name() != FieldNames.NONE
              && isSameName(
                  new String(file.layout().names().get(key.name()), StandardCharsets.UTF_8), name);
    };
  }

  /// Whether two names differ in case at most.
  static boolean isSameName(String one, String other) {
    return Fold.fold(one).equals(Fold.fold(other));
  }

  /// The columns that hold values of it: not those for which the source said it has none.
  List<ColumnReader> columns() {
    return columns;
  }

  /// Whether a column of the file is one of those that hold values of it.
  boolean holds(int column, Layout.ColumnKey key) {
    return matches[column] && key.type() != ValueType.NULL;
  }

  /// Whether events of a shape have an entry of it, be it without a value.
  boolean isIn(Layout.Shape shape) {
    for (int entry = 0; entry < shape.size(); entry++) {
      if (matches[shape.column(entry)]) {
        return true;
      }
    }
    return false;
  }
}
