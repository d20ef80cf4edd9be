// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// Writes valid EVTX files for tests: records by template, several chunks when one is full.
final class EvtxWriter {
  private final List<ChunkOut> chunks = new ArrayList<>();
  private long nextId = 1;

  /// Appends a record.
  ///
  /// @return this writer
  EvtxWriter record(BinXmlTree content) {
    if (chunks.isEmpty() || !chunks.getLast().record(nextId, content)) {
      ChunkOut chunk = new ChunkOut();
      chunks.add(chunk);
      if (!chunk.record(nextId, content)) {
        throw new IllegalArgumentException("the record is larger than a chunk");
      }
    }
    nextId++;
    return this;
  }

  /// Begins a new chunk although the last is not full.
  EvtxWriter newChunk() {
    chunks.add(new ChunkOut());
    return this;
  }

  /// The id that the next record will have.
  EvtxWriter from(long id) {
    nextId = id;
    return this;
  }

  int chunkCount() {
    return chunks.size();
  }

  /// The file as Windows would leave it.
  byte[] file() {
    ByteBuffer file =
        ByteBuffer.allocate(EvtxReader.Header.SIZE + chunks.size() * ChunkBytes.SIZE)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {'E', 'l', 'f', 'F', 'i', 'l', 'e', 0});
    file.putLong(0).putLong(Math.max(chunks.size() - 1, 0)).putLong(nextId);
    file.putInt(128).putShort((short) 1).putShort((short) 3).putShort((short) 4096);
    file.putShort((short) chunks.size());
    file.position(EvtxReader.Header.SIZE);
    for (ChunkOut chunk : chunks) {
      file.put(chunk.bytes());
    }
    setHeader(file.array(), 0);
    return file.array();
  }

  /// Sets the flags of a file header and makes its checksum right.
  static void setHeader(byte[] file, int flags) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(120, flags);
    CRC32 crc = new CRC32();
    crc.update(file, 0, 120);
    buffer.putInt(124, (int) crc.getValue());
  }
}
