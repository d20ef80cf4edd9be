// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads a journal from an offset on, and goes on as it grows. It sees durable entries alone. To be
/// used by one thread. After an error of the disk it may be asked again: it stands where it stood.
public final class Cursor implements Closeable {
  private final Disk disk;
  private final Path folder;
  private final JournalFiles files;
  private final Troubles troubles;
  private long offset;
  private @Nullable Opened opened;

  private record Opened(JournalFile file, FrameReader reader, Disk.Reading reading) {}

  Cursor(Disk disk, Path folder, JournalFiles files, Troubles troubles, long offset) {
    this.disk = disk;
    this.folder = folder;
    this.files = files;
    this.troubles = troubles;
    this.offset = offset;
  }

  /// The offset of what comes next, or behind which it comes.
  public long offset() {
    return offset;
  }

  /// What comes next.
  ///
  /// @return null when there is nothing durable yet
  /// @throws IOException when the disk cannot be read
  public @Nullable Found poll() throws IOException {
    while (offset < files.end()) {
      JournalFiles.Extent extent = files.beyond(offset);
      if (extent == null) {
        return lost(files.end(), Found.Reason.MISSING);
      }
      long start = extent.file().start();
      if (start > offset) {
        boolean released = start <= files.released();
        return lost(start, released ? Found.Reason.RELEASED : Found.Reason.MISSING);
      }
      try {
        Found found = read(extent);
        if (found != null) {
          offset = found.next();
          return found;
        }
        offset = extent.end();
      } catch (NoSuchFileException e) {
        drop();
        if (files.first() <= offset) {
          throw e;
        }
      } catch (IOException e) {
        drop();
        throw e;
      }
    }
    return null;
  }

  /// Waits for what comes next.
  ///
  /// @return null when the time was over or the journal was closed
  public @Nullable Found await(Duration atMost) throws IOException, InterruptedException {
    Found found = poll();
    if (found == null) {
      files.awaitBeyond(offset, atMost.toNanos());
      found = poll();
    }
    return found;
  }

  private Found lost(long to, Found.Reason reason) {
    Found gap = new Found.Gap(offset, to - offset, reason);
    if (reason == Found.Reason.MISSING) {
      troubles.missing(folder, offset, to - offset);
    }
    offset = to;
    return gap;
  }

  /// What comes next in a file; null when it holds no more.
  private @Nullable Found read(JournalFiles.Extent extent) throws IOException {
    JournalFile file = extent.file();
    Opened at = open(file);
    long position = at.reader().position();
    long limit = extent.end() - file.start();
    long there = Math.min(limit, at.reading().size());
    if (position >= there && there < limit) {
      troubles.missing(file.path(), file.start() + position, limit - position);
      return new Found.Gap(file.start() + position, limit - position, Found.Reason.MISSING);
    }
    FrameReader.Piece piece = at.reader().next(there);
    if (piece == null) {
      return null;
    }
    long from = file.start() + piece.from();
    if (piece.bytes() != null) {
      return new Found.Entry(from, file.start() + piece.to(), piece.bytes());
    }
    troubles.damaged(file, piece.from(), piece.to() - piece.from());
    boolean last = extent.end() == files.end();
    boolean durable = piece.durable() || !last;
    return new Found.Gap(
        from, piece.to() - piece.from(), durable ? Found.Reason.DAMAGED : Found.Reason.TORN);
  }

  private Opened open(JournalFile file) throws IOException {
    long position = Math.max(JournalFile.HEAD, offset - file.start());
    Opened now = opened;
    if (now != null && now.file().equals(file) && now.reader().position() == position) {
      return now;
    }
    drop();
    Disk.Reading reading = disk.read(file.path());
    Opened fresh = new Opened(file, new FrameReader(file, reading, position), reading);
    opened = fresh;
    return fresh;
  }

  private void drop() {
    Opened now = opened;
    opened = null;
    if (now != null) {
      try {
        now.reader().close();
      } catch (IOException e) {
        // It was only read from: nothing can be lost by this.
        troubles.tell(
            JournalException.tell(
                now.file().path(), "journal.unclosed", JournalException.reason(e)));
      }
    }
  }

  @Override
  public void close() {
    drop();
  }
}
