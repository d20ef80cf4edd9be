// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import java.io.Closeable;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

/// Some events of one tenant that no longer change, as rows in the order of their arrival: a file,
/// or memory not yet written. Any thread may read.
public interface Segment extends Closeable {
  int rows();

  /// When the earliest event happened, nanoseconds since 1970 UTC.
  long firstNanos();

  /// When the latest event happened, nanoseconds since 1970 UTC.
  long lastNanos();

  /// When the event of a row happened, nanoseconds since 1970 UTC.
  long nanos(int row);

  EventId id(int row);

  /// The row of an event, -1 if it is not here.
  int rowOf(EventId id);

  /// Judges every row of a time range as {@link dev.shirube.query.Judge} would.
  ///
  /// @param cancelled asked now and then; once true, the answer is cut short
  Selection select(TimeRange range, Predicate wanted, BooleanSupplier cancelled);

  /// Hands on the values of some rows under a column as text in UTF-8, row after row, and within a
  /// row in the order they stand in. Values the source said it does not have are left out.
  void values(Column column, Selection rows, ValueSink sink);

  /// Appends the event of a row to a batch, with everything it had when it was stored.
  default void copy(int row, EventBatch into) {
    copier().copy(row, into);
  }

  /// Something that copies many events one after another, at less cost than each for itself when
  /// they come in the order of rows. For one thread at a time.
  RowCopier copier();

  /// Something that shows many events one after another, without a copy where that can be. For one
  /// thread at a time.
  default RowViewer viewer(TenantId tenant) {
    return new CopyViewer(tenant, copier());
  }

  /// Takes out of some ids those that are here.
  ///
  /// @param among which of the ids are asked for
  default void dropKnown(EventId[] ids, BitSet among) {
    for (int index = among.nextSetBit(0); index >= 0; index = among.nextSetBit(index + 1)) {
      if (rowOf(ids[index]) >= 0) {
        among.clear(index);
      }
    }
  }

  /// Shows events.
  @FunctionalInterface
  interface RowViewer {
    /// The event of a row, good until the next call.
    Event at(int row);
  }

  /// Copies events.
  @FunctionalInterface
  interface RowCopier {
    /// Appends the event of a row to a batch, with everything it had when it was stored.
    void copy(int row, EventBatch into);
  }

  /// Takes values; their bytes are to be read before returning.
  @FunctionalInterface
  interface ValueSink {
    void value(int row, byte[] bytes, int offset, int length);
  }

  /// Shows rows as copies, each in the place of the one before.
  final class CopyViewer implements RowViewer {
    private final TenantId tenant;
    private final RowCopier copier;
    private final Event event = new Event();
    private EventBatch batch;

    CopyViewer(TenantId tenant, RowCopier copier) {
      this.tenant = tenant;
      this.copier = copier;
      batch = new EventBatch(tenant, new FieldNames());
    }

    @Override
    public Event at(int row) {
      if (batch.names().isFull()) {
        batch = new EventBatch(tenant, new FieldNames());
      }
      batch.clear();
      copier.copy(row, batch);
      return event.on(batch, 0);
    }
  }
}
