// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.store.Rows;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Wanted events one after another, until there are no more or nobody wants the rest.
final class Stream implements AutoCloseable {
  private final Rows rows;
  private final HuntSink sink;
  private final @Nullable ProcessStarts starts;
  private final Event cursor = new Event();
  private @Nullable EventBatch batch;
  private int index;

  /// @param starts gives events what the start of their process says; null to leave them alone
  Stream(Rows rows, HuntSink sink, @Nullable ProcessStarts starts) {
    this.rows = rows;
    this.sink = sink;
    this.starts = starts;
  }

  /// The next event, good until the next call; null at the end.
  @Nullable Event next() throws IOException {
    if (sink.isCancelled()) {
      rows.cancel();
    }
    EventBatch current = batch;
    if (current == null || index == current.count()) {
      current = rows.next();
      batch = current;
      index = 0;
      if (current == null) {
        return null;
      }
    }
    Event event = cursor.on(current, index++);
    return starts == null ? event : starts.join(event);
  }

  /// Says that the rest is not wanted.
  void cancel() {
    rows.cancel();
  }

  dev.shirube.store.Question.Answer answer() {
    return rows.answer();
  }

  @Override
  public void close() {
    rows.close();
  }
}
