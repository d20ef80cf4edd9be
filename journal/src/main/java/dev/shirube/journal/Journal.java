// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The write-ahead log: bytes go in, get an offset, and are there again after a power cut, in
/// order, once. Entries wait in memory until a commit writes them with one sync; only then may
/// anyone be told that they were taken. Offsets grow for ever and are never given twice. Any thread
/// may call; one process holds a journal's folder.
public final class Journal implements Closeable {
  private final Disk disk;
  private final Path folder;
  private final JournalSettings settings;
  private final JournalFiles files;
  private final Troubles troubles;
  private final JournalWriter writer;
  private final ReentrantLock committing = new ReentrantLock();
  private final ReentrantLock releasing = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition waited = lock.newCondition();
  // All below is guarded by the lock.
  private List<JournalWriter.Waiting> waiting = new ArrayList<>();
  private long waitingBytes;
  private int committedNow;
  private long committedNowBytes;
  private long waitingSince;
  private boolean closed;
  private boolean writable = true;
  private JournalStatus.Traffic traffic = new JournalStatus.Traffic(0, 0, 0, 0, 0);

  private Journal(JournalWriter.Opened opened, JournalSettings settings, long sequence) {
    this.disk = opened.disk();
    this.folder = opened.folder();
    this.files = opened.files();
    this.troubles = opened.troubles();
    this.settings = settings;
    this.writer = new JournalWriter(opened, settings, sequence);
  }

  /// Opens the journal of a folder, and makes the folder if there is none. A half written end is
  /// cut off; nothing else is changed.
  ///
  /// @throws JournalException when a later version of the product wrote it
  /// @throws IOException when the disk fails; opening may be tried again
  public static Journal open(Disk disk, Path folder, JournalSettings settings) throws IOException {
    disk.makeFolder(folder);
    Troubles troubles = new Troubles(disk, folder);
    Recovery recovery = new Recovery(disk, folder, troubles);
    List<JournalFile> found = recovery.files();
    long end = recovery.end();
    if (end < settings.firstOffset()) {
      if (!found.isEmpty()) {
        troubles.tell(JournalException.tell(folder, "journal.behind", end, settings.firstOffset()));
      }
      end = settings.firstOffset();
    }
    JournalFiles files = new JournalFiles(found, end, settings.firstOffset());
    JournalWriter.Opened opened = new JournalWriter.Opened(disk, folder, files, troubles);
    return new Journal(opened, settings, recovery.nextSequence());
  }

  /// Takes an entry for the next commit. The array must not be changed afterwards.
  ///
  /// @return null when too much is waiting already, or the journal is closed: try again later
  /// @throws IllegalArgumentException when the entry is longer than the settings allow
  public @Nullable Ticket append(byte[] bytes) {
    if (bytes.length > settings.entryBytes()) {
      throw new IllegalArgumentException(
          "an entry of " + bytes.length + " bytes, more than " + settings.entryBytes());
    }
    Ticket ticket = new Ticket();
    JournalWriter.Waiting entry = new JournalWriter.Waiting(bytes, Frame.checksum(bytes), ticket);
    lock.lock();
    try {
      long all = waitingBytes + committedNowBytes + entry.length();
      if (closed || all > settings.pendingBytes()) {
        traffic = count(0, 0, 0, 0, 1);
        return null;
      }
      if (waiting.isEmpty()) {
        waitingSince = System.nanoTime();
      }
      waiting.add(entry);
      waitingBytes += entry.length();
      waited.signalAll();
      return ticket;
    } finally {
      lock.unlock();
    }
  }

  private JournalStatus.Traffic count(
      long entries, long bytes, long commits, long failed, long refused) {
    return new JournalStatus.Traffic(
        traffic.entries() + entries,
        traffic.bytes() + bytes,
        traffic.commits() + commits,
        traffic.failedEntries() + failed,
        traffic.refused() + refused);
  }

