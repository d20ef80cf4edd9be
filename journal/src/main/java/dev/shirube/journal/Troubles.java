// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// What went wrong with a journal: counted, told, and the damaged bytes copied aside.
final class Troubles {
  private static final int TOLD = 100;
  private static final int REMEMBERED = 10_000;
  private static final int PIECE = 1 << 20;

  private final Disk disk;
  private final Path aside;
  private final Deque<Problem> told = new ArrayDeque<>();
  private final Set<Long> known = new HashSet<>();
  private long damagedPlaces;
  private long damagedBytes;
  private long tornBytes;
  private long poisonedFiles;

  Troubles(Disk disk, Path folder) {
    this.disk = disk;
    this.aside = folder.resolve("damaged");
  }

  /// Tells something; of what is told the newest hundred are kept.
  synchronized void tell(Problem problem) {
    if (told.size() == TOLD) {
      told.removeFirst();
    }
    told.addLast(problem);
  }

  synchronized List<Problem> told() {
    return List.copyOf(told);
  }

  synchronized void poisoned() {
    poisonedFiles++;
  }

  /// Notes damage that a reader came upon, once for each place, however often it is read.
  ///
  /// @param from place in the file
  synchronized void damaged(JournalFile file, long from, long length) {
    long offset = file.start() + from;
    if (known.size() < REMEMBERED && !known.add(offset)) {
      return;
    }
    damagedPlaces++;
    damagedBytes += length;
    String copy = copyAside(file, from, length);
    tell(JournalException.tell(file.path(), "journal.damaged", offset, length, copy));
  }

  /// Notes that entries are not there at all.
  synchronized void missing(Path where, long offset, long length) {
    if (known.size() < REMEMBERED && !known.add(offset)) {
      return;
    }
    damagedPlaces++;
    damagedBytes += length;
    tell(JournalException.tell(where, "journal.missing", offset, length));
  }

  /// Notes a half written end, before it is cut off.
  synchronized void torn(JournalFile file, long from, long length) {
    tornBytes += length;
    String copy = copyAside(file, from, length);
    tell(JournalException.tell(file.path(), "journal.tail", length, copy));
  }

  /// Copies bytes aside. That this fails must not stop reading: it is told, and the bytes stay
  /// where they are.
  ///
  /// @return where they are
  private String copyAside(JournalFile file, long from, long length) {
    long offset = file.start() + from;
    String name =
        HexFormat.of().toHexDigits(file.sequence()) + "-" + HexFormat.of().toHexDigits(offset);
    Path copy = aside.resolve(name + ".bytes");
    try {
      if (!disk.exists(copy)) {
        copy(file, from, length, copy);
      }
      return copy.toString();
    } catch (IOException e) {
      String reason = JournalException.reason(e);
      tell(JournalException.tell(file.path(), "journal.uncopied", offset, length, reason));
      return file.path().toString();
    }
  }

  private void copy(JournalFile file, long from, long length, Path copy) throws IOException {
    disk.makeFolder(aside);
    try (Disk.Reading reading = disk.read(file.path());
        Disk.Writing writing = disk.append(copy)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, PIECE));
      long at = from;
      while (at < from + length) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), from + length - at));
        int read = reading.read(buffer, at);
        if (read <= 0) {
          break;
        }
        writing.write(buffer.flip());
        at += read;
      }
      writing.sync();
    }
    disk.syncFolder(aside);
  }

  /// Adds what was counted to a status.
  synchronized JournalStatus.Losses losses() {
    return new JournalStatus.Losses(damagedPlaces, damagedBytes, tornBytes, poisonedFiles);
  }
}
