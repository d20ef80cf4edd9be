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
import java.util.Arrays;

/// Reads records of one line each, or of one line and those that continue it. A line that is not of
/// the expected form becomes a record all the same: its whole text is the value `message`.
final class LineRecords implements RecordReader {
  private static final int CONTINUED_LINES = 10_000;

  private final Entry entry;
  private final ReadContext context;
  private final LineParser parser;
  private final Lines lines;
  private byte[] record = new byte[512];
  private int length;
  private long position;
  private boolean cut;
  private boolean ahead;
  private long records;
  private long truncated;

  LineRecords(Entry entry, ReadContext context, LineParser parser, Lines lines) {
    this.entry = entry;
    this.context = context;
    this.parser = parser;
    this.lines = lines;
  }

  static LineRecords of(Entry entry, ReadContext context, LineParser parser) throws IOException {
    Lines lines = Lines.of(entry, context);
    return new LineRecords(entry, context, parser, lines);
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    if (!(ahead || nextLine())) {
      return false;
    }
    take();
    ahead = nextLine();
    for (int joined = 0; ahead && joined < CONTINUED_LINES && continues(); joined++) {
      append();
      ahead = nextLine();
    }
    write(batch);
    return true;
  }

  private boolean nextLine() throws IOException {
    while (lines.next()) {
      if (Ascii.skipSpaces(lines.bytes(), lines.from(), lines.to()) < lines.to()) {
        return true;
      }
    }
    return false;
  }

  private void take() {
    length = 0;
    append();
    position = lines.number();
    cut = lines.isCut();
  }

  private boolean continues() {
    return parser.continues(lines.bytes(), lines.from(), lines.to())
        && (long) length + lines.to() - lines.from() < context.limits().recordBytes();
  }

  private void append() {
    int added = lines.to() - lines.from();
    if (record.length < length + added + 1) {
      record = Arrays.copyOf(record, Math.max(length + added + 1, record.length * 2));
    }
    if (length > 0) {
      record[length++] = '\n';
    }
    System.arraycopy(lines.bytes(), lines.from(), record, length, added);
    length += added;
    cut |= lines.isCut();
  }

  private void write(EventBatch batch) {
    int event = batch.beginEvent();
    Parts parts = new Parts(batch, new Parts.Text(record, 0, length), "", context.limits());
    batch.setRecord(event, parts.written(), length);
    batch.setPosition(event, position);
    if (!parser.parse(parts)) {
      parts.text(Parts.MESSAGE, 0, length);
    }
    records++;
    if (cut) {
      truncated++;
      String id = "textlogs.line.long";
      Message what = Message.of(id, context.limits().recordBytes());
      context.problems().tell(new Problem(entry.name(), position, what, advice(id)));
    }
  }

  static Message advice(String id) {
    return Message.of(id + ".advice");
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, 0, 0, truncated);
  }

  @Override
  public void close() {}
}
