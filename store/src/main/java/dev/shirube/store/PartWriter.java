// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Digests;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

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

  /// Writes the next rows of a merge.
  ///
  /// @param number the part's number, whose file must not be there
  /// @param rows how many rows there are to be written, at most as many as the merge has
  PartFacts write(long number, RowMerge merge, int rows) throws IOException {
    String name = PartFacts.file(number);
    folder.drop(name);
    Observed observed = new Observed(merge, rows);
    try (Hashed out = new Hashed(folder.disk().append(folder.file(name)))) {
      format.write(tenant, observed, out);
      out.sync();
      folder.disk().syncFolder(folder.path());
      if (observed.done != rows || rows == 0) {
        throw new IllegalStateException("not every row was written: " + observed.done);
      }
      return new PartFacts(
          number, rows, out.length, observed.first, observed.last,
          observed.firstReceived, observed.lastReceived, Codec.hex(out.digest.digest()));
    }
  }

  /// Hands rows on to the file and looks at them on the way.
  private static final class Observed implements SegmentFormat.RowSource {
    private final RowMerge merge;
    private final int rows;
    private final Event event = new Event();
    private int done;
    private long first;
    private long last;
    private long firstReceived = Long.MAX_VALUE;
    private long lastReceived = Long.MIN_VALUE;

    Observed(RowMerge merge, int rows) {
      this.merge = merge;
      this.rows = rows;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public int fill(EventBatch into, int atMost) {
      int count = Math.min(atMost, rows - done);
      for (int left = count; left > 0; left--) {
        int at = into.count();
        merge.take(into);
        event.on(into, at);
        first = done == 0 ? event.time() : first;
        last = event.time();
        long received = Part.received(event);
        firstReceived = Math.min(firstReceived, received);
        lastReceived = Math.max(lastReceived, received);
        done++;
      }
      return count;
    }
  }

  /// Hashes a file while it is written.
  private static final class Hashed implements Disk.Writing {
    private final Disk.Writing out;
    private final MessageDigest digest = Digests.sha256();
    private long length;

    Hashed(Disk.Writing out) {
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
    public void truncate(long size) {
      throw new UnsupportedOperationException("what is written of a part stays");
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
