// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import dev.shirube.event.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The W3C's extended log format and its kin, whose `#Fields:` line names the columns: IIS,
/// Exchange, the Windows firewall, many proxies. Columns stand between spaces or tabs, or where the
/// fields do so, between commas; a hyphen means no value; values in quotes may hold anything.
///
/// Every column is a value under its field's name, such as `cs-uri-stem` or `cs(User-Agent)`. Where
/// `date` and `time` are columns, `timestamp` joins them; the form has them in UTC unless `#Time
/// Format: Local` says otherwise. IIS writes plus signs for spaces in headers: the value with
/// spaces stands beside the spelled one under the same name.
public final class W3cFormat implements Format {
  /// Holds nothing: one serves all entries.
  public W3cFormat() {}

  @Override
  public String name() {
    return "w3c";
  }

  @Override
  public int recognize(Sample sample) {
    String text = sample.text();
    if (!text.startsWith("#")) {
      return 0;
    }
    int fields = text.startsWith("#Fields: ") ? 0 : text.indexOf("\n#Fields: ");
    boolean directives =
        text.startsWith("#Fields: ")
            || text.startsWith("#Software: ")
            || text.startsWith("#Version: ")
            || text.startsWith("#Date: ");
    return fields >= 0 && directives ? 98 : 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    Lines lines = Lines.of(entry, context);
    return new TableReader(entry, context, new Columns(), lines);
  }

  private static final class Columns implements TableReader.Table {
    private static final String FIELDS = "#Fields:";
    private static final int LIMIT = 10_000;

    private List<String> fields = List.of();
    private boolean commas;
    private boolean local;
    private boolean quoted;

    @Override
    public void take(byte[] line, int from, int to) {
      if (Ascii.startsWith(line, from, to, FIELDS)) {
        int start = Ascii.skipSpaces(line, from + FIELDS.length(), to);
        int end = Ascii.skipSpacesBack(line, start, to);
        commas = Ascii.indexOf(line, start, end, ',') >= 0;
        List<String> named = new ArrayList<>();
        for (int at = start; at < end && named.size() < LIMIT; at = next(line, at, end)) {
          named.add(Ascii.text(line, at, columnEnd(line, at, end)));
        }
        fields = named;
      } else if (Ascii.startsWith(line, from, to, "#Time Format:")) {
        local = Ascii.indexOf(line, from, to, "Local") >= 0;
      }
    }

    @Override
    public boolean isMissing() {
      return fields.isEmpty();
    }

    @Override
    public void guess(byte[] row, int from, int to) {
      int count = columns(row, from, to);
      List<String> guessed = new ArrayList<>();
      for (int column = 1; column <= count && column <= LIMIT; column++) {
        guessed.add("_" + column);
      }
      fields = guessed;
    }

    @Override
    public int size() {
      return fields.size();
    }

    @Override
    public int columns(byte[] row, int from, int to) {
      int columns = 0;
      int end = Ascii.skipSpacesBack(row, from, to);
      for (int at = from; at < end; at = next(row, at, end)) {
        columns++;
      }
      return columns + (commas && end > from && row[end - 1] == ',' ? 1 : 0);
    }

    /// Index behind the column that begins here.
    private int columnEnd(byte[] row, int from, int to) {
      quoted = Ascii.at(row, from, to) == '"';
      int at = from + 1;
      while (quoted && at < to && !(row[at] == '"' && isSeparator(Ascii.at(row, at + 1, to)))) {
        at += row[at] == '"' && Ascii.at(row, at + 1, to) == '"' ? 2 : 1;
      }
      if (quoted && at < to) {
        return at + 1;
      }
      quoted = false;
      at = from;
      while (at < to && !isSeparator(row[at] & 0xff)) {
        at++;
      }
      return at;
    }

    private boolean isSeparator(int c) {
      return c == -1 || (commas ? c == ',' : c == ' ' || c == '\t');
    }

    /// Index of the column behind the one that begins here.
    private int next(byte[] row, int from, int to) {
      int end = columnEnd(row, from, to);
      return commas ? end + 1 : Math.max(end, Ascii.skipSpaces(row, end, to));
    }

    @Override
    public void write(Parts parts) {
      byte[] row = parts.bytes();
      int to = Ascii.skipSpacesBack(row, parts.from(), parts.to());
      String date = "";
      String time = "";
      int at = parts.from();
      for (String field : fields) {
        if (parts.isFull()) {
          parts.rest(at, to);
          break;
        }
        int end = Math.max(Math.min(at, to), columnEnd(row, at, to));
        column(parts, field, Math.min(at, to), end);
        date = field.equals("date") ? Ascii.text(row, at, end) : date;
        time = field.equals("time") ? Ascii.text(row, at, end) : time;
        at = next(row, at, to);
      }
      if (!date.isEmpty() && !time.isEmpty()) {
        parts.derived("timestamp", date + 'T' + time + (local ? "" : "Z"));
      }
    }

    private void column(Parts parts, String field, int from, int to) {
      byte[] row = parts.bytes();
      if (quoted) {
        quotedColumn(parts, field, from + 1, to - 1);
        return;
      }
      boolean number = to > from && Ascii.digitsEnd(row, from, to) == to;
      if (number) {
        parts.value(field, ValueType.INTEGER, from, to);
      } else {
        parts.textOrNone(field, from, to);
      }
      boolean header = field.startsWith("cs(") && Ascii.indexOf(row, from, to, '+') >= 0;
      if (header && !commas) {
        parts.derived(field, Ascii.text(row, from, to).replace('+', ' '));
      }
    }

    private static void quotedColumn(Parts parts, String field, int from, int to) {
      byte[] row = parts.bytes();
      if (Ascii.indexOf(row, from, to, "\"\"") < 0) {
        parts.text(field, from, to);
        return;
      }
      ByteArrayOutputStream plain = new ByteArrayOutputStream(to - from);
      for (int at = from; at < to; at++) {
        plain.write(row[at]);
        at += row[at] == '"' && Ascii.at(row, at + 1, to) == '"' ? 1 : 0;
      }
      parts.resolved(field, ValueType.TEXT, plain.toByteArray());
    }
  }
}
