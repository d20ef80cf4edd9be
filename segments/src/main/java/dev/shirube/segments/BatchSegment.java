// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.ValueType;
import dev.shirube.query.Column;
import dev.shirube.query.Judge;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// Events that are still in memory. One thread appends; any thread reads, and sees of every row
/// that is there all of it. What was there once stays under its row's number.
///
/// Batches that were published are never written to again; small ones that follow each other are
/// put together into new ones, so that events which come one by one do not cost a batch each.
public final class BatchSegment implements Segment {
  private static final int FULL_ROWS = 2048;
  private static final int FULL_BYTES = 4 << 20;
  private static final int LOOK_EVERY = 256;

  private final TenantId tenant;
  private final IdTable rowsOf = new IdTable();
  private volatile Published published = new Published(new EventBatch[0], new int[0], 0, 0, 0, 0);

  public BatchSegment(TenantId tenant) {
    this.tenant = tenant;
  }

  /// All that readers see, at one moment.
  ///
  /// @param starts the row of each batch's first event
  private record Published(
      EventBatch[] batches, int[] starts, int rows, long bytes, long first, long last) {
    /// The batch that a row is in.
    int batchOf(int row) {
      if (row < 0 || row >= rows) {
        throw new IndexOutOfBoundsException("no row " + row);
      }
      int found = Arrays.binarySearch(starts, row);
      return found >= 0 ? found : -found - 2;
    }

    Event event(int row) {
      int batch = batchOf(row);
      return new Event().on(batches[batch], row - starts[batch]);
    }
  }

  /// Appends copies of some events of a batch. For one thread at a time, which is also the one that
  /// gives names of the batch's dictionary numbers.
  ///
  /// @param which the events' indexes; those whose id is here already, or comes a second time, are
  ///   taken out
  public void append(EventBatch from, BitSet which) {
    Event event = new Event();
    int row = rows();
    for (int index = which.nextSetBit(0); index >= 0; index = which.nextSetBit(index + 1)) {
      if (rowsOf.add(event.on(from, index).id(), row)) {
        row++;
      } else {
        which.clear(index);
      }
    }
    if (which.isEmpty()) {
      return;
    }
    publish(which.cardinality() == from.count() ? from.copy() : some(from, which));
  }

  private EventBatch some(EventBatch from, BitSet which) {
    EventBatch some = new EventBatch(tenant, from.names());
    for (int event = which.nextSetBit(0); event >= 0; event = which.nextSetBit(event + 1)) {
      some.append(from, event);
    }
    return some.copy();
  }

  private void publish(EventBatch fresh) {
    Published old = published;
    int keep = old.batches().length;
    int rows = fresh.count();
    long bytes = fresh.sizeBytes();
    // As when a number is counted up in binary: each row is copied about log2(FULL_ROWS) times.
    while (keep > 0 && isSmall(old.batches()[keep - 1], rows, bytes)) {
      keep--;
      rows += old.batches()[keep].count();
      bytes += old.batches()[keep].sizeBytes();
    }
    EventBatch[] batches = Arrays.copyOf(old.batches(), keep + 1);
    int[] starts = Arrays.copyOf(old.starts(), keep + 1);
    batches[keep] = keep == old.batches().length ? fresh : joined(old, keep, fresh);
    starts[keep] = old.rows() + fresh.count() - rows;
    long first = old.rows() == 0 ? Long.MAX_VALUE : old.first();
    long last = old.rows() == 0 ? Long.MIN_VALUE : old.last();
    Event event = new Event();
    for (int index = 0; index < fresh.count(); index++) {
      event.on(fresh, index);
      first = Math.min(first, event.time());
      last = Math.max(last, event.time());
    }
    int all = old.rows() + fresh.count();
    published = new Published(batches, starts, all, old.bytes() + fresh.sizeBytes(), first, last);
  }

  private static boolean isSmall(EventBatch batch, int rows, long bytes) {
    return batch.count() <= rows
        && batch.count() + rows <= FULL_ROWS
        && batch.sizeBytes() + bytes <= FULL_BYTES;
  }

  private EventBatch joined(Published old, int from, EventBatch fresh) {
    FieldNames names = fresh.names();
    for (int index = from; index < old.batches().length; index++) {
      // A dictionary belongs to the thread that fills batches; no other gives it names.
      names = old.batches()[index].names() == names ? names : new FieldNames();
    }
    EventBatch joined = new EventBatch(tenant, names);
    for (int index = from; index < old.batches().length; index++) {
      addAll(joined, old.batches()[index]);
    }
    addAll(joined, fresh);
    return joined.copy();
  }

  private static void addAll(EventBatch joined, EventBatch part) {
    for (int event = 0; event < part.count(); event++) {
      joined.append(part, event);
    }
  }

  /// How many bytes of values the rows have: the measure of whether they should become a file.
  public long sizeBytes() {
    return published.bytes();
  }

  @Override
  public int rows() {
    return published.rows();
  }

  @Override
  public long firstNanos() {
    return published.first();
  }

  @Override
  public long lastNanos() {
    return published.last();
  }

  @Override
  public long nanos(int row) {
    return published.event(row).time();
  }

