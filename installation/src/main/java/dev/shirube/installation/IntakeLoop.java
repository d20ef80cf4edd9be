// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Message;
import dev.shirube.intake.EnvelopeReader;
import dev.shirube.intake.Follower;
import dev.shirube.intake.LivePath;
import dev.shirube.journal.Journal;
import dev.shirube.store.EventStore;
import dev.shirube.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The thread that takes the journal into the recording, and seals now and then: another thread
/// writes what was taken in so far, while this one goes on. When the disk or the store fails it
/// waits and begins again where it was; nothing is lost, as the journal keeps all that was not
/// sealed.
final class IntakeLoop implements Closeable {
  private static final Duration WAIT = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int ENTRIES = 512;

  private final Parts parts;
  private final long replayUntil;
  private final Thread thread;
  private final ExecutorService sealer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("shirube-sealer").daemon().factory());
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile @Nullable Message fault;
  private volatile Follower follower;
  private boolean replaying = true;
  private @Nullable Future<?> sealing;
  private boolean unsealed;
  private long sealedAt = System.nanoTime();
  private long tickedAt = sealedAt;

  /// What the loop works with.
  ///
  /// @param readers makes a reader with nothing begun
  /// @param sealer begins to make all durable that was taken in up to an offset of the journal
  /// @param beginning done in the thread before anything is taken in
  /// @param losses hears of what the journal could not give
  record Parts(
      Journal journal,
      EventStore store,
      LivePath path,
      Supplier<EnvelopeReader> readers,
      Sealer sealer,
      Runnable beginning,
      Follower.Losses losses) {}

  /// Begins to make durable: nothing is taken in meanwhile.
  @FunctionalInterface
  interface Sealer {
    Sealing begin(long offset) throws IOException;
  }

  /// Makes durable what was taken in before, whatever comes meanwhile.
  @FunctionalInterface
  interface Sealing {
    void finish() throws IOException;
  }

  IntakeLoop(Parts parts) throws IOException {
    this.parts = parts;
    replayUntil = parts.journal.end();
    parts.path.replaying(true);
    follower = follower(parts.store.sealedOffset());
    thread = Thread.ofPlatform().name("shirube-intake").start(this::run);
  }

  private Follower follower(long from) throws IOException {
    return new Follower(parts.journal, from, parts.readers.get(), parts.losses);
  }

  /// Up to which offset everything is in the recording, though perhaps not sealed.
  long takenIn() {
    return follower.takenIn();
  }

  /// What keeps it from going on; null while nothing does.
  @Nullable Message fault() {
    return fault;
  }

  /// Whether what had come before the start has been taken in.
  boolean isCaughtUp() {
    return takenIn() >= replayUntil;
  }

  private void run() {
    try {
      parts.beginning.run();
      while (!stopped) {
        step();
        tick();
      }
      sealLast();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // All that was not sealed is in the journal, and will be taken in at the next start.
      fault = told(e);
    } catch (RuntimeException | Error e) {
      fault = Message.of("recorder.fault", String.valueOf(e.getMessage()));
    }
  }

  private void tick() {
    long now = System.nanoTime();
    if (now - tickedAt >= TICK.toNanos()) {
      tickedAt = now;
      parts.path.tick();
    }
  }

  private void step() throws InterruptedException {
    try {
      int _ = follower.step(WAIT, ENTRIES);
      if (replaying && isCaughtUp()) {
        replaying = false;
        parts.path.replaying(false);
      }
      seal();
      if (!unsealed) {
        fault = null;
      }
    } catch (StoreException e) {
      if (e.is("store.head.full")) {
        full(e);
      } else {
        failed(e);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  /// Makes room without moving on: what is sealed so is read again from the journal after a crash.
  private void full(StoreException full) throws InterruptedException {
    try {
      if (sealing == null) {
        parts.store.seal();
      } else {
        awaitSealed();
      }
      again();
    } catch (IOException e) {
      e.addSuppressed(full);
      failed(e);
    }
  }

  private void failed(IOException failure) throws InterruptedException {
    fault = told(failure);
    boolean _ = stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      again();
    } catch (IOException e) {
      fault = told(e);
    }
  }

  private static Message told(IOException failure) {
    return failure instanceof StoreException store
        ? store.problem().what()
        : Message.of("recorder.disk", String.valueOf(failure.getMessage()));
  }

  /// Begins again behind the last entries that were taken in whole.
  private void again() throws IOException {
    Follower fresh = follower(follower.takenIn());
    follower.close();
    follower = fresh;
  }

  /// Seals when it is time. Waits for the sealing before, so that not more than two piles of events
  /// are in memory.
  private void seal() throws IOException, InterruptedException {
    if (sealing != null && sealing.isDone()) {
      awaitSealed();
    }
    boolean due = parts.store.due(System.nanoTime() - sealedAt) != EventStore.Due.NOT_YET;
    if (due && sealing != null) {
      awaitSealed();
    }
    if ((due || unsealed) && sealing == null) {
      Sealing begun = parts.sealer.begin(takenIn());
      sealedAt = System.nanoTime();
      sealing =
          sealer.submit(() -> {
            begun.finish();
            return true;
          });
    }
  }

  /// Waits until what is being sealed is, and says if it could not be.
  private void awaitSealed() throws IOException, InterruptedException {
    Future<?> begun = sealing;
    if (begun == null) {
      return;
    }
    sealing = null;
    unsealed = true;
    try {
      begun.get();
      unsealed = false;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException disk -> throw disk;
        case RuntimeException mistake -> throw mistake;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private void sealLast() throws IOException, InterruptedException {
    try {
      awaitSealed();
    } catch (IOException _) {
      // What could not be sealed then is sealed now, with all that came since.
    }
    parts.sealer.begin(takenIn()).finish();
  }

  /// Ends the thread; what has been taken in is sealed first.
  @Override
  public void close() {
    stopped = true;
    stopping.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    sealer.close();
    follower.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
