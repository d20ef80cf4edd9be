// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// The thread that commits a journal in groups: a sync takes milliseconds, so all that arrived
/// meanwhile shares the next one. A commit that fails decides its tickets and is told in the
/// journal's status; the thread goes on.
public final class Committer implements Closeable {
  /// A delay that a sender hardly notices.
  public static final Duration DELAY = Duration.ofMillis(5);

  /// Bytes that are worth a sync of their own.
  public static final long GROUP_BYTES = 1 << 20;

  private final Journal journal;
  private final Duration delay;
  private final long groupBytes;
  private final AtomicLong failed = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  /// Begins to commit.
  ///
  /// @param delay how long an entry waits at most for others to come along
  /// @param groupBytes how many bytes are committed without waiting for more
  public Committer(Journal journal, Duration delay, long groupBytes) {
    this.journal = journal;
    this.delay = delay;
    this.groupBytes = groupBytes;
    this.thread = Thread.ofPlatform().name("journal-committer").daemon().start(this::run);
  }

  private void run() {
    try {
      while (journal.awaitGroup(delay, groupBytes, () -> stopped)) {
        commit();
      }
    } catch (InterruptedException e) {
      // Nobody but a stranger interrupts it; the journal's closing commits the rest.
      Thread.currentThread().interrupt();
    }
  }

  private void commit() {
    try {
      journal.commit();
    } catch (JournalException e) {
      failed.incrementAndGet();
    }
  }

  /// How many commits have failed.
  public long failed() {
    return failed.get();
  }

  /// Ends the thread; what is being committed is finished first.
  @Override
  public void close() {
    // Not by interrupting it: a channel closes itself under a thread that is interrupted.
    stopped = true;
    journal.wake();
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
