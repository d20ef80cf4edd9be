// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Skeleton;
import dev.shirube.blocks.Utf16;
import dev.shirube.blocks.Values;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TimeSource;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.ColumnKey;
import dev.shirube.segments.Layout.Head;
import dev.shirube.segments.Layout.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the rows of a file together again. Going from row to row in their order costs least. For
/// one thread at a time.
final class RowReader implements Segment.RowCopier {
  private static final int NEAR = 32;
  private static final TimeSource[] CLOCKS = TimeSource.values();

  private final FileRows file;
  private final int[] shapes;
  private final List<Shape> looks;
  private final Cursor[] cursors;
  private int next;
  private byte[] wide = new byte[256];
  private final Skeleton skeletons = new Skeleton();
  // What the file's names are in the dictionary that rows were copied to last, plus 1.
  private @Nullable FieldNames theirs;
  private final int[] known;

  RowReader(FileRows file) {
    this.file = file;
    shapes = file.shapes();
    looks = file.looks();
    known = new int[file.layout().names().size()];
    cursors = new Cursor[file.columns().size()];
    for (int column = 0; column < cursors.length; column++) {
      cursors[column] = new Cursor(file.columns().get(column));
    }
  }

  /// The next value of a column.
  static final class Cursor {
    private final ColumnReader column;
    private int index;
    private int first;
    private int end;
    private @Nullable Values held;
    private int @Nullable [] numbers;
    private int partFirst;
    private int partEnd;
    private int at;

    Cursor(ColumnReader column) {
      this.column = column;
    }

    ColumnKey key() {
      return column.key();
    }

    /// Makes the next value the current one and goes on.
    Values take() {
      if (index < first || index >= end) {
        load();
      }
      int[] known = numbers;
      Values values = held;
      at = index - first;
      index++;
      if (known != null) {
        int number = known[at];
        if (values == null || number < partFirst || number >= partEnd) {
          Layout.Part part = column.partOf(number);
          values = column.part(part);
          held = values;
          partFirst = part.first();
          partEnd = part.first() + part.count();
        }
        at = number - partFirst;
      }
      if (values == null) {
        throw new IllegalStateException("a chunk without values");
      }
      return values;
    }

    /// Goes on without looking at the value.
    void pass() {
      index++;
    }

    /// Where among the values that {@link #take} gave the current one is.
    int at() {
      return at;
    }

    private void load() {
      if (index >= column.count()) {
        throw new IndexOutOfBoundsException("the column has no more values");
      }
      Chunk chunk = column.chunks().get(column.chunkOf(index));
      first = chunk.start();
      end = chunk.start() + chunk.count();
      if (column.isDictionary()) {
        numbers = column.numbers(chunk);
      } else {
        held = column.values(chunk);
      }
    }
  }

  /// Goes to a row. All values of it must be taken or passed over, in their order, before going on.
  Shape to(int row) {
    if (row < 0 || row >= shapes.length) {
      throw new IndexOutOfBoundsException("no row " + row);
    }
    if (row < next || row > next + NEAR) {
      jump(row);
    }
    for (; next < row; next++) {
      Shape passed = looks.get(shapes[next]);
      for (int entry = 0; entry < passed.size(); entry++) {
        cursors[passed.column(entry)].index++;
      }
    }
    next = row + 1;
    return looks.get(shapes[row]);
  }

  Cursor cursor(int column) {
    return cursors[column];
  }

  private void jump(int row) {
    int[] indexes = file.indexes(row, shapes);
    for (int column = 0; column < cursors.length; column++) {
      cursors[column].index = indexes[column];
    }
    next = row;
  }

  @Override
  public void copy(int row, EventBatch into) {
    Shape shape = to(row);
    int event = into.beginEvent();
    try {
      entries(shape, into);
      head(row, event, shape, into);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      into.dropLastEvent();
      throw file.source().damaged(0, e);
    } catch (UnreadableSegment e) {
      into.dropLastEvent();
      throw e;
    }
  }

  private void entries(Shape shape, EventBatch into) {
    FieldNames names = into.names();
    for (int entry = 0; entry < shape.size(); entry++) {
      Cursor cursor = cursors[shape.column(entry)];
      ColumnKey key = cursor.key();
      Values values = cursor.take();
      if (key.record()) {
        int at = cursor.at();
        skeletons.addTo(into, values.bytes(), values.offset(at), values.length(at));
      } else {
        add(into, names, key, values, cursor.at());
        into.setField(entry, key.field());
        into.addFlags(entry, shape.flags(entry));
        into.setElement(entry, shape.element(entry));
        if (key.reader() != key.name()) {
          into.setReaderName(entry, name(names, key.reader()));
        }
      }
    }
  }

  /// The number of one of the file's names in a dictionary.
  @SuppressWarnings("ReferenceEquality")
  private int name(FieldNames names, int name) {
    if (names != theirs) {
      theirs = names;
      Arrays.fill(known, 0);
    }
    if (known[name] == 0) {
      byte[] spelled = file.layout().names().get(name);
      known[name] = names.intern(spelled, 0, spelled.length) + 1;
    }
    return known[name] - 1;
  }

  private void add(EventBatch into, FieldNames names, ColumnKey key, Values values, int at) {
    byte[] bytes = values.bytes();
    int offset = values.offset(at);
    int length = values.length(at);
    if (key.narrowed()) {
      if (wide.length < length * 2L) {
        wide = new byte[Math.multiplyExact(length, 2)];
      }
      length = Utf16.toUtf16(bytes, offset, length, wide, 0);
      bytes = wide;
      offset = 0;
    }
    into.add(name(names, key.name()), key.type(), bytes, offset, length);
  }

  private void head(int row, int event, Shape shape, EventBatch into) {
    TimeSource clock = CLOCKS[shape.clock() & 0xff];
    into.setTime(event, file.head(Head.TIME, row), clock, shape.clock() >>> 8);
    into.setReceived(event, file.head(Head.RECEIVED, row));
    into.setClass(event, EventClass.of(shape.eventClass()), shape.activity());
    into.setPosition(event, file.head(Head.POSITION, row));
    into.setSource(event, name(into.names(), shape.source()));
    int input = file.layout().inputs()[(int) file.head(Head.INPUT, row)];
    into.setInput(event, name(into.names(), input));
    into.setId(event, file.id(row));
  }
}
