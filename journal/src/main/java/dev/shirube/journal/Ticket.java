// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The promise to tell whether an appended entry is on the disk. Nothing may be acknowledged to
/// anyone before it is {@link State#DURABLE}.
public final class Ticket {
  /// How it stands with an entry.
  public enum State {
    /// It waits for a commit.
    PENDING,
    /// It is on the disk, and will be there after a power cut.
    DURABLE,
    /// It could not be written; it must be sent again or be told as lost.
    FAILED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition decided = lock.newCondition();
  private final List<Consumer<State>> waiting = new ArrayList<>(1);
  private volatile State state = State.PENDING;
  private volatile long offset = -1;

  Ticket() {}

  /// How it stands now.
  public State state() {
    return state;
  }

  /// Where the entry stands in the journal; -1 as long as it is not durable.
  public long offset() {
    return offset;
  }

  /// Waits until it is decided.
  ///
  /// @return how it stands; PENDING when the time was over
  public State await(Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (state == State.PENDING && left > 0) {
        left = decided.awaitNanos(left);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /// Calls back once, when it is decided: at once if it is, else by the thread that commits, which
  /// must not be held up.
  public void whenDecided(Consumer<State> callback) {
    lock.lock();
    try {
      if (state == State.PENDING) {
        waiting.add(callback);
        return;
      }
    } finally {
      lock.unlock();
    }
    callback.accept(state);
  }

  /// Decides it.
  void decide(State decision, long at) {
    List<Consumer<State>> called;
    lock.lock();
    try {
      offset = at;
      state = decision;
      called = List.copyOf(waiting);
      waiting.clear();
      decided.signalAll();
    } finally {
      lock.unlock();
    }
    called.forEach(callback -> call(callback, decision));
  }

  /// One caller's mistake must not keep the others from hearing, nor end the thread that commits.
  private static void call(Consumer<State> callback, State decision) {
    try {
      callback.accept(decision);
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
