// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.journal.Disk;
import dev.shirube.sensor.Loss;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Knows whether the agent that had a folder before was ended as it should be: a mark stands there
/// from its start to its end. If not, it was killed or the machine lost its power, and what sensors
/// saw from shortly before its last frame until now may be gone, nobody knows how much: that is
/// told.
final class LastEnd {
  private static final String MARK = "running";
  // What is in no frame yet waits for a second, and longer where the disk is slow; another lane may
  // have had a frame meanwhile.
  private static final long BEFORE_NANOS = Duration.ofSeconds(5).toNanos();

  private final Disk disk;
  private final Path folder;
  private boolean begun;

  LastEnd(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /// Begins, which leaves the mark.
  ///
  /// @param newest when the newest frame that is there was made, nanoseconds since 1970; 0 for none
  /// @param now nanoseconds since 1970
  /// @return what may be missing of the time before; null if nothing is
  @Nullable Loss begin(long newest, long now) throws IOException {
    begun = true;
    byte[] mark = SmallFile.read(disk, folder, MARK);
    SmallFile.write(disk, folder, MARK, ByteBuffer.allocate(Long.BYTES).putLong(now).array());
    if (mark == null || mark.length != Long.BYTES) {
      return null;
    }
    long from = Math.max(newest - BEFORE_NANOS, ByteBuffer.wrap(mark).getLong());
    return new Loss("agent", 0, Math.min(from, now), now, "killed");
  }

  /// Takes the mark away: all is in order.
  void ended() throws IOException {
    Path mark = folder.resolve(MARK);
    if (begun && disk.exists(mark)) {
      disk.delete(mark);
      disk.syncFolder(folder);
    }
  }
}
