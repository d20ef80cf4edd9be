// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Message;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.query.TimeRange;
import dev.shirube.segments.Segment;
import dev.shirube.segments.Selection;
import dev.shirube.segments.UnreadableSegment;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events that a question asks for, in batches, ordered by time and then by id. Parts are
/// looked at when their time comes, so that the newest hundred of a year cost a look at the newest
/// parts alone; memory is bounded by one bit for each row of the parts whose times overlap. What
/// was visible when the question was asked is what is looked at, whatever happens meanwhile.
///
/// For one thread, but that any may {@link #cancel}. Must be closed.
public final class Rows implements AutoCloseable {
  private static final int BATCH_ROWS = 1024;
  private static final int BATCH_BYTES = 4 << 20;

  private final TenantId tenant;
  private final Question question;
  private final Look look;
  private final RowMerge merge;
  private final Deque<Part> waiting;
  private EventBatch batch;
  private long rows;
  private boolean ended;

  Rows(TenantId tenant, Question question, Look look) {
    this.tenant = tenant;
    this.question = question;
    this.look = look;
    merge = new RowMerge(tenant, question.newestFirst());
    List<Part> parts = look.parts();
    Comparator<Part> byFirst = Comparator.comparingLong(part -> part.facts().firstNanos());
    Comparator<Part> byLast = Comparator.comparingLong(part -> -part.facts().lastNanos());
    parts.sort(question.newestFirst() ? byLast : byFirst);
    waiting = new ArrayDeque<>(parts);
    batch = new EventBatch(tenant, new FieldNames());
  }

  /// The next events; null at the end. The batch is good until the next call.
  public @Nullable EventBatch next() {
    if (batch.names().isFull()) {
      batch = new EventBatch(tenant, new FieldNames());
    }
    batch.clear();
    while (!ended && batch.count() < BATCH_ROWS && batch.sizeBytes() < BATCH_BYTES) {
      ended = rows >= question.limit() || !openDue() || merge.isEmpty();
      if (!ended && take()) {
        rows++;
      }
    }
    return batch.count() == 0 ? null : batch;
  }

  /// Looks at every part that may hold the next row.
  ///
  /// @return whether to go on
  private boolean openDue() {
    while (!waiting.isEmpty() && isDue(waiting.element())) {
      Part part = waiting.element();
      Look.Found found = look.judge(part);
      if (look.isOver()) {
        look.leave(waiting);
        return false;
      }
      waiting.remove();
      if (found != null) {
        add(part, found);
      }
    }
    return !look.isCancelled();
  }

  /// A part whose rows were judged may be damaged all the same where its other values stand.
  private void add(Part part, Look.Found found) {
    try {
      merge.add(found.segment(), found.selection().rows(), part.sorted());
    } catch (UnreadableSegment e) {
      look.failed(found.segment(), StoreException.of(e.problem()));
    }
  }

  private boolean isDue(Part part) {
    if (merge.isEmpty()) {
      return true;
    }
    return question.newestFirst()
        ? part.facts().lastNanos() >= merge.nanos()
        : part.facts().firstNanos() <= merge.nanos();
  }

  private boolean take() {
    int before = batch.count();
    Segment segment = merge.segment();
    try {
      merge.take(batch);
      return true;
    } catch (UnreadableSegment e) {
      look.failed(segment, StoreException.of(e.problem()));
      merge.drop(segment);
      while (batch.count() > before) {
        batch.dropLastEvent();
      }
      return false;
    }
  }

  /// Says to stop; the next call of {@link #next} is the last.
  public void cancel() {
    look.cancel();
  }

  /// What the answer came to so far, complete once {@link #next} gave null.
  public Question.Answer answer() {
    return look.answer(rows);
  }

  @Override
  public void close() {
    ended = true;
    look.close();
  }

  /// One look over what was visible of a tenant's recording at some moment: judges parts, and
  /// writes down what it could not look at.
  static final class Look implements AutoCloseable {
    private final Question question;
    private final long limit;
    private final List<Part> parts;
    private final Runnable whenClosed;
    private final List<Question.Missing> missing = new ArrayList<>();
    private long scanned;
    private long undecided;
    private boolean over;
    private boolean closed;
    private volatile boolean cancelled;

    /// Rows of a part that are wanted.
    record Found(Segment segment, Selection selection) {}

    /// @param parts what is visible; the look lets go of them when it is closed
    /// @param standing what any answer has to name
    Look(
        Question question,
        long limit,
        List<Part> parts,
        List<Question.Missing> standing,
        Runnable whenClosed) {
      this.question = question;
      this.limit = limit;
      this.parts = List.copyOf(parts);
      this.whenClosed = whenClosed;
      for (Question.Missing it : standing) {
        if (it.touches(question.range())) {
          missing.add(it);
        }
      }
    }

