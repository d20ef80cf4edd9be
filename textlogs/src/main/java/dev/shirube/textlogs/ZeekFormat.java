// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import dev.shirube.containers.Utf8;
import dev.shirube.event.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Zeek's logs in the form of its ASCII writer: `#` lines that name separator, path, fields and
/// types, then rows. Every column is a value under its field's name, those of sets and vectors one
/// value for each element; an unset one has no value; escapes are resolved but for bytes that no
/// text has. The `#path` is the value `_path`, as in Zeek's JSON.
///
/// Rows without a header are read as connections if they look like ones, else as columns `_1`, `_2`
/// ….
public final class ZeekFormat implements Format {
  /// Holds nothing: one serves all entries.
  public ZeekFormat() {}

  @Override
  public String name() {
    return "zeek";
  }

  @Override
  public int recognize(Sample sample) {
    byte[] head = Ascii.bytes(sample.text());
    if (Ascii.startsWith(head, 0, head.length, "#separator ")) {
      return 99;
    }
    int end = Ascii.indexOf(head, 0, head.length, '\n');
    end = end < 0 ? head.length : end;
    if (Ascii.startsWith(head, 0, end, "#fields\t")) {
      return 95;
    }
    return isRow(head, end) ? 85 : 0;
  }

  /// Whether a line begins as most Zeek logs do: a time, then the id of a connection or a file.
  private static boolean isRow(byte[] line, int to) {
    int seconds = Ascii.digitsEnd(line, 0, to);
    int fraction = Ascii.at(line, seconds, to) == '.' ? Ascii.digitsEnd(line, seconds + 1, to) : -1;
    int id = fraction + 1;
    int kind = fraction < 0 || seconds < 9 ? -1 : Ascii.at(line, id, to);
    int end = id;
    while (end < to && (Ascii.isLetter(line[end]) || Ascii.isDigit(line[end]))) {
      end++;
    }
    return fraction >= 0
        && Ascii.at(line, fraction, to) == '\t'
        && (kind == 'C' || kind == 'F')
        && end - id > 8
        && end - id < 24
        && Ascii.at(line, end, to) == '\t';
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    Lines lines = Lines.of(entry, context);
    return new TableReader(entry, context, new Table(), lines);
  }

  /// What the `#` lines of a Zeek log say about the rows behind them, and the values of a row.
  private static final class Table implements TableReader.Table {
    private static final int COLUMNS = 10_000;

    /// The columns of conn.log, for a log whose front is missing.
    private static final List<String> CONN_FIELDS =
        List.of(
            "ts",
            "uid",
            "id.orig_h",
            "id.orig_p",
            "id.resp_h",
            "id.resp_p",
            "proto",
            "service",
            "duration",
            "orig_bytes",
            "resp_bytes",
            "conn_state",
            "local_orig",
            "local_resp",
            "missed_bytes",
            "history",
            "orig_pkts",
            "orig_ip_bytes",
            "resp_pkts",
            "resp_ip_bytes",
            "tunnel_parents");

    private static final List<String> CONN_TYPES =
        List.of(
            "time",
            "string",
            "addr",
            "port",
            "addr",
            "port",
            "enum",
            "string",
            "interval",
            "count",
            "count",
            "string",
            "bool",
            "bool",
            "count",
            "string",
            "count",
            "count",
            "count",
            "count",
            "set[string]");

    private byte separator = '\t';
    private byte setSeparator = ',';
    private byte[] empty = Ascii.bytes("(empty)");
    private byte[] unset = {'-'};
    private byte[] path = {};
    private List<String> fields = List.of();
    private List<String> types = List.of();

    @Override
    public void take(byte[] line, int from, int to) {
      if (Ascii.startsWith(line, from, to, "#separator ")) {
        byte[] spelled = unescape(line, from + "#separator ".length(), to);
        separator = spelled.length > 0 ? spelled[0] : separator;
        fields = List.of();
        types = List.of();
        path = new byte[0];
        return;
      }
      int end = from;
      while (end < to && line[end] != separator) {
        end++;
      }
      int value = Math.min(end + 1, to);
      switch (Ascii.text(line, from, end)) {
        case "#set_separator" ->
            setSeparator = value < to ? unescape(line, value, to)[0] : setSeparator;
        case "#empty_field" -> empty = unescape(line, value, to);
        case "#unset_field" -> unset = unescape(line, value, to);
        case "#path" -> path = unescape(line, value, to);
        case "#fields" -> fields = names(line, value, to);
        case "#types" -> types = names(line, value, to);
        default -> {}
      }
    }

    private List<String> names(byte[] line, int from, int to) {
      List<String> columns = new ArrayList<>();
      int at = from;
      while (at <= to && columns.size() < COLUMNS) {
        int end = columnEnd(line, at, to);
        columns.add(Ascii.text(line, at, end));
        at = end + 1;
      }
      return columns;
    }

    /// Index behind the column that begins here.
    private int columnEnd(byte[] line, int from, int to) {
      return until(line, from, to, separator);
    }

    /// Index behind the element of a set or vector that begins here.
    private int elementEnd(byte[] line, int from, int to) {
      return until(line, from, to, setSeparator);
    }

    private static int until(byte[] line, int from, int to, byte end) {
      int at = from;
      while (at < to && line[at] != end) {
        at++;
      }
      return at;
    }

    @Override
    public boolean isMissing() {
      return fields.isEmpty();
    }

