// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Digests;
import dev.shirube.event.Event;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/// Writes rows as the file of a part, in the order of time and id, and learns on the way what is to
/// be known of the part. The file is synced, and so is its folder's entry.
final class PartWriter {
  private final TenantId tenant;
  private final Folder folder;
  private final SegmentFormat format;

  PartWriter(TenantId tenant, Folder folder, SegmentFormat format) {
    this.tenant = tenant;
    this.folder = folder;
    this.format = format;
  }

  /// Writes the next rows of a merge, of which there must be one.
  ///
  /// @param number the part's number, whose file must not be there
  /// @param most how many rows at most; it gets fewer if the merge ends or the file is full
  PartFacts write(long number, RowMerge merge, int most) throws IOException {
    String name = PartFacts.file(number);
    folder.drop(name);
    HashingDisk disk = new HashingDisk(folder.disk());
    Observed observed = new Observed();
    try (SegmentFormat.RowSink sink = format.create(tenant, disk, folder.file(name))) {
      while (observed.rows < most && !merge.isEmpty() && !sink.isFull()) {
        Event event = merge.view();
        observed.see(event);
        sink.add(event);
        merge.pass();
      }
      sink.finish();
    }
    folder.disk().syncFolder(folder.path());
    return observed.facts(number, disk);
  }

  /// What was seen of the rows on their way.
  private static final class Observed {
    private int rows;
    private long first;
    private long last;
    private long firstReceived = Long.MAX_VALUE;
    private long lastReceived = Long.MIN_VALUE;

    void see(Event event) {
      first = rows == 0 ? event.time() : first;
      last = event.time();
      long received = Part.received(event);
      firstReceived = Math.min(firstReceived, received);
      lastReceived = Math.max(lastReceived, received);
      rows++;
    }

    PartFacts facts(long number, HashingDisk disk) {
      String hash = Codec.hex(disk.digest.digest());
      return new PartFacts(
          number, rows, disk.length, first, last, firstReceived, lastReceived, hash);
    }
  }

  /// A disk that hashes the one file that is written through it.
  private static final class HashingDisk implements Disk {
    private final Disk disk;
    private final MessageDigest digest = Digests.sha256();
    private long length;

    HashingDisk(Disk disk) {
      this.disk = disk;
    }

    @Override
    public Writing append(Path file) throws IOException {
      return new Hashed(disk.append(file));
    }

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
      disk.syncFolder(folder);
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
    public Reading read(Path file) throws IOException {
      return disk.read(file);
    }

    @Override
    public long free(Path folder) throws IOException {
      return disk.free(folder);
    }

    /// Hashes a file while it is written.
    private final class Hashed implements Writing {
      private final Writing out;

      Hashed(Writing out) {
        this.out = out;
      }

      @Override
      public void write(ByteBuffer bytes) throws IOException {
        length += bytes.remaining();
        digest.update(bytes.duplicate());
        out.write(bytes);
      }

      @Override
      public long size() {
        return length;
      }

      @Override
      public void truncate(long size) throws IOException {
        if (size != length) {
          throw new UnsupportedOperationException("what is written of a part stays");
        }
        out.truncate(size);
      }

      @Override
      public void sync() throws IOException {
        out.sync();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    }
  }
}
