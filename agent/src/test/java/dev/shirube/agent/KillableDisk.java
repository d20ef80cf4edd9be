// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.journal.Disk;
import dev.shirube.journal.ForwardingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk under whose hands the process ends at an operation: what was written before stays.
final class KillableDisk extends ForwardingDisk {
  /// The process is gone.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private final long last;
  private long operations;

  KillableDisk(Disk disk, long last) {
    super(disk);
    this.last = last;
  }

  long operations() {
    return operations;
  }

  @Override
  protected Disk disk() throws IOException {
    if (++operations > last) {
      throw new Killed();
    }
    return super.disk();
  }

  @Override
  public Writing append(Path file) throws IOException {
    Writing writing = super.append(file);
    return new Writing() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        Disk _ = disk();
        writing.write(bytes);
      }

      @Override
      public long size() throws IOException {
        return writing.size();
      }

      @Override
      public void truncate(long size) throws IOException {
        Disk _ = disk();
        writing.truncate(size);
      }

      @Override
      public void sync() throws IOException {
        Disk _ = disk();
        writing.sync();
      }

      @Override
      public void close() throws IOException {
        writing.close();
      }
    };
  }
}
