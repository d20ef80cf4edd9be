// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Entry;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import java.io.IOException;

/// Reads logs whose lines with # in front tell what the rows behind them hold. Such lines may come
/// again in the middle, as in logs joined end to end, and change everything behind them.
///
/// A row with the wrong number of columns is told; its text is kept as the value `message`. The
/// last row of a log that was cut off in it is told and passed over.
final class TableReader implements RecordReader {
  /// So many problems are told one by one; all are counted.
  private static final int TOLD = 20;

  private final Entry entry;
  private final ReadContext context;
  private final Table table;
  private final Lines lines;
  private long records;
  private long damaged;
  private long recovered;
  private long truncated;

  /// What the lines with # in front said.
  interface Table {
    /// Takes a line that begins with #.
    void take(byte[] line, int from, int to);

    /// Whether no line has named the columns yet.
    boolean isMissing();

    /// Makes up columns for a row of a log without a front.
    void guess(byte[] row, int from, int to);

    /// How many columns rows have.
    int size();

    /// How many columns a row has.
    int columns(byte[] row, int from, int to);

    /// Writes the values of a row with the right number of columns.
    void write(Parts parts);
  }

  TableReader(Entry entry, ReadContext context, Table table, Lines lines) {
    this.entry = entry;
    this.context = context;
    this.table = table;
    this.lines = lines;
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    while (lines.next()) {
      int from = lines.from();
      int to = lines.to();
      if (from < to && lines.bytes()[from] == '#') {
        table.take(lines.bytes(), from, to);
      } else if (Ascii.skipSpaces(lines.bytes(), from, to) < to && row(batch, from, to)) {
        return true;
      }
    }
    return false;
  }

  private boolean row(EventBatch batch, int from, int to) {
    if (table.isMissing()) {
      table.guess(lines.bytes(), from, to);
      tell("textlogs.header.missing");
    }
    if (lines.isCut()) {
      truncated++;
      tell("textlogs.line.long", context.limits().recordBytes());
    }
    int columns = table.columns(lines.bytes(), from, to);
    if (columns < table.size() && !lines.isTerminated()) {
      damaged++;
      tell("textlogs.row.cut", table.size(), columns);
      return false;
    }
    int event = batch.beginEvent();
    Parts parts = new Parts(batch, new Parts.Text(lines.bytes(), from, to), "", context.limits());
    batch.setRecord(event, parts.written(), to - from);
    batch.setPosition(event, lines.number());
    records++;
    if (columns == table.size()) {
      table.write(parts);
      return true;
    }
    parts.text(Parts.MESSAGE, from, to);
    if (recovered++ < TOLD) {
      tell("textlogs.row.columns", table.size(), columns);
    }
    return true;
  }

  private void tell(String id, Object... facts) {
    Message what = Message.of(id, facts);
    Message advice = LineRecords.advice(id);
    context.problems().tell(new Problem(entry.name(), lines.number(), what, advice));
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, damaged, recovered, truncated);
  }

  @Override
  public void close() {}
}
