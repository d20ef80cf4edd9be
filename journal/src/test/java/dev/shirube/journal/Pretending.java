// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk that says it has synced and has not: the planted fault that the ledger must see.
final class Pretending extends ForwardingDisk {
  private final boolean files;

  /// @param files whether it is files that are not synced, or else folders
  Pretending(Disk disk, boolean files) {
    super(disk);
    this.files = files;
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    if (files) {
      super.syncFolder(folder);
    }
  }

  @Override
  public Writing append(Path file) throws IOException {
    return new Unsynced(super.append(file), files);
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
