// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import dev.shirube.event.FieldType;
import java.util.List;

/// What a column of a Parquet file is.
///
/// @param path its names from the outermost group on
/// @param kind what its values are
/// @param repetition how many groups on its path may stand several times
/// @param definition how many steps of its path may be missing
record ParquetColumn(List<String> path, Kind kind, int repetition, int definition) {
  /// What values are.
  enum Kind {
    /// Text in UTF-8.
    TEXT,
    /// A whole number of 64 bits.
    WHOLE,
    /// Microseconds since 1970 UTC.
    MOMENT;

    static Kind of(FieldType type) {
      return switch (type) {
        case INTEGER, PORT -> WHOLE;
        case TIME -> MOMENT;
        default -> TEXT;
      };
    }

    /// The number that Parquet has for how such a value lies in bytes.
    int physical() {
      return this == TEXT ? 6 : 2;
    }
  }

  /// A column that has at most one value in a row.
  static ParquetColumn plain(String name, Kind kind) {
    return new ParquetColumn(List.of(name), kind, 0, 1);
  }

  /// The keys of a column that has texts by keys.
  static ParquetColumn keys(String name) {
    return new ParquetColumn(List.of(name, "key_value", "key"), Kind.TEXT, 1, 1);
  }

  /// The texts of a column that has texts by keys; none, or several, for each key.
  static ParquetColumn texts(String name) {
    return new ParquetColumn(
        List.of(name, "key_value", "value", "list", "element"), Kind.TEXT, 2, 3);
  }
}
