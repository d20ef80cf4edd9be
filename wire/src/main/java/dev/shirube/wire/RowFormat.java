// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.packing.ByteWriter;
import dev.shirube.packing.Packer;

/// The numbers of a payload of events, and its head; both ends of {@link BatchCodec} go by them.
final class RowFormat {
  static final byte KIND = 'E';
  static final byte VERSION = 1;
  static final int HEAD = 6;

  static final int MOST_SHAPES = 4096;
  static final int MOST_TEXTS = 4096;
  static final int MOST_KNOWN = 4096;
  static final int SHORTEST_KNOWN = 4;
  static final int LONGEST_KNOWN = 1024;

  /// Most values of a frame.
  static final int MOST_ENTRIES = 1 << 19;

  /// Most bytes of all values of a frame, however often one is repeated.
  static final long MOST_EXPANDED = 16L << 20;

  static final int SAME = 0;
  static final int NEW = 1;
  static final int KNOWN = 2;
  static final int NUMBER = 3;

  private RowFormat() {}

  /// A row of events as a payload.
  static byte[] payload(Packer packer, byte[] row, int length) {
    byte[] packed = packer.pack(row, 0, length);
    ByteWriter out = new ByteWriter();
    out.u8(KIND).u8(VERSION).u32(length).raw(packed, 0, packed.length);
    return out.copy();
  }
}
