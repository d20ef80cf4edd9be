// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// How the bytes of one value on the tape are to be read. Constants are only ever appended: their
/// ordinals are written to disk.
public enum ValueType {
  /// Present, but the source said it has no value. No bytes.
  NULL,
  /// UTF-8. Bytes that are not UTF-8 are kept as they came and the entry is flagged.
  TEXT,
  /// UTF-16, little-endian, as EVTX holds it.
  TEXT_UTF16,
  /// The inside of a JSON string: UTF-8 with JSON's escapes still in place.
  TEXT_JSON,
  /// A whole number in the digits the source used, ASCII; may be negative.
  INTEGER,
  /// A number with fraction or exponent in the digits the source used, ASCII.
  DECIMAL,
  /// A truth value in the word the source used, ASCII.
  BOOLEAN,
  /// Bytes without a spelling of their own; shown as upper-case hexadecimal digits.
  BINARY,
  /// Sixteen bytes of a {@link ProcessKey}; shown as 32 hexadecimal digits.
  PROCESS_KEY,
  /// A time as a whole number of nanoseconds since 1970 UTC in ASCII digits; made by normalizing.
  TIME;

  private static final ValueType[] ALL = values();

  static ValueType of(int ordinal) {
    return ALL[ordinal];
  }
}
