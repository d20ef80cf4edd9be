// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How a table is written: what separates its cells and rows, where its header stands, and how sure
/// that is.
///
/// @param sure 0 if the text does not look like a table with a header
/// @param skip bytes before the header row
record CsvDialect(byte delimiter, byte lineEnd, int skip, int sure) {
  private static final byte[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int ROWS = 50;
  private static final int SURE = 65;
  private static final int LIKELY = 55;
  private static final int HEADER_ALONE = 35;
  private static final int MAX_NAME = 80;

  /// The dialect that fits the front of a text best.
  static CsvDialect of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte lineEnd = text.indexOf('\n') < 0 && text.indexOf('\r') >= 0 ? (byte) '\r' : (byte) '\n';
    int skip = preamble(text);
    CsvDialect best = new CsvDialect((byte) ',', lineEnd, skip, 0);
    int columns = 0;
    for (byte delimiter : DELIMITERS) {
      List<List<String>> rows = rows(bytes, new CsvRow(delimiter, lineEnd), skip);
      int sure = judge(rows);
      if (sure > best.sure || (sure == best.sure && sure > 0 && rows.getFirst().size() > columns)) {
        best = new CsvDialect(delimiter, lineEnd, skip, sure);
        columns = rows.getFirst().size();
      }
    }
    return best;
  }

  /// Length of the lines that some programs put before the header: the type written by PowerShell,
  /// the separator by Excel. Both are ASCII.
  private static int preamble(String text) {
    String front = text.substring(0, Math.min(text.length(), 8)).toLowerCase(Locale.ROOT);
    int end = text.indexOf('\n') + 1;
    boolean known = front.startsWith("#type ") || front.startsWith("sep=");
    return known && end > 0 && end < 300 ? end : 0;
  }

  private static List<List<String>> rows(byte[] bytes, CsvRow row, int skip) {
    List<List<String>> rows = new ArrayList<>();
    int at = skip;
    while (at < bytes.length && rows.size() < ROWS) {
      boolean whole = row.read(bytes, at, bytes.length, true);
      if (!whole && rows.size() > 1) {
        break;
      }
      if (!row.isBlank()) {
        List<String> cells = new ArrayList<>();
        for (int cell = 0; cell < row.count(); cell++) {
          cells.add(new String(row.value(bytes, cell), StandardCharsets.UTF_8).strip());
        }
        rows.add(cells);
      }
      at = row.next();
    }
    return rows;
  }

  private static int judge(List<List<String>> rows) {
    if (rows.isEmpty() || !isHeader(rows.getFirst())) {
      return 0;
    }
    int columns = rows.getFirst().size();
    if (rows.size() == 1) {
      return columns > 2 ? HEADER_ALONE : 0;
    }
    int same = 0;
    boolean contrast = false;
    for (List<String> row : rows.subList(1, rows.size())) {
      same += row.size() == columns ? 1 : 0;
      contrast |= row.stream().anyMatch(cell -> !isName(cell));
    }
    int data = rows.size() - 1;
    if (!contrast || same * 5 < data * 4) {
      return 0;
    }
    return same > 2 && same == data ? SURE : LIKELY;
  }

  private static boolean isHeader(List<String> cells) {
    int names = 0;
    int empty = 0;
    Set<String> distinct = new HashSet<>();
    for (String cell : cells) {
      names += isName(cell) ? 1 : 0;
      empty += cell.isEmpty() ? 1 : 0;
      distinct.add(cell);
    }
    return cells.size() > 1
        && !cells.getFirst().isEmpty()
        && names >= 1
        && names + empty == cells.size()
        && empty * 3 <= cells.size()
        && distinct.size() * 2 > cells.size();
  }

  /// Whether a cell can be the name of a column: it begins like a word and is no number, time,
  /// address, assignment or sentence.
  private static boolean isName(String cell) {
    if (cell.isEmpty() || cell.length() > MAX_NAME) {
      return false;
    }
    char first = cell.charAt(0);
    if (!Character.isLetter(first) && "_@#$(%".indexOf(first) < 0) {
      return false;
    }
    int words = 1;
    for (int at = 1; at < cell.length(); at++) {
      char c = cell.charAt(at);
      boolean digitBefore = Character.isDigit(cell.charAt(at - 1));
      words += c == ' ' ? 1 : 0;
      if (c == '=' || c == '"' || c == '{' || c < ' ' || (c == ':' && digitBefore)) {
        return false;
      }
      if (c == ' ' && cell.charAt(at - 1) == ':') {
        return false;
      }
    }
    return words <= 8;
  }
}
