// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds out, when a journal is opened, what is there and up to where it is sound.
final class Recovery {
  private final Disk disk;
  private final Path folder;
  private final Troubles troubles;
  private final List<JournalFile> found = new ArrayList<>();

  Recovery(Disk disk, Path folder, Troubles troubles) {
    this.disk = disk;
    this.folder = folder;
    this.troubles = troubles;
  }

  /// The files, in order of their sequence.
  ///
  /// @throws JournalException when a later version wrote one of them; nothing was changed then
  List<JournalFile> files() throws IOException {
    for (String name : disk.list(folder)) {
      JournalFile file = JournalFile.parse(folder, name);
      if (file != null) {
        found.add(file);
      }
    }
    found.sort(Comparator.comparingLong(JournalFile::sequence));
    for (JournalFile file : found) {
      checkHead(file, file.equals(found.getLast()));
    }
    return List.copyOf(found);
  }

  private void checkHead(JournalFile file, boolean last) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(JournalFile.HEAD);
    try (Disk.Reading reading = disk.read(file.path())) {
      reading.read(head, 0);
    }
    if (head.hasRemaining()) {
      // The last file may have been begun and never written.
      if (!last) {
        troubles.tell(JournalException.tell(file.path(), "journal.head"));
      }
      return;
    }
    switch (file.check(head.array())) {
      case SOUND -> {}
      case DAMAGED -> troubles.tell(JournalException.tell(file.path(), "journal.head"));
      case NEWER -> {
        int version = head.getInt(8);
        throw new JournalException(
            JournalException.tell(file.path(), "journal.newer", version, JournalFile.VERSION),
            null);
      }
      case ENCRYPTED ->
          throw new JournalException(JournalException.tell(file.path(), "journal.encrypted"), null);
    }
  }

  /// The offset behind the last sound entry. What is half written behind it is copied aside and cut
  /// off. The file is synced, since what is read after a crash need not be on the disk yet.
  long end() throws IOException {
    if (found.isEmpty()) {
      return 0;
    }
    JournalFile last = found.getLast();
    long size = disk.size(last.path());
    long sound = Math.min(size, JournalFile.HEAD);
    try (FrameReader reader = new FrameReader(last, disk.read(last.path()), JournalFile.HEAD)) {
      FrameReader.Piece piece = reader.next(size);
      while (piece != null) {
        if (piece.bytes() != null) {
          sound = piece.to();
        }
        piece = reader.next(size);
      }
    }
    if (size > sound) {
      troubles.torn(last, sound, size - sound);
    }
    try (Disk.Writing writing = disk.append(last.path())) {
      if (size > sound) {
        writing.truncate(sound);
      }
      writing.sync();
    }
    disk.syncFolder(folder);
    return last.start() + (sound > JournalFile.HEAD ? sound : 0);
  }

  /// The number of the next file.
  long nextSequence() {
    return found.isEmpty() ? 1 : found.getLast().sequence() + 1;
  }
}
