// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.detect.Detector;
import dev.shirube.journal.Disk;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// What correlations keep in mind, on the disk as of offsets of the journal: so that detection goes
/// on from exactly where the recording does. A state is written before the recording is sealed at
/// its offset, and older ones are deleted after: whichever of the two a crash lets stand, the state
/// that belongs to it is there.
public final class Checkpoints {
  private static final String BEGIN = "correlations-";
  private static final String END = ".state";

  private final Disk disk;
  private final Path folder;

  /// @param folder where the states lie; made when the first is written
  public Checkpoints(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  private static String name(long offset) {
    return BEGIN + offset + END;
  }

  /// Writes down what is kept in mind at an offset; it is durable when this returns.
  public void write(Detector detector, long offset) throws IOException {
    disk.makeFolder(folder);
    Path fresh = folder.resolve("correlations.new");
    if (disk.exists(fresh)) {
      disk.delete(fresh);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.writeTo(bytes, Long.toString(offset));
    try (Disk.Writing file = disk.append(fresh)) {
      file.write(ByteBuffer.wrap(bytes.toByteArray()));
      file.sync();
    }
    disk.move(fresh, folder.resolve(name(offset)));
    disk.syncFolder(folder);
  }

  /// Deletes what was written for other offsets.
  public void keepOnly(long offset) throws IOException {
    for (String file : disk.list(folder)) {
      if (file.startsWith(BEGIN) && !file.equals(name(offset))) {
        disk.delete(folder.resolve(file));
      }
    }
  }

  /// Goes on from what was written down at an offset.
  ///
  /// @return whether there was anything
  public boolean read(Detector detector, long offset) throws IOException {
    Path file = folder.resolve(name(offset));
    if (!disk.exists(file)) {
      return false;
    }
    try (Disk.Reading reading = disk.read(file)) {
      byte[] bytes = new byte[Math.toIntExact(reading.size())];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      int _ = reading.read(buffer, 0);
      try (InputStream in = new BufferedInputStream(new ByteArrayInputStream(bytes))) {
        return detector.readFrom(in, file.toString()) != null;
      }
    }
  }
}
