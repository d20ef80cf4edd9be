// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.event.TenantId;
import dev.shirube.store.EventStore;
import dev.shirube.store.Retention;
import dev.shirube.store.StoreException;
import dev.shirube.store.Upkeep;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The thread that keeps the recording in order: merges parts, deletes what need not be kept, and
/// writes checkpoints of the chains once a minute.
final class UpkeepLoop implements Closeable {
  private static final long MINUTE = 60;
  private static final int STEPS = 8;

  private final RecordingFolder folder;
  private final Retention retention;
  private final LongSupplier now;
  private final Consumer<Problem> told;
  private final KeptCheckpoints kept;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  UpkeepLoop(
      RecordingFolder folder, Retention retention, LongSupplier now, Consumer<Problem> told) {
    this.folder = folder;
    this.retention = retention;
    this.now = now;
    this.told = told;
    kept = new KeptCheckpoints(folder.data().checkpoints());
    thread = Thread.ofPlatform().name("shirube-upkeep").daemon().start(this::run);
  }

  private void run() {
    try {
      TrustedTime time =
          new TrustedTime(
              new TrustedTime.Clocks(now, System::nanoTime),
              newest(),
              folder.data().checkpoints().toString(),
              told);
      for (long second = 1; !stopped.await(1, TimeUnit.SECONDS); second++) {
        try {
          order();
          if (second % MINUTE == 0) {
            minute(time.nanos());
          }
        } catch (IOException e) {
          told.accept(problem(e));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Problem problem(IOException failure) {
    return failure instanceof StoreException store
        ? store.problem()
        : new Problem(
            folder.data().store().toString(),
            0,
            Message.of("recorder.disk", String.valueOf(failure.getMessage())),
            Message.of("recorder.disk.advice"));
  }

  private void order() throws IOException {
    for (int step = 0; step < STEPS && stopped.getCount() > 0; step++) {
      if (folder.store().upkeep().kind() == Upkeep.Kind.NOTHING) {
        return;
      }
    }
  }

  /// The latest time that is known from before this start.
  private long newest() {
    try {
      return kept.newest(folder.store().tenants());
    } catch (IOException e) {
      told.accept(problem(e));
      return 0;
    }
  }

  /// @param time what deleting and proving go by
  private void minute(long time) throws IOException {
    EventStore store = folder.store();
    for (TenantId tenant : store.tenants()) {
      while (stopped.getCount() > 0 && store.retain(tenant, retention, time) != null) {
        // One part at a time, so that a stop is not kept waiting.
      }
      kept.add(store.checkpoint(tenant, time));
    }
  }

  /// Ends the thread behind its step.
  @Override
  public void close() {
    stopped.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
