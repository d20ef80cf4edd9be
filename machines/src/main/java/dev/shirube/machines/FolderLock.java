// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Holds the folder of an agent for one process: two would give the same numbers to different
/// events. The system lets go of it when the process ends, however it does.
public final class FolderLock implements Closeable {
  private static final String NAME = "lock";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes a folder.
  ///
  /// @return null if another process has it
  public static @Nullable FolderLock take(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new FolderLock(channel);
      }
    } catch (OverlappingFileLockException _) {
      // Somebody else in this process has it.
    }
    channel.close();
    return null;
  }

  /// Whether a process has a folder.
  public static boolean isHeld(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(NAME))) {
      return false;
    }
    FolderLock taken = take(folder);
    if (taken == null) {
      return true;
    }
    taken.close();
    return false;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
