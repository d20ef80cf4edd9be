// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes one commit after another, each with one write and one sync. A file that fails in any way
/// is never written to again: what the system says of it afterwards cannot be believed, since a
/// later sync may succeed without what the failed one dropped. The next file begins at the last
/// offset that is sure, and so takes the place of whatever the failed one holds behind it.
final class JournalWriter {
  private final Disk disk;
  private final Path folder;
  private final JournalSettings settings;
  private final JournalFiles files;
  private final Troubles troubles;
  private final SecureRandom random = new SecureRandom();
  private @Nullable Current current;
  private long sequence;

  /// The file being written.
  private record Current(JournalFile file, Disk.Writing writing) {}

  /// An entry to be written.
  record Waiting(byte[] bytes, int checksum, Ticket ticket) {
    long length() {
      return Frame.HEAD + (long) bytes.length;
    }
  }

  JournalWriter(Opened opened, JournalSettings settings, long sequence) {
    this.disk = opened.disk();
    this.folder = opened.folder();
    this.files = opened.files();
    this.troubles = opened.troubles();
    this.settings = settings;
    this.sequence = sequence;
  }

  /// What an open journal's parts share.
  record Opened(Disk disk, Path folder, JournalFiles files, Troubles troubles) {}

  /// Makes entries durable; tries a second time, with a new file, when the first has failed.
  ///
  /// @return the offset of the first entry
  long write(List<Waiting> entries) throws IOException {
    long length = entries.stream().mapToLong(Waiting::length).sum();
    try {
      return writeOnce(entries, length);
    } catch (IOException e) {
      poison();
      long first = writeAgain(entries, length, e);
      String reason = JournalException.reason(e);
      troubles.tell(JournalException.tell(folder, "journal.sync", reason));
      return first;
    }
  }

  private long writeAgain(List<Waiting> entries, long length, IOException before)
      throws IOException {
    try {
      return writeOnce(entries, length);
    } catch (IOException again) {
      again.addSuppressed(before);
      poison();
      throw again;
    }
  }

  private boolean fits(long length) {
    Current now = current;
    return now != null && files.end() - now.file().start() + length <= settings.fileBytes();
  }

  private long writeOnce(List<Waiting> entries, long length) throws IOException {
    if (!fits(length)) {
      close();
    }
    Current before = current;
    boolean fresh = before == null;
    Current now = before == null ? begin() : before;
    JournalFile file = now.file();
    int head = fresh ? JournalFile.HEAD : 0;
    ByteBuffer bytes = ByteBuffer.allocate((int) (head + length));
    if (fresh) {
      bytes.put(file.head(settings.catalogueVersion()));
    }
    long from = files.end();
    boolean first = true;
    for (Waiting entry : entries) {
      Frame.Head frame = new Frame.Head(entry.bytes().length, entry.checksum(), first);
      Frame.putHead(bytes, file.salt(), from + bytes.position(), frame);
      bytes.put(entry.bytes());
      first = false;
    }
    now.writing().write(bytes.flip());
    now.writing().sync();
    if (fresh) {
      disk.syncFolder(folder);
    }
    files.grow(file, from + head + length);
    return from + head;
  }

  private Current begin() throws IOException {
    JournalFile file = JournalFile.create(folder, files.end(), sequence++, random.nextLong());
    Current fresh = new Current(file, disk.append(file.path()));
    current = fresh;
    return fresh;
  }

  /// Gives the current file up. One that never held anything durable is removed if that is
  /// possible, or a full disk would fill up with them; if it is not, its successor's greater
  /// sequence takes its place.
  private void poison() {
    Current now = current;
    current = null;
    if (now == null) {
      return;
    }
    troubles.poisoned();
    try {
      now.writing().close();
      if (now.file().start() == files.end()) {
        disk.delete(now.file().path());
      }
    } catch (IOException e) {
      troubles.tell(
          JournalException.tell(now.file().path(), "journal.unclosed", JournalException.reason(e)));
    }
  }

  /// Closes the current file, of which all is durable; the next entry begins a new one.
  void close() {
    Current now = current;
    current = null;
    if (now != null) {
      try {
        now.writing().close();
      } catch (IOException e) {
        troubles.tell(
            JournalException.tell(
                now.file().path(), "journal.unclosed", JournalException.reason(e)));
      }
    }
  }
}
