// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.ByteWindow;
import dev.shirube.containers.Entry;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.TextEncoding;
import dev.shirube.event.EventBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The rows of a table: each cell a text under its column's name, whatever it holds.
final class CsvRecords implements RecordReader {
  /// Rows of each kind of misfit that are told one by one.
  private static final int MAX_TOLD = 5;

  /// How many bytes may be read in vain for a closing quotation mark before marks are no longer
  /// heeded: bounds the time that hostile input can take.
  private static final long VAIN_BYTES = 64L << 20;

  private final String name;
  private final ReadContext context;
  private final ByteWindow window;
  private final CsvDialect dialect;
  private final CsvRow row;
  private @Nullable CsvColumns columns;
  private boolean quotes = true;
  private boolean cut;
  private boolean finished;
  private long records;
  private long truncated;
  private long longer;
  private long shorter;
  private long vainBytes;

  CsvRecords(Entry entry, CsvDialect dialect, ReadContext context) throws IOException {
    this.name = entry.name();
    this.context = context;
    this.dialect = dialect;
    this.row = new CsvRow(dialect.delimiter(), dialect.lineEnd());
    int limit = context.limits().recordBytes();
    this.window = new ByteWindow(TextEncoding.utf8(entry, context.ansi()), limit);
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    CsvColumns known = columns == null ? header() : columns;
    columns = known;
    if (known == null || !nextRow()) {
      finish();
      return false;
    }
    append(batch, known);
    return true;
  }

  private @Nullable CsvColumns header() throws IOException {
    if (dialect.skip() > 0 && window.ensure(dialect.skip())) {
      window.moveTo(window.from() + dialect.skip());
    }
    if (!nextRow()) {
      return null;
    }
    CsvColumns read = new CsvColumns(row, window.bytes());
    window.moveTo(row.next());
    return read;
  }

  /// Reads the row at the front of the window, passing over empty lines.
  private boolean nextRow() throws IOException {
    while (window.ensure(1)) {
      readRow();
      if (!row.isBlank()) {
        return true;
      }
      window.moveTo(row.next());
    }
    return false;
  }

  private void readRow() throws IOException {
    cut = false;
    boolean heeded = quotes;
    while (!row.read(window.bytes(), window.from(), window.to(), heeded)) {
      if (window.more()) {
        continue;
      }
      if (heeded && row.isOpen() && hasLineEnd()) {
        heeded = false;
        vainBytes += window.size();
        quotes = vainBytes < VAIN_BYTES;
        tell("csv.open", window.line(window.from()));
      } else {
        cut = !window.ended();
        return;
      }
    }
  }

  /// Whether the row ends somewhere in the window if quotation marks are not heeded.
  private boolean hasLineEnd() {
    for (int at = window.from(); at < window.to(); at++) {
      if (window.bytes()[at] == dialect.lineEnd()) {
        return true;
      }
    }
    return false;
  }

  private void append(EventBatch batch, CsvColumns known) throws IOException {
    int event = batch.beginEvent();
    int from = window.from();
    int end = row.next();
    int offset = batch.appendBytes(window.bytes(), from, end - from);
    batch.setRecord(event, offset, lengthOf(from, end));
    batch.setPosition(event, ++records);
    batch.setReceived(event, context.receivedNanos());
    CsvCells cells = new CsvCells(known, row, context.limits().fields());
    if (!cells.add(batch, window.bytes(), offset - from, cut)) {
      tell("csv.fields", window.line(from));
    }
    compare(known, window.line(from));
    window.moveTo(end);
    if (cut) {
      tell("csv.long", window.line(end), context.limits().recordBytes());
      truncated++;
      passLine();
    }
  }

  private int lengthOf(int from, int end) {
    int length = end - from;
    byte[] bytes = window.bytes();
    while (length > 0 && (bytes[from + length - 1] == '\n' || bytes[from + length - 1] == '\r')) {
      length--;
    }
    return length;
  }

  private void compare(CsvColumns known, long line) {
    if (row.count() > known.count() && ++longer <= MAX_TOLD) {
      tell("csv.longer", line, longer);
    } else if (row.count() < known.count() && ++shorter <= MAX_TOLD) {
      tell("csv.shorter", line, shorter);
    }
  }

  private void passLine() throws IOException {
    while (window.ensure(1)) {
      for (int at = window.from(); at < window.to(); at++) {
        if (window.bytes()[at] == dialect.lineEnd()) {
          window.moveTo(at + 1);
          return;
        }
      }
      window.moveTo(window.to());
    }
  }

  private void finish() {
    if (!finished && (longer > MAX_TOLD || shorter > MAX_TOLD)) {
      tell("csv.many", 0, longer, shorter);
    }
    finished = true;
  }

  private void tell(String id, long line, Object... facts) {
    Message what = Message.of(id, facts);
    context.problems().tell(new Problem(name, line, what, Message.of(id + ".advice", facts)));
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, 0, 0, truncated);
  }

  @Override
  public void close() {}
}