  /// Makes all that was appended durable, with one sync, and decides its tickets.
  ///
  /// @return how many entries
  /// @throws JournalException when the disk did not take them; their tickets say FAILED, and the
  ///   next commit begins a new file
  public int commit() throws JournalException {
    committing.lock();
    try {
      List<JournalWriter.Waiting> entries = take();
      if (entries.isEmpty()) {
        return 0;
      }
      // A channel closes itself under a thread that was interrupted: that is put off.
      boolean interrupted = Thread.interrupted();
      try {
        write(entries);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      return entries.size();
    } finally {
      committing.unlock();
    }
  }

  private void write(List<JournalWriter.Waiting> entries) throws JournalException {
    long offset;
    try {
      offset = writer.write(entries);
    } catch (IOException e) {
      done(false);
      entries.forEach(entry -> entry.ticket().decide(Ticket.State.FAILED, -1));
      String reason = JournalException.reason(e);
      JournalException failure =
          new JournalException(
              JournalException.tell(folder, "journal.write", entries.size(), reason), e);
      troubles.tell(failure.problem());
      throw failure;
    }
    done(true);
    for (JournalWriter.Waiting entry : entries) {
      entry.ticket().decide(Ticket.State.DURABLE, offset);
      offset += entry.length();
    }
  }

  private List<JournalWriter.Waiting> take() {
    lock.lock();
    try {
      List<JournalWriter.Waiting> taken = waiting;
      waiting = new ArrayList<>();
      committedNow = taken.size();
      committedNowBytes = waitingBytes;
      waitingBytes = 0;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void done(boolean succeeded) {
    lock.lock();
    try {
      writable = succeeded;
      traffic =
          succeeded
              ? count(committedNow, committedNowBytes, 1, 0, 0)
              : count(0, 0, 0, committedNow, 0);
      committedNow = 0;
      committedNowBytes = 0;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a group is worth a commit: something has waited for the delay, or this many bytes
  /// wait.
  ///
  /// @param stopped asked again after each {@link #wake}
  /// @return false when the journal is closed or the caller has stopped
  boolean awaitGroup(Duration delay, long groupBytes, BooleanSupplier stopped)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !stopped.getAsBoolean()) {
        if (waiting.isEmpty()) {
          waited.await();
        } else {
          long left = waitingSince + delay.toNanos() - System.nanoTime();
          if (left <= 0 || waitingBytes >= groupBytes) {
            return true;
          }
          waited.awaitNanos(left);
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Lets those who wait for a group look again.
  void wake() {
    lock.lock();
    try {
      waited.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Begins to read.
  ///
  /// @param offset of an entry, or what an entry's next() gave, or 0
  /// @throws JournalException when the journal ends before: then it is not the one the offset is of
  public Cursor read(long offset) throws JournalException {
    long end = files.end();
    if (offset < 0 || offset > end) {
      throw new JournalException(
          JournalException.tell(folder, "journal.beyond", offset, end), null);
    }
    return new Cursor(disk, folder, files, troubles, offset);
  }

  /// Allows the files to be dropped that hold nothing at or behind an offset.
  ///
  /// @throws IOException when one could not be deleted; it is tried again with the next call
  public void release(long offset) throws IOException {
    releasing.lock();
    try {
      JournalFile file = files.doneWith(offset);
      boolean any = file != null;
      while (file != null) {
        if (disk.exists(file.path())) {
          disk.delete(file.path());
        }
        files.remove(file);
        file = files.doneWith(offset);
      }
      if (any) {
        disk.syncFolder(folder);
      }
    } finally {
      releasing.unlock();
    }
  }

  /// The offset behind the last durable entry.
  public long end() {
    return files.end();
  }

  /// How it stands.
  public JournalStatus status() {
    lock.lock();
    try {
      return new JournalStatus(
          files.first(),
          files.end(),
          files.count(),
          waiting.size() + committedNow,
          waitingBytes + committedNowBytes,
          traffic,
          troubles.losses(),
          writable,
          troubles.told());
    } finally {
      lock.unlock();
    }
  }

  /// Commits what waits and ends; readers that wait come back with nothing.
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      waited.signalAll();
    } finally {
      lock.unlock();
    }
    committing.lock();
    try {
      commit();
    } finally {
      try {
        writer.close();
      } finally {
        files.close();
        committing.unlock();
      }
    }
  }
}
