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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The thread that takes the journal into the recording, and seals now and then. When the disk or
/// the store fails it waits and begins again where it was; nothing is lost, as the journal keeps
/// all that was not sealed.
final class IntakeLoop implements Closeable {
  private static final Duration WAIT = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int ENTRIES = 512;

  private final Parts parts;
  private final long replayUntil;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile @Nullable Message fault;
  private volatile Follower follower;
  private boolean replaying = true;
  private long sealedAt = System.nanoTime();
  private long tickedAt = sealedAt;

  /// What the loop works with.
  ///
  /// @param readers makes a reader with nothing begun
  /// @param sealer makes all durable that was taken in up to an offset of the journal
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

  /// Makes durable.
  @FunctionalInterface
  interface Sealer {
    void seal(long offset) throws IOException;
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
      seal();
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
      if (parts.store.due(System.nanoTime() - sealedAt) != EventStore.Due.NOT_YET) {
        seal();
      }
      fault = null;
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
      parts.store.seal();
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

  private void seal() throws IOException {
    parts.sealer.seal(takenIn());
    sealedAt = System.nanoTime();
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
    follower.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
