// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.event.FieldCatalogue;
import dev.shirube.journal.Disk;
import dev.shirube.journal.FileDisk;
import dev.shirube.journal.Journal;
import dev.shirube.journal.JournalSettings;
import dev.shirube.store.EventStore;
import dev.shirube.store.Hold;
import dev.shirube.store.StoreSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The recording of an installation, opened by this process alone.
public final class RecordingFolder implements Closeable {
  private final DataFolder data;
  private final Disk disk;
  private final FileChannel lock;
  private final EventStore store;

  private RecordingFolder(DataFolder data, Disk disk, FileChannel lock, EventStore store) {
    this.data = data;
    this.disk = disk;
    this.lock = lock;
    this.store = store;
  }

  /// Opens the recording, and makes one if there is none.
  ///
  /// @param questions reads the questions of holds
  /// @return null if another process has it open
  public static @Nullable RecordingFolder open(DataFolder data, Hold.Questions questions)
      throws IOException {
    return open(data, new FileDisk(), questions);
  }

  /// Opens the recording as {@link #open(DataFolder, Hold.Questions)} does.
  ///
  /// @param disk has the recording and the journal; the lock and the keys are files in any case
  public static @Nullable RecordingFolder open(DataFolder data, Disk disk, Hold.Questions questions)
      throws IOException {
    Files.createDirectories(data.root());
    FileChannel lock =
        FileChannel.open(data.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = tryLock(lock);
      if (held == null) {
        lock.close();
        return null;
      }
      StoreSettings settings = StoreSettings.usual(StoreKey.open(data.keys()), questions);
      return new RecordingFolder(data, disk, lock, EventStore.open(disk, data.store(), settings));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel lock) throws IOException {
    try {
      return lock.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  /// How many bytes came in that are not in the recording yet: what runs next takes them in.
  public long waitingBytes() throws IOException {
    JournalSettings settings =
        JournalSettings.of(FieldCatalogue.builtIn().version()).from(store.sealedOffset());
    try (Journal journal = Journal.open(disk, data.journal(), settings)) {
      return journal.end() - store.sealedOffset();
    }
  }

  /// Where what lies.
  public DataFolder data() {
    return data;
  }

  /// What the recording and its journal lie on.
  Disk disk() {
    return disk;
  }

  /// The recording.
  public EventStore store() {
    return store;
  }

  @Override
  public void close() throws IOException {
    try {
      store.close();
    } finally {
      lock.close();
    }
  }
}
