// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Values;
import dev.shirube.event.EventClass;
import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import dev.shirube.query.Column;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Head;
import dev.shirube.segments.Layout.Shape;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/// Hands on the values of a column. For one thread.
final class FileValues {
  private final FileRows file;

  FileValues(FileRows file) {
    this.file = file;
  }

  void hand(Column column, BitSet rows, Segment.ValueSink sink) {
    if (column instanceof Column.Head head) {
      heads(head, rows, sink);
      return;
    }
    ColumnMatch wanted = new ColumnMatch(file, column);
    List<ColumnReader> columns = wanted.columns();
    if (columns.size() == 1) {
      one(columns.getFirst(), rows, sink);
    } else if (!columns.isEmpty()) {
      many(wanted, rows, sink);
    }
  }

  private void one(ColumnReader column, BitSet rows, Segment.ValueSink sink) {
    FileRows.Walk walk = file.walk(column);
    ValueType type = column.key().kept();
    List<Chunk> chunks = column.chunks();
    for (int index = 0; index < chunks.size(); index++) {
      Chunk chunk = chunks.get(index);
      int next = rows.nextSetBit(chunk.firstRow());
      int last = index + 1 < chunks.size() ? chunks.get(index + 1).firstRow() : file.count() - 1;
      if (next < 0 || next > last) {
        continue;
      }
      if (column.isDictionary()) {
        int[] numbers = column.numbers(chunk);
        walk.each(
            chunk,
            (row, value) -> {
              if (rows.get(row)) {
                Layout.Part part = column.partOf(numbers[value]);
                hand(row, type, column.part(part), numbers[value] - part.first(), sink);
              }
            });
      } else {
        Values values = column.values(chunk);
        walk.each(
            chunk,
            (row, value) -> {
              if (rows.get(row)) {
                hand(row, type, values, value, sink);
              }
            });
      }
    }
  }

  private void many(ColumnMatch wanted, BitSet rows, Segment.ValueSink sink) {
    RowReader reader = new RowReader(file);
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      Shape shape = reader.to(row);
      for (int entry = 0; entry < shape.size(); entry++) {
        int column = shape.column(entry);
        RowReader.Cursor cursor = reader.cursor(column);
        if (wanted.holds(column, cursor.key())) {
          Values values = cursor.take();
          hand(row, cursor.key().kept(), values, cursor.at(), sink);
        } else {
          cursor.pass();
        }
      }
    }
  }

  private static void hand(
      int row, ValueType type, Values values, int index, Segment.ValueSink sink) {
    byte[] bytes = values.bytes();
    int offset = values.offset(index);
    int length = values.length(index);
    if (type == ValueType.TEXT) {
      sink.value(row, bytes, offset, length);
    } else {
      hand(row, ValueText.of(type, bytes, offset, length), sink);
    }
  }

  private static void hand(int row, String text, Segment.ValueSink sink) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    sink.value(row, utf8, 0, utf8.length);
  }

  private void heads(Column.Head head, BitSet rows, Segment.ValueSink sink) {
    int[] shapes = file.shapes();
    List<Shape> looks = file.looks();
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      Shape shape = looks.get(shapes[row]);
      hand(
          row,
          switch (head) {
            case TIME -> Long.toString(file.head(Head.TIME, row));
            case RECEIVED -> Long.toString(file.head(Head.RECEIVED, row));
            case CLASS -> EventClass.of(shape.eventClass()).word();
            case ACTIVITY -> Integer.toString(shape.activity());
            case SOURCE -> name(shape.source());
            case INPUT -> name(file.layout().inputs()[(int) file.head(Head.INPUT, row)]);
            case ID -> file.id(row).toString();
          },
          sink);
    }
  }

  private String name(int number) {
    return new String(file.layout().names().get(number), StandardCharsets.UTF_8);
  }
}
