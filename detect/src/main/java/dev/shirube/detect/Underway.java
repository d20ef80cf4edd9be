// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// How much is on its way, and whether anything has gone wrong. For all threads.
final class Underway {
  private static final int MOST_SPARE_BYTES = 8 << 20;

  private final int most;
  private final Queue<EventBatch> spares = new ArrayDeque<>();
  private int open;
  private boolean closed;
  private @Nullable Throwable failure;

  Underway(int most) {
    this.most = most;
  }

  /// Waits until there is room for one more batch.
  ///
  /// @return a batch to put it in
  synchronized EventBatch begin() {
    await(most - 1);
    if (closed) {
      throw new IllegalStateException("the workers have been sent home");
    }
    open++;
    EventBatch spare = spares.poll();
    return spare == null ? new EventBatch(TenantId.LOCAL, new FieldNames()) : spare;
  }

  synchronized void end(@Nullable EventBatch spare) {
    open--;
    if (spare != null && spare.sizeBytes() <= MOST_SPARE_BYTES) {
      spare.clear();
      spares.add(spare);
    }
    notifyAll();
  }

  synchronized void settle() {
    await(0);
  }

  private void await(int left) {
    boolean interrupted = false;
    while (open > left) {
      try {
        wait();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  synchronized void close() {
    closed = true;
  }

  synchronized void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  synchronized boolean goesOn() {
    return failure == null && !closed;
  }
}
