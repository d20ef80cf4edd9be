// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Entry;
import dev.shirube.containers.LineReader;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.TextEncoding;
import dev.shirube.event.EventBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads a table of Windows events. Columns are named as the header names them; the one behind the
/// last named column, where Event Viewer puts the message, is Message.
final class EventViewerTable implements RecordReader {
  private static final String MESSAGE = "Message";
  private static final int CELL_START = 0;
  private static final int PLAIN = 1;
  private static final int QUOTED = 2;
  private static final int QUOTE_IN_QUOTED = 3;

  private final InputStream input;
  private final LineReader lines;
  private final ReadContext context;
  private final String file;
  private List<String> columns = List.of();
  private char separator = ',';
  private long records;
  private long damaged;
  private long truncated;

  EventViewerTable(Entry entry, ReadContext context) throws IOException {
    this.input = TextEncoding.utf8(entry, context.ansi());
    this.lines = new LineReader(input, context.limits().recordBytes());
    this.context = context;
    this.file = entry.name();
  }

  /// What separates the columns of a header.
  static char separator(String header) {
    if (header.indexOf('\t') >= 0) {
      return '\t';
    }
    return header.indexOf(',') < 0 ? ';' : ',';
  }

  /// The cells of a row whose quotes are balanced (RFC 4180).
  static List<String> cells(String row, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < row.length(); at++) {
      char c = row.charAt(at);
      if (c == '"' && quoted && at + 1 < row.length() && row.charAt(at + 1) == '"') {
        cell.append('"');
        at++;
      } else if (c == '"' && (quoted || cell.isEmpty())) {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    while (lines.next()) {
      long line = lines.number();
      String row = row();
      if (row.isBlank()) {
        continue;
      }
      if (columns.isEmpty()) {
        header(row);
      } else {
        append(batch, line, cells(row, separator));
        return true;
      }
    }
    return false;
  }

  /// The row that begins with the current line; goes on over line ends that stand inside quotes.
  private String row() throws IOException {
    StringBuilder row = new StringBuilder(line());
    int state = state(row, 0, CELL_START);
    int limit = context.limits().recordBytes();
    while (state == QUOTED && row.length() < limit && lines.next()) {
      int from = row.length();
      row.append("\r\n").append(line());
      state = state(row, from, state);
    }
    if (state == QUOTED) {
      damaged++;
      tell("event-viewer.quote", lines.number());
    }
    return row.toString();
  }

  /// Where in a cell the end of a row stands.
  private int state(CharSequence row, int from, int before) {
    int state = before;
    for (int at = from; at < row.length(); at++) {
      char c = row.charAt(at);
      if (c == '"' && state != PLAIN) {
        state = state == QUOTED ? QUOTE_IN_QUOTED : QUOTED;
      } else if (state != QUOTED) {
        state = c == separator ? CELL_START : PLAIN;
      }
    }
    return state;
  }

  private String line() {
    if (lines.truncated()) {
      truncated++;
      tell("event-viewer.long", lines.number());
    }
    return new String(lines.bytes(), lines.start(), lines.length(), StandardCharsets.UTF_8);
  }

  private void tell(String id, long line) {
    context.problems().tell(new Problem(file, line, Message.of(id), Message.of(id + ".advice")));
  }

  private void header(String row) {
    if (row.startsWith("#TYPE") || row.startsWith("sep=")) {
      return;
    }
    separator = separator(row);
    List<String> named = new ArrayList<>();
    for (String column : cells(row.strip(), separator)) {
      named.add(column.strip());
    }
    columns = named;
  }

  private void append(EventBatch batch, long line, List<String> cells) {
    batch.setPosition(batch.beginEvent(), line);
    int most = context.limits().fields();
    for (int index = 0; index < cells.size() && index < most; index++) {
      String name = name(index);
      if (name.equalsIgnoreCase(MESSAGE)) {
        MessageText.append(batch, name, cells.get(index), most);
      } else {
        MessageText.addText(batch, name, cells.get(index));
      }
    }
    if (cells.size() > most) {
      truncated++;
      MessageText.addText(batch, MESSAGE, String.join(",", cells.subList(most, cells.size())));
      tell("event-viewer.long", line);
    }
    records++;
  }

  private String name(int index) {
    if (index < columns.size() && !columns.get(index).isEmpty()) {
      return columns.get(index);
    }
    return index <= columns.size() ? MESSAGE : "Column" + (index + 1);
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, damaged, 0, truncated);
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
