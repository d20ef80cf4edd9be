// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import java.util.Arrays;

/// One row of a table (RFC 4180) as spans of its bytes. A quotation mark inside an unquoted cell,
/// or text behind a closing one, belongs to the value.
final class CsvRow {
  private final byte delimiter;
  private final byte lineEnd;
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private boolean[] doubled = new boolean[64];
  private int count;
  private int next;
  private boolean open;

  /// @param lineEnd LF, or CR in a text without LF
  CsvRow(byte delimiter, byte lineEnd) {
    this.delimiter = delimiter;
    this.lineEnd = lineEnd;
  }

  /// Reads the row at a position.
  ///
  /// @param quotes whether quotation marks are heeded
  /// @return false if the bytes end before the row does; what was read is then its front
  boolean read(byte[] bytes, int from, int to, boolean quotes) {
    count = 0;
    open = false;
    int at = from;
    while (true) {
      boolean quoted = quotes && at < to && bytes[at] == '"';
      int end = quoted ? quoted(bytes, at, to) : plain(bytes, at, to);
      if (end >= to) {
        next = to;
        return false;
      }
      at = end + 1;
      if (bytes[end] == lineEnd) {
        next = at;
        return true;
      }
    }
  }

  private int plain(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != delimiter && bytes[at] != lineEnd) {
      at++;
    }
    boolean last = at >= to || bytes[at] == lineEnd;
    boolean carriageReturn = last && lineEnd == '\n' && at > from && bytes[at - 1] == '\r';
    add(from, carriageReturn ? at - 1 : at, false);
    return at;
  }

  private int quoted(byte[] bytes, int from, int to) {
    boolean twice = false;
    int at = from + 1;
    while (at < to && (bytes[at] != '"' || (at + 1 < to && bytes[at + 1] == '"'))) {
      if (bytes[at] == '"') {
        twice = true;
        at++;
      }
      at++;
    }
    open = at >= to;
    int close = Math.min(at, to);
    int end = close + 1;
    boolean ends =
        end >= to
            || bytes[end] == delimiter
            || bytes[end] == lineEnd
            || (bytes[end] == '\r' && (end + 1 >= to || bytes[end + 1] == lineEnd));
    if (!ends) {
      return plain(bytes, from, to, close);
    }
    add(from + 1, close, twice);
    return end < to && bytes[end] == '\r' && lineEnd != '\r' ? end + 1 : end;
  }

  /// A cell that only began like a quotation: all of it as it stands, up to the end behind its
  /// closing mark.
  private int plain(byte[] bytes, int from, int to, int close) {
    int end = plain(bytes, close, to);
    starts[count - 1] = from;
    return end;
  }

  private void add(int start, int end, boolean twice) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      doubled = Arrays.copyOf(doubled, count * 2);
    }
    starts[count] = start;
    ends[count] = end;
    doubled[count++] = twice;
  }

  /// How many cells the row has.
  int count() {
    return count;
  }

  /// Where the next row begins.
  int next() {
    return next;
  }

  /// Whether the bytes end inside a quotation.
  boolean isOpen() {
    return open;
  }

  /// Where a cell's value begins.
  int start(int cell) {
    return starts[cell];
  }

  /// Where a cell's value ends.
  int end(int cell) {
    return ends[cell];
  }

  /// Whether a cell holds quotation marks written twice.
  boolean isDoubled(int cell) {
    return doubled[cell];
  }

  /// Whether the row is an empty line.
  boolean isBlank() {
    return count == 1 && starts[0] == ends[0];
  }

  /// The value of a cell, its doubled quotation marks made single.
  byte[] value(byte[] bytes, int cell) {
    byte[] value = new byte[ends[cell] - starts[cell]];
    int length = 0;
    for (int at = starts[cell]; at < ends[cell]; at++) {
      value[length++] = bytes[at];
      boolean pair = doubled[cell] && bytes[at] == '"' && at + 1 < ends[cell];
      at += pair && bytes[at + 1] == '"' ? 1 : 0;
    }
    return Arrays.copyOf(value, length);
  }
}
