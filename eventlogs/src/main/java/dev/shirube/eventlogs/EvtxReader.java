// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;
import dev.shirube.containers.Entry;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Reads an EVTX file from front to back with one chunk in memory. Chunks are read where they are,
/// whatever the file's header says of their number; what is damaged is read as far as it goes,
/// counted as recovered, and what is lost is named.
final class EvtxReader implements RecordReader {
  /// Tells what is wrong with one EVTX file. Chunks are counted from 1, as people count.
  private static final class Told {
    private final Problems problems;
    private final String file;

    Told(Problems problems, String file) {
      this.problems = problems;
      this.file = file;
    }

    private void tell(String id, long record, Object... facts) {
      problems.tell(
          new Problem(file, record, Message.of(id, facts), Message.of(id + ".advice", facts)));
    }

    void header() {
      tell("evtx.header.damaged", 0);
    }

    void chunkDamaged(long chunk) {
      tell("evtx.chunk.damaged", 0, chunk + 1);
    }

    void chunkLost(long chunk) {
      tell("evtx.chunk.lost", 0, chunk + 1);
    }

    void truncated(long chunk) {
      tell("evtx.file.truncated", 0, chunk + 1);
    }

    void moreChunks(long found, long said) {
      tell("evtx.chunks.more", 0, found, said);
    }

    void fewerChunks(long found, long said) {
      tell("evtx.chunks.fewer", 0, found, said);
    }

    void foreign(long blocks, long first) {
      tell("evtx.blocks.foreign", 0, blocks, first + 1);
    }

    /// @param ids the records' ids as ranges
    void recordsLost(long chunk, long count, String ids) {
      tell("evtx.records.lost", 0, count, ids, chunk + 1);
    }

    void unreadable(long record, long chunk, int offset) {
      tell("evtx.record.unreadable", record, record, chunk + 1, offset);
    }

    void cut(long record, int fields) {
      tell("evtx.record.cut", record, record, fields);
    }
  }

  private final InputStream input;
  private final ReadContext context;
  private final TemplateCache templates;
  private final Told problems;
  private final ChunkBytes bytes = new ChunkBytes();
  private final EvtxChunk chunk = new EvtxChunk(bytes);
  private final Header header;
  private byte[] front;
  private @Nullable BinXmlRunner runner;
  private boolean reading;
  private long number = -1;
  private long chunksFound;
  private long foreignBlocks;
  private long foreignFirst;
  private long lostChunks;
  private long lastId = -1;
  private boolean ended;
  private long records;
  private long damaged;
  private long recovered;
  private long truncated;

  EvtxReader(Entry entry, ReadContext context, TemplateCache templates) throws IOException {
    this.templates = templates;
    this.input = entry.open();
    this.context = context;
    this.problems = new Told(context.problems(), entry.name());
    byte[] block = input.readNBytes(Header.SIZE);
    this.header = Header.of(block);
    this.front = EvtxChunk.startsWith(block, 0) ? block : new byte[0];
    if (!header.sound()) {
      problems.header();
    }
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    while (!ended) {
      while (reading && chunk.next()) {
        if (append(batch)) {
          return true;
        }
      }
      if (reading) {
        endChunk();
      }
      beginChunk(batch);
    }
    return false;
  }

  private boolean append(EventBatch batch) {
    BinXmlRunner current = runner;
    if (current == null) {
      return false;
    }
    lastId = Math.max(lastId, chunk.recordId());
    try {
      if (!current.append(batch, chunk.recordStart(), chunk.recordEnd())) {
        truncated++;
        problems.cut(chunk.recordId(), context.limits().fields());
      }
    } catch (ChunkBytes.Broken broken) {
      batch.dropLastEvent();
      damaged++;
      problems.unreadable(chunk.recordId(), number, broken.offset());
      return false;
    }
    records++;
    if (chunk.isRecovered() || isBeyond()) {
      recovered++;
    }
    return true;
  }

  private boolean isBeyond() {
    return header.chunks() >= 0 && header.chunks() < 0xffff && number >= header.chunks();
  }

  private void beginChunk(EventBatch batch) throws IOException {
    int available = fill();
    if (available == 0) {
      endFile();
      return;
    }
    number++;
    chunk.begin(available, header.checksums(), header.dirty());
    BinXmlRunner current = runner;
    if (current == null) {
      current = new BinXmlRunner(bytes, context, batch, templates);
      runner = current;
    }
    current.beginChunk();
    reading = chunk.hasMagic() || (chunk.isInUse() && !isBeyond());
    if (reading) {
      tellOfChunk(available);
    } else if (chunk.isInUse()) {
      foreignFirst = foreignBlocks == 0 ? number : foreignFirst;
      foreignBlocks++;
    } else if (!isBeyond() && header.chunks() >= 0) {
      problems.chunkLost(number);
      lostChunks++;
    }
  }

  private int fill() throws IOException {
    byte[] data = bytes.data();
    System.arraycopy(front, 0, data, 0, front.length);
    int available =
        front.length + input.readNBytes(data, front.length, ChunkBytes.SIZE - front.length);
    front = new byte[0];
    Arrays.fill(data, available, ChunkBytes.SIZE, (byte) 0);
    return available;
  }

  private void tellOfChunk(int available) {
    chunksFound += chunk.hasMagic() ? 1 : 0;
    if (available < ChunkBytes.SIZE) {
      problems.truncated(number);
    } else if (!chunk.hasMagic()) {
      problems.chunkLost(number);
      lostChunks++;
    } else if (!chunk.isIntact()) {
      problems.chunkDamaged(number);
    }
    tellOfGap();
  }

  /// Names the records between the last chunk and this one if chunks between them are lost.
  private void tellOfGap() {
    if (!chunk.isHeaderSound()) {
      return;
    }
    long missing = chunk.firstId() - lastId - 1;
    if (lostChunks > 0 && lastId > 0 && missing > 0) {
      if (missing <= lostChunks * EvtxChunk.MAX_RECORDS) {
        damaged += missing;
        String ids = (lastId + 1) + "-" + (chunk.firstId() - 1);
        problems.recordsLost(number - 1, missing, ids);
      }
    }
    lostChunks = 0;
  }

  private void endChunk() {
    EvtxChunk.Lost lost = chunk.lost();
    lost.end();
    if (lost.count() > 0 && (chunk.isBroken() || !chunk.isIntact())) {
      damaged += lost.count();
      problems.recordsLost(number, lost.count(), lost.names());
    }
    reading = false;
  }

  private void endFile() {
    ended = true;
    if (foreignBlocks > 0) {
      problems.foreign(foreignBlocks, foreignFirst);
    }
    if (header.chunks() >= 0 && header.chunks() < 0xffff) {
      if (chunksFound > header.chunks()) {
        problems.moreChunks(chunksFound, header.chunks());
      } else if (number + 1 < header.chunks()) {
        problems.fewerChunks(number + 1, header.chunks());
      }
    }
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, damaged, recovered, truncated);
  }

  /// All steps that reading took so far: the measure that fuzzing holds against the budget.
  long steps() {
    return bytes.stepsTaken();
  }

  @Override
  public void close() throws IOException {
    input.close();
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