    @Override
    public void guess(byte[] row, int from, int to) {
      int count = columns(row, from, to);
      List<String> guessed = new ArrayList<>();
      if (count == CONN_FIELDS.size()) {
        fields = CONN_FIELDS;
        types = CONN_TYPES;
        path = Ascii.bytes("conn");
        return;
      }
      for (int column = 1; column <= count; column++) {
        guessed.add("_" + column);
      }
      fields = guessed;
      types = List.of();
    }

    @Override
    public int size() {
      return fields.size();
    }

    @Override
    public int columns(byte[] row, int from, int to) {
      int columns = 1;
      for (int at = from; at < to; at++) {
        columns += row[at] == separator ? 1 : 0;
      }
      return columns;
    }

    @Override
    public void write(Parts parts) {
      if (path.length > 0) {
        parts.resolved("_path", ValueType.TEXT, path);
      }
      int at = parts.from();
      for (int column = 0; column < fields.size(); column++) {
        if (parts.isFull()) {
          parts.rest(at, parts.to());
          return;
        }
        int end = columnEnd(parts.bytes(), at, parts.to());
        column(parts, column, at, end);
        at = Math.min(end + 1, parts.to());
      }
    }

    private String type(int column) {
      return column < types.size() ? types.get(column) : "string";
    }

    private void column(Parts parts, int column, int from, int to) {
      String name = fields.get(column);
      String type = type(column);
      int bracket = type.endsWith("]") ? type.indexOf('[') : -1;
      if (bracket < 0) {
        value(parts, name, type, from, to);
      } else if (same(unset, parts.bytes(), from, to)) {
        parts.none(name);
      } else if (same(empty, parts.bytes(), from, to)) {
        parts.resolved(name, ValueType.TEXT, new byte[] {'[', ']'});
      } else {
        elements(parts, name, type.substring(bracket + 1, type.length() - 1), from, to);
      }
    }

    private void elements(Parts parts, String name, String type, int from, int to) {
      int at = from;
      int ordinal = 0;
      boolean more = true;
      while (more) {
        int end = parts.isFull() ? to : elementEnd(parts.bytes(), at, to);
        parts.element(++ordinal);
        value(parts, name, type, at, end);
        more = end < to;
        at = end + 1;
      }
      parts.element(0);
    }

    private void value(Parts parts, String name, String type, int from, int to) {
      byte[] line = parts.bytes();
      if (same(unset, line, from, to)) {
        parts.none(name);
      } else if (same(empty, line, from, to)) {
        parts.text(name, to, to);
      } else if (Ascii.indexOf(line, from, to, '\\') >= 0) {
        parts.resolved(name, ValueType.TEXT, unescape(line, from, to));
      } else {
        parts.value(name, typeOf(type, line, from, to), from, to);
      }
    }

    private static ValueType typeOf(String type, byte[] line, int from, int to) {
      return switch (type) {
        case "count", "int", "port" ->
            isNumber(line, from, to, false) ? ValueType.INTEGER : ValueType.TEXT;
        case "double", "interval", "time" ->
            isNumber(line, from, to, true) ? ValueType.DECIMAL : ValueType.TEXT;
        case "bool" ->
            to - from == 1 && "TF".indexOf(line[from]) >= 0 ? ValueType.BOOLEAN : ValueType.TEXT;
        default -> ValueType.TEXT;
      };
    }

    private static boolean isNumber(byte[] line, int from, int to, boolean fraction) {
      int at = Ascii.at(line, from, to) == '-' ? from + 1 : from;
      int end = Ascii.digitsEnd(line, at, to);
      if (end > at && fraction && Ascii.at(line, end, to) == '.') {
        int digits = Ascii.digitsEnd(line, end + 1, to);
        end = digits > end + 1 ? digits : end;
      }
      if (end > at && fraction && (Ascii.at(line, end, to) | 0x20) == 'e') {
        int sign = end + 1 < to && "+-".indexOf(line[end + 1]) >= 0 ? 1 : 0;
        int digits = Ascii.digitsEnd(line, end + 1 + sign, to);
        end = digits > end + 1 + sign ? digits : end;
      }
      return end > at && end == to;
    }

    private static boolean same(byte[] word, byte[] line, int from, int to) {
      return Arrays.equals(word, 0, word.length, line, from, to);
    }

    /// Removes Zeek's escapes: `\x09` for a byte, `\\` for the backslash; others are none. A byte
    /// that no text has stays escaped, as it does in Zeek's JSON.
    private static byte[] unescape(byte[] line, int from, int to) {
      byte[] plain = unescape(line, from, to, true);
      return Utf8.isValid(plain, 0, plain.length) ? plain : unescape(line, from, to, false);
    }

    private static byte[] unescape(byte[] line, int from, int to, boolean beyondAscii) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream(to - from);
      int at = from;
      while (at < to) {
        int next = line[at] == '\\' ? Ascii.at(line, at + 1, to) : -1;
        int high = next == 'x' ? Character.digit(Ascii.at(line, at + 2, to), 16) : -1;
        int low = high >= 0 ? Character.digit(Ascii.at(line, at + 3, to), 16) : -1;
        int value = low < 0 ? -1 : high * 16 + low;
        if (isText(value) || (value > 0x7f && beyondAscii)) {
          plain.write(value);
          at += 4;
        } else {
          plain.write(line[at]);
          at += next == '\\' ? 2 : 1;
        }
      }
      return plain.toByteArray();
    }

    private static boolean isText(int value) {
      return (value >= ' ' && value < 0x7f) || value == '\t' || value == '\n' || value == '\r';
    }
  }
}
