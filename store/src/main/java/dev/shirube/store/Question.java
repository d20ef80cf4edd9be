// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Message;
import dev.shirube.event.Event;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.segments.Segment;
import dev.shirube.segments.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which events are wanted, in which order, and how many.
///
/// @param range from when to when they happened
/// @param wanted what they have to be
/// @param order by time, then by id
/// @param limit how many at most
public record Question(TimeRange range, Predicate wanted, Order order, long limit) {
  /// Whatever there is.
  public static final Question EVERYTHING = all(TimeRange.ALL, new Predicate.Everything());

  /// The order of the answer.
  public enum Order {
    NEWEST_FIRST,
    OLDEST_FIRST
  }

  /// All events of a kind, oldest first.
  public static Question all(TimeRange range, Predicate wanted) {
    return new Question(range, wanted, Order.OLDEST_FIRST, Long.MAX_VALUE);
  }

  boolean newestFirst() {
    return order == Order.NEWEST_FIRST;
  }

  /// What a look over the recording came to, beside the events themselves.
  ///
  /// @param rows how many events were wanted
  /// @param scanned how many events were judged
  /// @param undecided of how many nobody can tell
  /// @param missing everything in the range that could not be looked at
  public record Answer(long rows, long scanned, long undecided, List<Missing> missing) {
    public Answer {
      missing = List.copyOf(missing);
    }
  }

  /// Something in the range of a question that the answer knows nothing of.
  ///
  /// @param kind what sort of thing
  /// @param name which: a part's file, a gap's source, a limit
  /// @param firstNanos from when, nanoseconds since 1970 UTC
  /// @param lastNanos until when, counted in
  /// @param events how many events, -1 if nobody knows
  /// @param why for people
  public record Missing(
      Kind kind, String name, long firstNanos, long lastNanos, long events, Message why) {
    /// Whether it concerns a range.
    public boolean touches(TimeRange range) {
      return range.touches(firstNanos, lastNanos);
    }
  }

  /// Why something is missing.
  public enum Kind {
    /// A part was damaged and moved aside.
    QUARANTINED,
    /// A part could not be read this time.
    UNREADABLE,
    /// A source counted events that never arrived.
    GAP,
    /// Deleted, with a tombstone.
    DELETED,
    /// The limit of rows that one look may scan was reached.
    LIMIT,
    /// Somebody said to stop.
    CANCELLED
  }

  /// An event looked up by its id.
  ///
  /// @param event the event; null if it is not among what could be looked at
  /// @param missing what could not be looked at, if it was not found
  public record Found(@Nullable Event event, List<Missing> missing) {
    public Found {
      missing = List.copyOf(missing);
    }
  }

  /// Sees the wanted rows of one segment after the other.
  @FunctionalInterface
  public interface Visitor {
    /// Sees the rows of one segment.
    ///
    /// @return whether to go on; if not, the answer says that it was stopped
    boolean visit(Segment segment, Selection rows);
  }
}
