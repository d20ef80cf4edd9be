// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import dev.shirube.event.EventBatch;
import java.io.Closeable;
import java.io.IOException;

/// Reads the records of one entry, one after another.
public interface RecordReader extends Closeable {
  /// Appends the next record to a batch as exactly one event: every field of it as a raw entry
  /// under its full name in the source (dots between levels), its position, and the record's bytes
  /// where the reader has them. What is damaged is told to the context's problems and passed over;
  /// what stands behind it is still read.
  ///
  /// @return false at the end of the entry
  /// @throws IOException only when the medium fails
  boolean read(EventBatch batch) throws IOException;

  /// What was read so far; final once {@link #read} has said false.
  ReadCounts counts();

  @Override
  void close() throws IOException;
}
