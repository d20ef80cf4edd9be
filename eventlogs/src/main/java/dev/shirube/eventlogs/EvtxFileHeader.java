// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.util.Arrays;
import java.util.zip.CRC32;

/// What the first block of an EVTX file says.
///
/// @param sound whether it is one and its checksum holds
/// @param chunks how many chunks it says there are; -1 if it cannot be believed
/// @param dirty whether the file was not closed when it was copied
/// @param checksums whether chunks have checksums
record EvtxFileHeader(boolean sound, int chunks, boolean dirty, boolean checksums) {
  /// Bytes of the block; chunks follow.
  static final int SIZE = 4096;

  private static final byte[] MAGIC = {'E', 'l', 'f', 'F', 'i', 'l', 'e', 0};
  private static final int DIRTY = 1;
  private static final int NO_CHECKSUMS = 4;

  /// Whether a file begins as EVTX files do.
  static boolean startsWith(byte[] bytes) {
    return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, 8);
  }

  /// Reads the block.
  static EvtxFileHeader of(byte[] block) {
    if (block.length < 128 || !startsWith(block)) {
      return new EvtxFileHeader(false, -1, true, true);
    }
    int flags = ChunkBytes.intAt(block, 120);
    boolean checksums = (flags & NO_CHECKSUMS) == 0;
    CRC32 crc = new CRC32();
    crc.update(block, 0, 120);
    boolean sound = !checksums || (int) crc.getValue() == ChunkBytes.intAt(block, 124);
    int chunks = sound ? ChunkBytes.shortAt(block, 42) : -1;
    return new EvtxFileHeader(sound, chunks, (flags & DIRTY) != 0, checksums);
  }
}
