// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Digests;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A folder of the store on a disk: reading small files whole, replacing them at once, copying and
/// hashing big ones piece by piece.
record Folder(Disk disk, Path path) {
  private static final int PIECE = 1 << 20;
  private static final long SMALL = 1L << 30;

  Folder in(String name) {
    return new Folder(disk, path.resolve(name));
  }

  /// The folder of a tenant within the store's.
  Folder of(TenantId tenant) {
    return in("tenant-" + tenant.value());
  }

  /// The folder for what is damaged within a tenant's.
  Folder quarantine() {
    return in("quarantine");
  }

  Path file(String name) {
    return path.resolve(name);
  }

  boolean has(String name) throws IOException {
    return disk.exists(file(name));
  }

  List<String> list() throws IOException {
    return disk.list(path);
  }

  /// Makes the folder, durably within the one above it.
  void make() throws IOException {
    disk.makeFolder(path);
    Path above = path.getParent();
    if (above != null) {
      disk.syncFolder(above);
    }
  }

  /// Deletes a file if it is there. What is deleted may come back in a power cut.
  void drop(String name) throws IOException {
    if (has(name)) {
      disk.delete(file(name));
    }
  }

  /// A small file whole; null if it is not there.
  byte @Nullable [] readWhole(String name) throws IOException {
    return has(name) ? read(name, 0, disk.size(file(name))) : null;
  }

  /// Some bytes of a file; fewer if it ends before.
  byte[] read(String name, long from, long length) throws IOException {
    if (length > SMALL) {
      throw Codec.damaged(file(name));
    }
    try (Disk.Reading reading = disk.read(file(name))) {
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      int read = reading.read(bytes, from);
      return read == length ? bytes.array() : Arrays.copyOf(bytes.array(), read);
    }
  }

  /// Puts a file in the place of one that may be there: after a power cut it is the old one or the
  /// new one, whole.
  void replace(String name, byte[] content) throws IOException {
    String fresh = name + ".new";
    drop(fresh);
    try (Disk.Writing writing = disk.append(file(fresh))) {
      writing.write(ByteBuffer.wrap(content));
      writing.sync();
    }
    disk.move(file(fresh), file(name));
    disk.syncFolder(path);
  }

  /// Copies the first bytes of a file to one made anew, durably but for its folder's entry.
  ///
  /// @return the SHA-256 of what was copied
  String copy(String name, long length, Folder target, String fresh) throws IOException {
    MessageDigest digest = Digests.sha256();
    target.drop(fresh);
    try (Disk.Reading from = disk.read(file(name));
        Disk.Writing to = target.disk.append(target.file(fresh))) {
      long at = 0;
      while (at < length) {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length - at));
        int read = from.read(piece, at);
        if (read <= 0) {
          throw Codec.damaged(file(name));
        }
        digest.update(piece.array(), 0, read);
        to.write(ByteBuffer.wrap(piece.array(), 0, read));
        at += read;
      }
      to.sync();
    }
    return Codec.hex(digest.digest());
  }

  /// The SHA-256 of a whole file; null if somebody said to stop.
  @Nullable String hash(String name, BooleanSupplier cancelled) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (Disk.Reading from = disk.read(file(name))) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      long at = 0;
      for (int read = from.read(piece, at); read > 0; read = from.read(piece, at)) {
        if (cancelled.getAsBoolean()) {
          return null;
        }
        digest.update(piece.array(), 0, read);
        at += read;
        piece.clear();
      }
    }
    return Codec.hex(digest.digest());
  }
}