    /// The parts that may hold wanted rows.
    List<Part> parts() {
      List<Part> touched = new ArrayList<>();
      for (Part part : parts) {
        if (question.range().touches(part.facts().firstNanos(), part.facts().lastNanos())) {
          touched.add(part);
        }
      }
      return touched;
    }

    /// Judges the rows of a part; null if that cannot be.
    @Nullable Found judge(Part part) {
      if (cancelled) {
        over = true;
        return null;
      }
      try {
        Segment segment = part.open();
        long rows = rowsWithin(part, segment);
        if (scanned + rows > limit) {
          over = true;
          return null;
        }
        Selection selection =
            segment.select(question.range(), question.wanted(), this::isCancelled);
        over = cancelled;
        if (!part.sorted()) {
          // What came in meanwhile is no answer to a question that was asked before.
          selection.rows().clear(part.facts().rows(), Integer.MAX_VALUE);
        }
        scanned += rows;
        undecided += selection.undecided();
        return over ? null : new Found(segment, selection);
      } catch (IOException e) {
        failed(part, e);
      } catch (UnreadableSegment e) {
        failed(part, StoreException.of(e.problem()));
      }
      return null;
    }

    /// Looks for an event, in the part that was received last first.
    Question.Found event(TenantId tenant, EventId id) {
      List<Part> latest = parts();
      latest.sort(Comparator.comparingLong((Part part) -> part.facts().lastReceived()).reversed());
      EventBatch batch = new EventBatch(tenant, new FieldNames());
      for (Part part : latest) {
        try {
          Segment segment = part.open();
          int row = segment.rowOf(id);
          if (row >= 0) {
            segment.copy(row, batch);
            return new Question.Found(new Event().on(batch, 0), List.of());
          }
        } catch (IOException e) {
          failed(part, e);
        } catch (UnreadableSegment e) {
          failed(part, StoreException.of(e.problem()));
        }
      }
      return new Question.Found(null, answer(0).missing());
    }

    /// Shows the wanted rows of every part.
    Question.Answer visit(Question.Visitor visitor) {
      long rows = 0;
      List<Part> touched = parts();
      for (int index = 0; index < touched.size(); index++) {
        Found found = judge(touched.get(index));
        if (over) {
          leave(touched.subList(index, touched.size()));
          break;
        }
        try {
          if (found != null && !visitor.visit(found.segment(), found.selection())) {
            cancel();
          }
          rows += found == null ? 0 : found.selection().rows().cardinality();
        } catch (UnreadableSegment e) {
          failed(touched.get(index), StoreException.of(e.problem()));
        }
      }
      return answer(rows);
    }

    /// How many rows of a part lie in the range.
    private long rowsWithin(Part part, Segment segment) {
      TimeRange range = question.range();
      if (!part.sorted()) {
        return part.facts().rows();
      }
      int from = range.from() <= segment.firstNanos() ? 0 : firstAt(segment, range.from());
      int until =
          range.until() > segment.lastNanos() ? segment.rows() : firstAt(segment, range.until());
      return (long) until - from;
    }

    private static int firstAt(Segment segment, long nanos) {
      int low = 0;
      int high = segment.rows();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (segment.nanos(middle) < nanos) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private void failed(Part part, IOException fault) {
      if (fault instanceof StoreException damage && !damage.isNewer()) {
        part.damaged(damage.what());
      }
      String what =
          fault instanceof StoreException known ? known.what() : String.valueOf(fault.getMessage());
      Message why = Message.of("store.missing.unreadable", what);
      missing.add(Inventory.missing(Question.Kind.UNREADABLE, part.facts(), why));
    }

    /// Notes that rows of a segment could not be read after they were judged.
    void failed(Segment segment, StoreException fault) {
      for (Part part : parts) {
        if (part.isOpenAs(segment)) {
          failed(part, fault);
        }
      }
    }

    /// Notes that some parts are not looked at any more.
    void leave(Iterable<Part> left) {
      for (Part part : left) {
        Question.Kind kind = cancelled ? Question.Kind.CANCELLED : Question.Kind.LIMIT;
        Message why =
            cancelled
                ? Message.of("store.missing.cancelled")
                : Message.of("store.missing.limit", limit);
        missing.add(Inventory.missing(kind, part.facts(), why));
      }
    }

    /// Whether nothing more is judged, because of the limit or because somebody said to stop.
    boolean isOver() {
      return over;
    }

    boolean isCancelled() {
      return cancelled;
    }

    void cancel() {
      cancelled = true;
    }

    Question.Answer answer(long rows) {
      List<Question.Missing> all = new ArrayList<>(missing);
      if (cancelled && all.stream().noneMatch(it -> it.kind() == Question.Kind.CANCELLED)) {
        TimeRange range = question.range();
        Message why = Message.of("store.missing.cancelled");
        all.add(
            new Question.Missing(
                Question.Kind.CANCELLED, "", range.from(), range.until(), -1, why));
      }
      return new Question.Answer(rows, scanned, undecided, all);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        parts.forEach(Part::release);
        whenClosed.run();
      }
    }
  }
}
