// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.journal.Disk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// A disk under whose hands the process ends at an operation: what was written before stays.
final class KillableDisk implements Disk {
  /// The process is gone.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private final Disk disk;
  private final long last;
  private long operations;

  KillableDisk(Disk disk, long last) {
    this.disk = disk;
    this.last = last;
  }

  long operations() {
    return operations;
  }

  private Disk at() {
    if (++operations > last) {
      throw new Killed();
    }
    return disk;
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return at().list(folder);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    at().makeFolder(folder);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    at().syncFolder(folder);
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return at().exists(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return at().size(file);
  }

  @Override
  public void delete(Path file) throws IOException {
    at().delete(file);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    at().move(from, to);
  }

  @Override
  public Writing append(Path file) throws IOException {
    Writing writing = at().append(file);
    return new Writing() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        Disk _ = at();
        writing.write(bytes);
      }

      @Override
      public long size() throws IOException {
        return writing.size();
      }

      @Override
      public void truncate(long size) throws IOException {
        Disk _ = at();
        writing.truncate(size);
      }

      @Override
      public void sync() throws IOException {
        Disk _ = at();
        writing.sync();
      }

      @Override
      public void close() throws IOException {
        writing.close();
      }
    };
  }

  @Override
  public Reading read(Path file) throws IOException {
    Reading reading = at().read(file);
    return new Reading() {
      @Override
      public long size() throws IOException {
        return reading.size();
      }

      @Override
      public int read(ByteBuffer into, long at) throws IOException {
        return reading.read(into, at);
      }

      @Override
      public MemorySegment map() throws IOException {
        return reading.map();
      }

      @Override
      public void close() throws IOException {
        reading.close();
      }
    };
  }

  @Override
  public long free(Path folder) throws IOException {
    return disk.free(folder);
  }
}
