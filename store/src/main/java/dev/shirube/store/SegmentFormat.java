// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import dev.shirube.segments.Segment;
import java.io.IOException;
import java.nio.file.Path;

/// How events lie in memory while they are open, and in files afterwards.
interface SegmentFormat {
  /// The events of a batch that changes no more.
  Segment inMemory(EventBatch batch);

  /// Writes rows as a file, without syncing it.
  void write(TenantId tenant, RowSource rows, Disk.Writing out) throws IOException;

  /// Opens a file of a tenant without reading it whole.
  ///
  /// @throws StoreException if it is damaged, another tenant's or of a newer format
  /// @throws IOException if the disk did not give it this time
  Segment open(TenantId tenant, Disk disk, Path file) throws IOException;

  /// Hands out rows in the order in which they are to be written.
  interface RowSource {
    /// How many rows there are in all.
    int rows();

    /// Appends the next rows to a batch.
    ///
    /// @param atMost how many at most
    /// @return how many; 0 at the end
    int fill(EventBatch into, int atMost) throws IOException;
  }
}