  @Override
  public EventId id(int row) {
    return published.event(row).id();
  }

  @Override
  public int rowOf(EventId id) {
    int row = rowsOf.find(id);
    return row < rows() ? row : -1;
  }

  @Override
  public Selection select(TimeRange range, Predicate wanted, BooleanSupplier cancelled) {
    Published now = published;
    BitSet rows = new BitSet(now.rows());
    int undecided = 0;
    if (now.rows() == 0 || !range.touches(now.first(), now.last())) {
      return new Selection(rows, 0);
    }
    Judge judge = Judge.of(wanted);
    Event event = new Event();
    for (int batch = 0; batch < now.batches().length; batch++) {
      EventBatch events = now.batches()[batch];
      for (int index = 0; index < events.count(); index++) {
        if (index % LOOK_EVERY == 0 && cancelled.getAsBoolean()) {
          return new Selection(new BitSet(), 0);
        }
        event.on(events, index);
        if (range.contains(event.time())) {
          switch (judge.judge(event)) {
            case YES -> rows.set(now.starts()[batch] + index);
            case UNDECIDED -> undecided++;
            case NO -> {
              // Not wanted.
            }
          }
        }
      }
    }
    return new Selection(rows, undecided);
  }

  @Override
  public void values(Column column, Selection rows, ValueSink sink) {
    Published now = published;
    BitSet wanted = rows.rows();
    for (int row = wanted.nextSetBit(0); row >= 0; row = wanted.nextSetBit(row + 1)) {
      Event event = now.event(row);
      if (column instanceof Column.Head head) {
        byte[] text = head.text(event).getBytes(StandardCharsets.UTF_8);
        sink.value(row, text, 0, text.length);
        continue;
      }
      for (int entry = 0; entry < event.size(); entry++) {
        if (event.type(entry) != ValueType.NULL && isOf(column, event, entry)) {
          hand(event, entry, row, sink);
        }
      }
    }
  }

  private static boolean isOf(Column column, Event event, int entry) {
    return switch (column) {
      case Column.Head _ -> false;
      case Column.Catalogue known -> event.field(entry) == known.field().id();
      case Column.Vendor(String name) ->
          event.name(entry) != FieldNames.NONE
              && ColumnMatch.isSameName(event.nameText(entry), name);
    };
  }

  private static void hand(Event event, int entry, int row, ValueSink sink) {
    if (event.type(entry) == ValueType.TEXT) {
      sink.value(row, event.batch().buffer(), event.offset(entry), event.length(entry));
    } else {
      byte[] text = event.text(entry).getBytes(StandardCharsets.UTF_8);
      sink.value(row, text, 0, text.length);
    }
  }

  @Override
  public RowCopier copier() {
    Published now = published;
    return (row, into) -> {
      Published current = row < now.rows() ? now : published;
      int batch = current.batchOf(row);
      into.append(current.batches()[batch], row - current.starts()[batch]);
    };
  }

  @Override
  public RowViewer viewer(TenantId of) {
    Published now = published;
    Event event = new Event();
    return row -> {
      int batch = now.batchOf(row);
      return event.on(now.batches()[batch], row - now.starts()[batch]);
    };
  }

  /// Does nothing: memory is freed once nobody holds it.
  @Override
  public void close() {}

  /// Ids of events and the row of each, as numbers alone. Any thread may ask.
  private static final class IdTable {
    private static final long KEY = new SplittableRandom().nextLong() | 1;
    private static final int FIRST = 1 << 8;

    private long[] high = new long[FIRST];
    private long[] low = new long[FIRST];
    private int[] slots = new int[FIRST * 2];
    private int[] rows = new int[FIRST];
    private int size;

    /// Adds an id, unless it is here.
    ///
    /// @return whether it was new
    synchronized boolean add(EventId id, int row) {
      int slot = slot(id.high(), id.low());
      if (slots[slot] != 0) {
        return false;
      }
      if (size == high.length) {
        grow();
        slot = slot(id.high(), id.low());
      }
      high[size] = id.high();
      low[size] = id.low();
      rows[size] = row;
      slots[slot] = ++size;
      return true;
    }

    /// The row of an id, -1 if it is not here.
    synchronized int find(EventId id) {
      int found = slots[slot(id.high(), id.low())];
      return found == 0 ? -1 : rows[found - 1];
    }

    /// The place of an id, or the free one where it belongs.
    private int slot(long first, long second) {
      int mask = slots.length - 1;
      long hash =
          Math.multiplyHigh(first ^ KEY, second ^ 0x9e37_79b9_7f4a_7c15L) ^ first * KEY ^ second;
      int slot = (int) (hash ^ hash >>> 32) & mask;
      while (slots[slot] != 0
          && (high[slots[slot] - 1] != first || low[slots[slot] - 1] != second)) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    private void grow() {
      high = Arrays.copyOf(high, size * 2);
      low = Arrays.copyOf(low, size * 2);
      rows = Arrays.copyOf(rows, size * 2);
      slots = new int[size * 4];
      for (int index = 0; index < size; index++) {
        slots[slot(high[index], low[index])] = index + 1;
      }
    }
  }
}
