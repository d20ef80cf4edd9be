// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Values by the names of their columns: a row as it is read or written, or a part of one. Values
/// are texts and whole numbers.
public final class Row {
  private static final Row EMPTY = new Row(Map.of());

  private final Map<String, Object> values;

  private Row(Map<String, Object> values) {
    this.values = values;
  }

  /// A row of nothing, to be filled by {@link #with}.
  public static Row empty() {
    return EMPTY;
  }

  /// This row and one text more.
  ///
  /// @throws IllegalArgumentException if the text holds NUL or half a surrogate pair, which not
  ///   both databases can keep; whoever takes a text from outside checks it by {@link #canKeep}
  ///   first
  public Row with(String column, String value) {
    if (!canKeep(value)) {
      throw new IllegalArgumentException("a text with NUL or half a surrogate pair: " + column);
    }
    return added(column, value);
  }

  /// This row and one number more.
  public Row with(String column, long value) {
    return added(column, value);
  }

  Row added(String column, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(column, value);
    return new Row(Collections.unmodifiableMap(more));
  }

  /// Whether a text can be kept as it is: it has neither NUL nor half a surrogate pair.
  public static boolean canKeep(String text) {
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (Character.isHighSurrogate(c)
          && index + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(index + 1))) {
        index++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /// The text of a column.
  ///
  /// @throws IllegalArgumentException if the row has no such text
  public String text(String column) {
    if (values.get(column) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("no text " + column);
  }

  /// The number of a column.
  ///
  /// @throws IllegalArgumentException if the row has no such number
  public long number(String column) {
    if (values.get(column) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("no number " + column);
  }

  Map<String, Object> values() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row row && row.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /// The names of the columns alone: values may be secrets.
  @Override
  public String toString() {
    return "Row" + values.keySet();
  }
}
