// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.journal.Disk;
import dev.shirube.journal.ForwardingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A disk whose files are made durable together, now and then, and not with each write: what is
/// written survives the end of the process at once, and a power cut after the next {@link
/// #syncAll}. So the agent costs the machine it watches one sync a second, however much happens.
///
/// A file whose sync has failed is not written to any more, as what is said of it afterwards cannot
/// be believed.
final class LaterDisk extends ForwardingDisk {
  private final Set<Later> unsynced = new LinkedHashSet<>();

  LaterDisk(Disk disk) {
    super(disk);
  }

  /// Makes all that was written durable.
  ///
  /// @throws IOException if a file could not be; the others were tried
  void syncAll() throws IOException {
    List<Later> all;
    synchronized (unsynced) {
      all = List.copyOf(unsynced);
      unsynced.clear();
    }
    IOException failure = null;
    for (Later file : all) {
      try {
        file.syncNow();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private final class Later implements Writing {
    private final Path path;
    private final Writing file;
    private volatile boolean broken;
    private boolean closed;

    Later(Path path, Writing file) {
      this.path = path;
      this.file = file;
    }

    private void alive() throws IOException {
      if (broken) {
        throw new IOException(path + " was given up: it could not be synced");
      }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      alive();
      file.write(bytes);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      alive();
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      alive();
      synchronized (unsynced) {
        unsynced.add(this);
      }
    }

    private synchronized void syncNow() throws IOException {
      if (closed || broken) {
        return;
      }
      try {
        file.sync();
      } catch (IOException e) {
        broken = true;
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      boolean waits;
      synchronized (unsynced) {
        waits = unsynced.remove(this);
      }
      try {
        if (waits) {
          syncNow();
        }
      } finally {
        end();
      }
    }

    private synchronized void end() throws IOException {
      closed = true;
      file.close();
    }
  }

  @Override
  public Writing append(Path file) throws IOException {
    return new Later(file, super.append(file));
  }
}
