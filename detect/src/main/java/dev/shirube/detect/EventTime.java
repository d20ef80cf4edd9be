// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;

/// The time of events, nanoseconds since 1970 UTC, as correlations go by it: never a clock's.
final class EventTime {
  private EventTime() {}

  /// A time so much later; the greatest there is where that cannot be told.
  static long later(long nanos, long by) {
    long sum = nanos + by;
    return sum < nanos ? Long.MAX_VALUE : sum;
  }

  /// A time so much earlier; the least there is where that cannot be told.
  static long earlier(long nanos, long by) {
    long difference = nanos - by;
    return difference > nanos ? Long.MIN_VALUE : difference;
  }

  /// How far the sources of events have come: the least over the sources of their newest event less
  /// the lateness, or what a caller says.
  ///
  /// Where the limits know a patience, the time at which events were received counts as well, and
  /// whoever calls says how late it is when nothing comes. A source that has been silent for longer
  /// than the lateness is taken to have come as much further as time has gone on since then; after
  /// the patience it is forgotten. However far behind a source is, it is not waited for longer than
  /// the patience; and no source is believed to be ahead of now.
  static final class Watermark {
    private static final int MOST_SOURCES = 100_000;
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final long latenessNanos;
    private final long patienceNanos;
    private final Map<String, Source> sources = new HashMap<>();
    private long now = UNKNOWN;
    private long told = UNKNOWN;

    /// What is known of a source of events.
    static final class Source {
      private long newest = Long.MIN_VALUE;
      private long heard = UNKNOWN;

      /// The time of its newest event.
      long newest() {
        return newest;
      }
    }

    Watermark(CorrelationLimits limits) {
      latenessNanos = limits.latenessNanos();
      patienceNanos = limits.patienceNanos();
    }

    private boolean isLive() {
      return patienceNanos != CorrelationLimits.UNLIMITED;
    }

    /// Takes note of the events of a batch.
    void see(EventBatch batch) {
      if (latenessNanos == CorrelationLimits.UNLIMITED) {
        return;
      }
      Event event = new Event();
      Source source = null;
      int input = -1;
      int name = -1;
      for (int index = 0; index < batch.count(); index++) {
        event.on(batch, index);
        if (source == null || event.inputName() != input || event.sourceName() != name) {
          input = event.inputName();
          name = event.sourceName();
          String text = event.input().isEmpty() ? event.source() : event.input();
          source = source(batch.tenant().value() + ' ' + text);
        }
        source.newest = Math.max(source.newest, event.time());
        if (isLive() && event.received() != 0) {
          source.heard = Math.max(source.heard, event.received());
          now = Math.max(now, event.received());
        }
      }
      forget();
    }

    private Source source(String name) {
      return sources.computeIfAbsent(name, _ -> new Source());
    }

    private void forget() {
      // So many sources that those furthest behind are not waited for.
      if (sources.size() > MOST_SOURCES) {
        long[] times = sources.values().stream().mapToLong(each -> each.newest).sorted().toArray();
        sources.values().removeIf(each -> each.newest <= times[times.length / 2]);
      }
    }

    /// A source as it was written out.
    void restore(String source, long nanos) {
      source(source).newest = nanos;
    }

    /// Nothing from before a time is waited for.
    void tell(long nanos) {
      told = Math.max(told, nanos);
    }

    /// It is so late, by the clock that says when events are received.
    void now(long nanos) {
      now = isLive() ? Math.max(now, nanos) : now;
    }

    /// Whether the clock had been ahead by more than the patience when a time was judged up to.
    boolean isAhead(long judged, long nanos) {
      return isLive() && judged > later(nanos, patienceNanos);
    }

    long told() {
      return told;
    }

    /// What is known of each source.
    Map<String, Source> sources() {
      return sources;
    }

    /// The time from before which nothing is waited for.
    long nanos() {
      if (now != UNKNOWN) {
        long from = earlier(now, patienceNanos);
        sources.values().removeIf(each -> each.heard != UNKNOWN && each.heard < from);
      }
      long least = sources.isEmpty() ? Long.MIN_VALUE : Long.MAX_VALUE;
      for (Source each : sources.values()) {
        least = Math.min(least, mark(each));
      }
      if (now != UNKNOWN) {
        least = Math.clamp(least, earlier(now, patienceNanos), now);
      }
      return Math.max(least, told);
    }

