// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import java.util.List;

/// A table as the rooms that own it know it. Every table has a column `tenant`, which stands first
/// in its primary key and is not named here: it is always set, and always asked for, by the
/// transaction itself. There are texts and whole numbers, and never a null: what is not there is an
/// empty text or a number the owner chose, so that both databases compare and sort alike.
///
/// @param name lower-case words with '_', at most 60 characters
/// @param columns all columns but `tenant`
public record Table(String name, List<Column> columns) {
  /// The column every table begins with.
  static final String TENANT = "tenant";

  public Table {
    columns = List.copyOf(columns);
    checkName(name);
    for (Column column : columns) {
      if (column.name().equals(TENANT)) {
        throw new IllegalArgumentException("the tenant is no column of its own: " + name);
      }
    }
    if (columns.stream().map(Column::name).distinct().count() != columns.size()) {
      throw new IllegalArgumentException("a column stands twice: " + name);
    }
  }

  /// A table of columns.
  public static Table of(String name, Column... columns) {
    return new Table(name, List.of(columns));
  }

  /// The column of a name.
  ///
  /// @throws IllegalArgumentException if there is none, which is a fault of the caller
  Column column(String wanted) {
    for (Column column : columns) {
      if (column.name().equals(wanted)) {
        return column;
      }
    }
    throw new IllegalArgumentException("no column " + wanted + " in " + name);
  }

  /// One column.
  ///
  /// @param name lower-case words with '_', at most 60 characters
  /// @param type what it holds
  public record Column(String name, Type type) {
    public Column {
      checkName(name);
    }

    /// A column of texts.
    public static Column text(String name) {
      return new Column(name, Type.TEXT);
    }

    /// A column of whole numbers of 64 bits.
    public static Column number(String name) {
      return new Column(name, Type.NUMBER);
    }
  }

  /// What a column holds. There is no third: it would differ between the databases.
  public enum Type {
    /// Any text without NUL; sorted by its UTF-8 bytes.
    TEXT,
    /// 64 bits.
    NUMBER
  }

  /// Names become part of statements, so they are looked at once, here.
  private static void checkName(String name) {
    boolean valid = !name.isEmpty() && name.length() <= 60 && isLower(name.charAt(0));
    for (int index = 0; valid && index < name.length(); index++) {
      char c = name.charAt(index);
      valid = isLower(c) || (c >= '0' && c <= '9') || c == '_';
    }
    if (!valid) {
      throw new IllegalArgumentException("not a name of a table or column: " + name);
    }
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }
}
