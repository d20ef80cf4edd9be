// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.blocks.MergeSort;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import dev.shirube.segments.Segment;
import java.util.BitSet;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Rows of several parts in the order of their time, then of their id, or in the opposite order.
/// Keeps one bit a row of the parts it was given, and for unsorted ones a number for each row.
final class RowMerge {
  private final TenantId tenant;
  private final boolean backwards;
  private final PriorityQueue<Cursor> cursors;

  RowMerge(TenantId tenant, boolean backwards) {
    this.tenant = tenant;
    this.backwards = backwards;
    Comparator<Cursor> order = Cursor::compare;
    cursors = new PriorityQueue<>(backwards ? order.reversed() : order);
  }

  /// Adds rows. They must not stand before the row that is next, or they come too late.
  void add(Segment segment, BitSet rows, boolean sorted) {
    Cursor cursor = new Cursor(segment, rows, sorted ? null : order(segment, rows), backwards);
    if (cursor.advance()) {
      cursors.add(cursor);
    }
  }

  private static int[] order(Segment segment, BitSet rows) {
    int[] order = rows.stream().toArray();
    long[] nanos = new long[segment.rows()];
    for (int row : order) {
      nanos[row] = segment.nanos(row);
    }
    MergeSort.sort(
        order,
        (one, two) -> {
          int byTime = Long.compare(nanos[one], nanos[two]);
          return byTime != 0 ? byTime : segment.id(one).compareTo(segment.id(two));
        });
    return order;
  }

  boolean isEmpty() {
    return cursors.isEmpty();
  }

  /// When the next row's event happened. There must be one.
  long nanos() {
    return first().nanos;
  }

  /// The id of the next row's event. There must be one.
  EventId id() {
    return first().id();
  }

  /// Appends the next row's event to a batch and goes on. There must be one.
  void take(EventBatch into) {
    Cursor cursor = cursors.remove();
    try {
      cursor.copier.copy(cursor.row, into);
    } catch (RuntimeException e) {
      cursors.add(cursor);
      throw e;
    }
    if (cursor.advance()) {
      cursors.add(cursor);
    }
  }

  /// The next row's event, good until {@link #pass}. There must be one.
  Event view() {
    Cursor cursor = first();
    return cursor.viewer(tenant).at(cursor.row);
  }

  /// Goes on behind the next row. There must be one.
  void pass() {
    Cursor cursor = first();
    if (cursors.size() > 1) {
      cursors.remove();
      if (cursor.advance()) {
        cursors.add(cursor);
      }
    } else if (!cursor.advance()) {
      cursors.clear();
    }
  }

  private Cursor first() {
    return cursors.element();
  }

  /// Lets go of all rows that are left of a segment.
  @SuppressWarnings("ReferenceEquality")
  void drop(Segment segment) {
    cursors.removeIf(cursor -> cursor.segment == segment);
  }

  /// The segment of the next row. There must be one.
  Segment segment() {
    return first().segment;
  }

  /// All rows of a segment.
  static BitSet all(Segment segment) {
    BitSet rows = new BitSet(segment.rows());
    rows.set(0, segment.rows());
    return rows;
  }

  private static final class Cursor {
    private final Segment segment;
    private final Segment.RowCopier copier;
    private Segment.@Nullable RowViewer viewer;
    private final BitSet rows;
    private final int @Nullable [] order;
    private final boolean backwards;
    private int at;
    private int row = -1;
    private long nanos;
    private @Nullable EventId id;

    Cursor(Segment segment, BitSet rows, int @Nullable [] order, boolean backwards) {
      this.segment = segment;
      copier = segment.copier();
      this.rows = rows;
      this.order = order;
      this.backwards = backwards;
      int size = order == null ? segment.rows() : order.length;
      at = backwards ? size : -1;
    }

    boolean advance() {
      int[] ordered = order;
      if (ordered == null) {
        at = backwards ? rows.previousSetBit(at - 1) : rows.nextSetBit(at + 1);
        row = at;
      } else {
        at += backwards ? -1 : 1;
        row = at >= 0 && at < ordered.length ? ordered[at] : -1;
      }
      id = null;
      nanos = row < 0 ? 0 : segment.nanos(row);
      return row >= 0;
    }

    Segment.RowViewer viewer(TenantId tenant) {
      Segment.RowViewer known = viewer;
      if (known == null) {
        known = segment.viewer(tenant);
        viewer = known;
      }
      return known;
    }

    EventId id() {
      EventId known = id;
      if (known == null) {
        known = segment.id(row);
        id = known;
      }
      return known;
    }

    static int compare(Cursor one, Cursor other) {
      int byTime = Long.compare(one.nanos, other.nanos);
      return byTime != 0 ? byTime : one.id().compareTo(other.id());
    }
  }
}
