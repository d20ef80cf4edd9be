// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.journal.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Small files that are there whole or not at all, whatever happens: written beside, synced, and
/// put in the place of the one before; a checksum of 4 bytes stands at the end.
final class SmallFile {
  private static final int LARGEST = 4 << 20;
  private static final int CHECK = 4;

  private SmallFile() {}

  private static int check(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }

  static void write(Disk disk, Path folder, String name, byte[] content) throws IOException {
    Path fresh = folder.resolve(name + ".new");
    if (disk.exists(fresh)) {
      disk.delete(fresh);
    }
    ByteBuffer bytes = ByteBuffer.allocate(content.length + CHECK);
    bytes.put(content).putInt(check(content, content.length)).flip();
    try (Disk.Writing writing = disk.append(fresh)) {
      writing.write(bytes);
      writing.sync();
    }
    disk.move(fresh, folder.resolve(name));
    disk.syncFolder(folder);
  }

  /// What was written; null if there is nothing, or it is damaged.
  static byte @Nullable [] read(Disk disk, Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!disk.exists(file)) {
      return null;
    }
    long size = disk.size(file);
    if (size < CHECK || size > LARGEST) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    try (Disk.Reading reading = disk.read(file)) {
      reading.read(bytes, 0);
    }
    byte[] content = new byte[(int) size - CHECK];
    boolean whole =
        !bytes.hasRemaining()
            && bytes.getInt(content.length) == check(bytes.array(), content.length);
    System.arraycopy(bytes.array(), 0, content, 0, content.length);
    return whole ? content : null;
  }
}
