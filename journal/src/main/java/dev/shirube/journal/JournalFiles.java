// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Which file holds which offsets, and up to where all is durable; shared by the writer and the
/// readers. A file counts up to where the next one begins: what the disk may hold behind was never
/// acknowledged.
final class JournalFiles {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final List<JournalFile> files = new ArrayList<>();
  private long end;
  private long released;
  private boolean closed;

  /// @param files in order of their sequence
  /// @param end the offset behind the last durable entry
  /// @param released the offset before which nothing is needed any more
  JournalFiles(List<JournalFile> files, long end, long released) {
    this.files.addAll(files);
    this.end = end;
    this.released = released;
  }

  /// A file and the offset at which it ends.
  record Extent(JournalFile file, long end) {}

  /// The offset behind the last durable entry.
  long end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  /// The oldest offset there is.
  long first() {
    lock.lock();
    try {
      return files.isEmpty() ? end : files.getFirst().start();
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return files.size();
    } finally {
      lock.unlock();
    }
  }

  /// The first file that reaches beyond an offset.
  @Nullable Extent beyond(long offset) {
    lock.lock();
    try {
      for (int index = 0; index < files.size(); index++) {
        long to = index + 1 < files.size() ? files.get(index + 1).start() : end;
        if (to > offset && to > files.get(index).start()) {
          return new Extent(files.get(index), to);
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Notes that all up to an offset is durable.
  ///
  /// @param file the file that holds it, which may be new
  void grow(JournalFile file, long to) {
    lock.lock();
    try {
      if (files.isEmpty() || !files.getLast().equals(file)) {
        files.add(file);
      }
      end = to;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The oldest file, if all it holds lies before an offset. The last file is always kept: it
  /// remembers how far the offsets have come.
  @Nullable JournalFile doneWith(long offset) {
    lock.lock();
    try {
      return files.size() > 1 && files.get(1).start() <= offset ? files.getFirst() : null;
    } finally {
      lock.unlock();
    }
  }

  /// The offset before which nothing is needed any more.
  long released() {
    lock.lock();
    try {
      return released;
    } finally {
      lock.unlock();
    }
  }

  /// Notes that a file is gone because nobody needs what it held.
  void remove(JournalFile file) {
    lock.lock();
    try {
      int at = files.indexOf(file);
      if (at >= 0 && at + 1 < files.size()) {
        released = Math.max(released, files.get(at + 1).start());
      }
      files.remove(file);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something durable behind an offset, the time is over, or the journal is
  /// closed.
  void awaitBeyond(long offset, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (end <= offset && !closed && left > 0) {
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
