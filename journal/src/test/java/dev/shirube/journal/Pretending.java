// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// A disk that says it has synced and has not: the planted fault that the ledger must see.
///
/// @param files whether it is files that are not synced, or else folders
record Pretending(Disk disk, boolean files) implements Disk {
  @Override
  public List<String> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    disk.makeFolder(folder);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    if (files) {
      disk.syncFolder(folder);
    }
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return disk.exists(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return disk.size(file);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    disk.move(from, to);
  }

  @Override
  public Writing append(Path file) throws IOException {
    return new Unsynced(disk.append(file), files);
  }

  @Override
  public Reading read(Path file) throws IOException {
    return disk.read(file);
  }

  @Override
  public long free(Path folder) throws IOException {
    return disk.free(folder);
  }

  private record Unsynced(Writing writing, boolean pretends) implements Writing {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      writing.write(bytes);
    }

    @Override
    public long size() throws IOException {
      return writing.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      writing.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      if (!pretends) {
        writing.sync();
      }
    }

    @Override
    public void close() throws IOException {
      writing.close();
    }
  }
}
