// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

/// What must hold of a column of a row for the row to be meant.
///
/// @param column the column's name
/// @param comparison how they are compared
/// @param value a text or a number, as the column's type is
public record Condition(String column, Comparison comparison, Object value) {
  /// How a column's value is compared with another. Texts are compared by their UTF-8 bytes.
  public enum Comparison {
    IS("="),
    IS_NOT("<>"),
    BELOW("<"),
    AT_MOST("<="),
    ABOVE(">"),
    AT_LEAST(">=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  public Condition {
    boolean kept = value instanceof Long || (value instanceof String text && Row.canKeep(text));
    if (!kept) {
      throw new IllegalArgumentException("no value that can be kept: " + column);
    }
  }

  /// The column has this text.
  public static Condition is(String column, String value) {
    return new Condition(column, Comparison.IS, value);
  }

  /// The column has this number.
  public static Condition is(String column, long value) {
    return new Condition(column, Comparison.IS, value);
  }

  /// The column's number is greater.
  public static Condition above(String column, long value) {
    return new Condition(column, Comparison.ABOVE, value);
  }

  /// The column's number is less.
  public static Condition below(String column, long value) {
    return new Condition(column, Comparison.BELOW, value);
  }

  /// The column's text stands behind this one, by its UTF-8 bytes.
  public static Condition after(String column, String value) {
    return new Condition(column, Comparison.ABOVE, value);
  }
}
