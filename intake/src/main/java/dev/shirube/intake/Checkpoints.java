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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What correlations keep in mind, and which numbers of agents have come, on the disk as of offsets
/// of the journal: so that both go on from exactly where the recording does. A state is written
/// before the recording is sealed at its offset, and older ones are deleted after: whichever of the
/// two a crash lets stand, the state that belongs to it is there.
public final class Checkpoints {
  private static final String CORRELATIONS = "correlations";
  private static final String AGENTS = "agents";
  private static final String END = ".state";

  private final Disk disk;
  private final Path folder;

  /// @param folder where the states lie; made when the first is written
  public Checkpoints(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  private static String name(String what, long offset) {
    return what + "-" + offset + END;
  }

  /// Writes down what is kept in mind at an offset; it is durable when this returns.
  public void write(Detector detector, AgentLanes lanes, long offset) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.writeTo(bytes, Long.toString(offset));
    disk.makeFolder(folder);
    write(AGENTS, offset, lanes.text().getBytes(StandardCharsets.UTF_8));
    write(CORRELATIONS, offset, bytes.toByteArray());
    disk.syncFolder(folder);
  }

  private void write(String what, long offset, byte[] bytes) throws IOException {
    Path fresh = folder.resolve(what + ".new");
    if (disk.exists(fresh)) {
      disk.delete(fresh);
    }
    try (Disk.Writing file = disk.append(fresh)) {
      file.write(ByteBuffer.wrap(bytes));
      file.sync();
    }
    disk.move(fresh, folder.resolve(name(what, offset)));
  }

  /// Deletes what was written for other offsets.
  public void keepOnly(long offset) throws IOException {
    for (String file : disk.list(folder)) {
      boolean old = file.endsWith(END) && !file.endsWith("-" + offset + END);
      if (old && (file.startsWith(CORRELATIONS) || file.startsWith(AGENTS))) {
        disk.delete(folder.resolve(file));
      }
    }
  }

  /// Goes on from what was written down at an offset.
  ///
  /// @return whether there was anything
  public boolean read(Detector detector, long offset) throws IOException {
    Path file = folder.resolve(name(CORRELATIONS, offset));
    if (!disk.exists(file)) {
      return false;
    }
    try (InputStream in = new BufferedInputStream(new ByteArrayInputStream(bytes(file)))) {
      return detector.readFrom(in, file.toString()) != null;
    }
  }

  /// Goes on from what was written down of agents at an offset. Where nothing was, there were none:
  /// no version that had any wrote nothing.
  ///
  /// @return false if it is damaged
  public boolean read(AgentLanes lanes, long offset) throws IOException {
    Path file = folder.resolve(name(AGENTS, offset));
    return !disk.exists(file) || lanes.read(bytes(file));
  }

  private byte[] bytes(Path file) throws IOException {
    try (Disk.Reading reading = disk.read(file)) {
      byte[] bytes = new byte[Math.toIntExact(reading.size())];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      int _ = reading.read(buffer, 0);
      return bytes;
    }
  }
}
