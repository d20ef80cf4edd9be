// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/// The Windows event log since Vista: a file header, then chunks of 64 KiB with records in BinXML.
/// Also files whose header is damaged, and chunks cut out of a file.
public final class EvtxFormat implements Format {
  private final TemplateCache templates = new TemplateCache();

  public EvtxFormat() {}

  @Override
  public String name() {
    return "evtx";
  }

  @Override
  public int recognize(Sample sample) {
    byte[] head = sample.head();
    boolean chunk = EvtxChunk.startsWith(head, 0) || EvtxChunk.startsWith(head, Header.SIZE);
    return Header.startsWith(head) || chunk ? 100 : 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return new EvtxReader(entry, context, templates);
  }

  /// What the first block of an EVTX file says.
  ///
  /// @param sound whether it is one and its checksum holds
  /// @param chunks how many chunks it says there are; -1 if it cannot be believed
  /// @param dirty whether the file was not closed when it was copied
  /// @param checksums whether chunks have checksums
  record Header(boolean sound, int chunks, boolean dirty, boolean checksums) {
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
    static Header of(byte[] block) {
      if (block.length < 128 || !startsWith(block)) {
        return new Header(false, -1, true, true);
      }
      int flags = ChunkBytes.intAt(block, 120);
      boolean checksums = (flags & NO_CHECKSUMS) == 0;
      CRC32 crc = new CRC32();
      crc.update(block, 0, 120);
      boolean sound = !checksums || (int) crc.getValue() == ChunkBytes.intAt(block, 124);
      int chunks = sound ? ChunkBytes.shortAt(block, 42) : -1;
      return new Header(sound, chunks, (flags & DIRTY) != 0, checksums);
    }
  }
}
