// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;

/// One way records are written in files: recognized by content, then read.
public interface Format {
  /// Short lower-case name, such as evtx or json; part of what identifies an imported event.
  String name();

  /// How sure it is that the entry is of this format: 0 not at all, 100 beyond doubt. Must not
  /// throw on any bytes.
  int recognize(Sample sample);

  /// Begins to read.
  RecordReader open(Entry entry, ReadContext context) throws IOException;
}
