// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One way records are written in files: recognized by content, then read.
public interface Format {
  /// Short lower-case name, such as evtx or json; part of what identifies an imported event.
  String name();

  /// How sure it is that the entry is of this format: 0 not at all, 100 beyond doubt. Must not
  /// throw on any bytes.
  int recognize(Sample sample);

  /// Begins to read.
  RecordReader open(Entry entry, ReadContext context) throws IOException;

  /// Begins to read one of many short entries, with the memory of the reader of the one before.
  ///
  /// @param last what read that, in the same context but for when it was received; not to be used
  ///   any more. Null if there is none, or if it is of another format
  default RecordReader open(Entry entry, ReadContext context, @Nullable RecordReader last)
      throws IOException {
    return open(entry, context);
  }
}
