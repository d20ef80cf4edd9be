// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Event;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import dev.shirube.segments.Segment;
import dev.shirube.segments.SegmentCache;
import dev.shirube.segments.SegmentFile;
import dev.shirube.segments.SegmentWriter;
import dev.shirube.segments.UnreadableSegment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/// How the rows of a part lie in its file.
interface SegmentFormat {
  /// Begins a file that is not there yet.
  RowSink create(TenantId tenant, Disk disk, Path file) throws IOException;

  /// Opens a file of a tenant without reading it whole.
  ///
  /// @throws StoreException if it is damaged, another tenant's or of a newer format
  /// @throws IOException if the disk did not give it this time
  Segment open(TenantId tenant, Disk disk, Path file) throws IOException;

  /// The columns of the room of segments, with one cache for all files: a sixteenth of the memory
  /// this process may take.
  static SegmentFormat columns() {
    long memory = Runtime.getRuntime().maxMemory() / 16;
    return new Columns(new SegmentCache(Math.clamp(memory, 16L << 20, 256L << 20)));
  }

  /// A file that takes rows.
  interface RowSink extends Closeable {
    void add(Event event) throws IOException;

    /// Whether the file had better be finished and another begun.
    boolean isFull();

    /// Writes what is left and makes the file durable, but for its folder's entry.
    void finish() throws IOException;
  }

  /// The columns of the room of segments.
  ///
  /// @param cache keeps what was unpacked of all files
  record Columns(SegmentCache cache) implements SegmentFormat {
    @Override
    public RowSink create(TenantId tenant, Disk disk, Path file) throws IOException {
      SegmentWriter writer = SegmentWriter.create(disk, file, tenant);
      return new RowSink() {
        @Override
        public void add(Event event) throws IOException {
          writer.add(event);
        }

        @Override
        public boolean isFull() {
          return writer.isFull();
        }

        @Override
        public void finish() throws IOException {
          writer.finish();
        }

        @Override
        public void close() throws IOException {
          writer.close();
        }
      };
    }

    @Override
    public Segment open(TenantId tenant, Disk disk, Path file) throws IOException {
      try {
        return SegmentFile.open(disk, file, tenant, cache);
      } catch (UnreadableSegment e) {
        throw StoreException.of(e.problem());
      }
    }
  }
}