    private long mark(Source source) {
      long mark = earlier(source.newest, latenessNanos);
      if (now == UNKNOWN) {
        return mark;
      }
      if (source.heard == UNKNOWN) {
        // Known from before a restart: as if heard of just now.
        source.heard = now;
      }
      return later(mark, Math.max(0, earlier(now - source.heard, latenessNanos)));
    }

    void clear() {
      sources.clear();
      told = UNKNOWN;
      now = UNKNOWN;
    }
  }

  /// The groups of one rule for one tenant by the time at which they are over: a wheel of lists,
  /// each for a part of the timespan. A group may move to a later time without a word; it is put
  /// where it belongs when its list comes up.
  static final class Wheel {
    private static final int LISTS = 66;
    private static final int PATIENCE = 8;

    private final GroupTable table;
    private final IntToLongFunction due;
    private final long width;
    private final int[] heads = new int[LISTS];
    private final int[] tails = new int[LISTS];
    private final long[] earliest = new long[LISTS];
    private long tick = Long.MIN_VALUE;
    private long next = Long.MAX_VALUE;
    private int size;

    /// @param due when a group is over
    Wheel(GroupTable table, long timespanNanos, IntToLongFunction due) {
      this.table = table;
      this.due = due;
      width = timespanNanos / (LISTS - 2) + 1;
      Arrays.fill(earliest, Long.MAX_VALUE);
    }

    int size() {
      return size;
    }

    /// The earliest time at which a group may be over.
    long next() {
      return next;
    }

    /// Puts a group in. It must be over no later than a timespan after what was last advanced to.
    void add(int slot) {
      size++;
      place(slot, due.applyAsLong(slot));
    }

    private void place(int slot, long over) {
      long at = Math.floorDiv(over, width);
      tick = size == 1 ? at : Math.min(tick, at);
      int list = (int) Math.floorMod(at, (long) LISTS);
      table.setNext(slot, 0);
      if (heads[list] == 0) {
        heads[list] = slot;
      } else {
        table.setNext(tails[list], slot);
      }
      tails[list] = slot;
      earliest[list] = Math.min(earliest[list], over);
      next = Math.min(next, over);
    }

    /// Takes out the groups that are over before a time, list by list.
    void advance(long nanos, IntConsumer over) {
      if (next >= nanos) {
        return;
      }
      for (int list = 0; list < LISTS; list++) {
        if (earliest[list] < nanos) {
          sift(list, nanos, over);
        }
      }
      settle();
    }

    /// Lists are in the order of the times at which groups came in, which for windows that do not
    /// move is the order in which they are over; so what stands behind a group that is not over can
    /// wait. A group that moves is let go of later, and nothing is judged by that.
    private void sift(int list, long nanos, IntConsumer over) {
      int slot = heads[list];
      long at = Long.MAX_VALUE;
      while (slot != 0) {
        at = due.applyAsLong(slot);
        boolean here = Math.floorMod(Math.floorDiv(at, width), (long) LISTS) == list;
        if (at >= nanos && here) {
          break;
        }
        heads[list] = table.next(slot);
        if (at < nanos) {
          size--;
          over.accept(slot);
        } else {
          place(slot, at);
        }
        slot = heads[list];
      }
      earliest[list] = slot == 0 ? Long.MAX_VALUE : at;
    }

    private void settle() {
      next = Long.MAX_VALUE;
      for (long each : earliest) {
        next = Math.min(next, each);
      }
      tick = Math.floorDiv(next, width);
    }

    /// Takes out the stalest group, or at least one that is hardly less stale: lists are in the
    /// order in which groups came in, and of those that have moved since then only a few are put
    /// behind. 0 if there is none.
    int stalest() {
      int patience = PATIENCE;
      while (size > 0) {
        int list = (int) Math.floorMod(tick, (long) LISTS);
        int slot = heads[list];
        if (slot == 0) {
          earliest[list] = Long.MAX_VALUE;
          tick++;
          continue;
        }
        int following = table.next(slot);
        long at = due.applyAsLong(slot);
        heads[list] = following;
        boolean later = following != 0 && due.applyAsLong(following) < at && patience-- > 0;
        boolean elsewhere = Math.floorMod(Math.floorDiv(at, width), (long) LISTS) != list;
        if (!later && !elsewhere) {
          size--;
          return slot;
        }
        place(slot, at);
      }
      return 0;
    }

    /// Every group, in no order. A group may be removed from the table while it is looked at, if
    /// all are.
    void forEach(IntConsumer each) {
      for (int head : heads) {
        int slot = head;
        while (slot != 0) {
          int following = table.next(slot);
          each.accept(slot);
          slot = following;
        }
      }
    }
  }
}
