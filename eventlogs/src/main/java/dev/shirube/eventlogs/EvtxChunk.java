// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.CRC32;

/// One chunk of an EVTX file and a cursor over its records. Only records in use are visited: what
/// lies behind the chunk's free-space offset are remains of older contents, with one exception
/// ({@link #next}). Where the records' chain is broken the next one is found by its magic.
final class EvtxChunk {
  /// Bytes before the BinXML of a record: magic, size, record id, time written.
  static final int RECORD_HEADER = 24;

  /// More records than this do not fit into a chunk.
  static final int MAX_RECORDS = ChunkBytes.SIZE / RECORD_HEADER;

  private static final int FIRST_RECORD = 512;
  private static final int RECORD_MAGIC = 0x2a2a;
  private static final int SMALLEST_RECORD = RECORD_HEADER + 4;
  private static final int NO_CHECKSUMS = 4;
  private static final byte[] MAGIC = {'E', 'l', 'f', 'C', 'h', 'n', 'k', 0};

  private final byte[] data;
  private final Lost lost = new Lost();
  private boolean headerSound;
  private boolean dataSound;
  private boolean mayGrow;
  private boolean inUse;
  private int used;
  private int at;
  private int start;
  private long id;
  private boolean resumed;
  private boolean broken;

  EvtxChunk(ChunkBytes bytes) {
    this.data = bytes.data();
  }

  /// Looks at the chunk whose bytes have just been put into its place.
  ///
  /// @param available how many of its bytes were there
  /// @param checksums whether the file has checksums
  /// @param dirty whether the file says that it was not closed
  void begin(int available, boolean checksums, boolean dirty) {
    boolean checked = checksums && (ChunkBytes.intAt(data, 120) & NO_CHECKSUMS) == 0;
    used = ChunkBytes.intAt(data, 48);
    headerSound = hasMagic() && isUseful(used) && (!checked || isHeaderWhole());
    dataSound = headerSound && available >= used && (!checked || isDataWhole());
    mayGrow = dirty || !dataSound;
    if (!headerSound || used > available) {
      used = available;
    }
    inUse = hasMagic() || !isBlank();
    at = FIRST_RECORD;
    id = -1;
    resumed = false;
    broken = false;
    lost.begin();
    if (headerSound) {
      lost.expect(firstId(), ChunkBytes.longAt(data, 32));
    }
  }

  private static boolean isUseful(int offset) {
    return offset >= FIRST_RECORD && offset <= ChunkBytes.SIZE;
  }

  /// Whether the chunk begins as one.
  boolean hasMagic() {
    return startsWith(data, 0);
  }

  /// Whether a chunk begins at an offset of some bytes.
  static boolean startsWith(byte[] bytes, int offset) {
    return bytes.length >= offset + MAGIC.length
        && Arrays.equals(bytes, offset, offset + MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /// Whether anything was ever written here.
  boolean isInUse() {
    return inUse;
  }

  /// Whether checksums hold, or there are none and the header makes sense.
  boolean isIntact() {
    return dataSound;
  }

  /// Whether the header can be believed.
  boolean isHeaderSound() {
    return headerSound;
  }

  /// Id of the chunk's first record, as its header says.
  long firstId() {
    return ChunkBytes.longAt(data, 24);
  }

  private boolean isBlank() {
    for (int index = 0; index < ChunkBytes.SIZE; index += 8) {
      if (ChunkBytes.longAt(data, index) != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isHeaderWhole() {
    CRC32 crc = new CRC32();
    crc.update(data, 0, 120);
    crc.update(data, 128, FIRST_RECORD - 128);
    return (int) crc.getValue() == ChunkBytes.intAt(data, 124);
  }

  private boolean isDataWhole() {
    CRC32 crc = new CRC32();
    crc.update(data, FIRST_RECORD, used - FIRST_RECORD);
    return (int) crc.getValue() == ChunkBytes.intAt(data, 52);
  }

  /// Moves to the next record. Behind the used part records are visited only if the file was never
  /// closed or the chunk is damaged, and their ids go on without a gap: they were written after the
  /// header was.
  ///
  /// @return false at the end
  boolean next() {
    long before = id;
    boolean skipped = false;
    while (at < used || (mayGrow && goesOn(before))) {
      if (isRecord(at) && (headerSound || ChunkBytes.longAt(data, at + 8) > before)) {
        start = at;
        id = ChunkBytes.longAt(data, at + 8);
        at += ChunkBytes.intAt(data, at + 4);
        resumed |= skipped;
        lost.found(id, skipped ? before : -1);
        return true;
      }
      if (!skipped) {
        skipped = true;
        noteBreak();
      }
      at = nextMagic(at + 1);
    }
    return false;
  }

  private boolean goesOn(long before) {
    return before >= 0 && isRecord(at) && ChunkBytes.longAt(data, at + 8) == before + 1;
  }

  private void noteBreak() {
    boolean older = !headerSound && isRecord(at);
    boolean magic = at + 4 <= used && ChunkBytes.intAt(data, at) == RECORD_MAGIC;
    if (headerSound || (magic && !older)) {
      broken = true;
      lost.broken();
    }
  }

  private boolean isRecord(int offset) {
    if (offset + SMALLEST_RECORD > ChunkBytes.SIZE
        || ChunkBytes.intAt(data, offset) != RECORD_MAGIC) {
      return false;
    }
    int size = ChunkBytes.intAt(data, offset + 4);
    return size >= SMALLEST_RECORD
        && size <= ChunkBytes.SIZE - offset
        && ChunkBytes.intAt(data, offset + size - 4) == size;
  }

  private int nextMagic(int from) {
    for (int offset = from; offset + SMALLEST_RECORD <= used; offset++) {
      if (data[offset] == 0x2a && ChunkBytes.intAt(data, offset) == RECORD_MAGIC) {
        return offset;
      }
    }
    return Math.max(from, used);
  }

  /// Offset of the current record.
  int recordStart() {
    return start;
  }

  /// Offset behind the current record.
  int recordEnd() {
    return at;
  }

  /// Id of the current record; -1 before the first.
  long recordId() {
    return id;
  }

  /// Whether the current record was read although its surroundings are damaged.
  boolean isRecovered() {
    return !dataSound || resumed || start >= used;
  }

  /// Whether the chain of records was broken somewhere.
  boolean isBroken() {
    return broken;
  }

  /// The records that the chunk should hold and does not; final once {@link #next} has said false.
  Lost lost() {
    return lost;
  }

  /// Which records of a chunk were not found: by the ids that its header promises, and by the gaps
  /// between ids on both sides of a break.
  static final class Lost {
    private final BitSet promised = new BitSet();
    private long first;
    private boolean isPromised;
    private boolean open;
    private long count;
    private final StringBuilder names = new StringBuilder();

    /// Begins a new chunk.
    void begin() {
      promised.clear();
      isPromised = false;
      open = false;
      count = 0;
      names.setLength(0);
    }

    /// Takes note of the ids that the chunk's header promises.
    void expect(long from, long to) {
      if (from > 0 && to >= from && to - from < MAX_RECORDS) {
        first = from;
        isPromised = true;
        promised.set(0, (int) (to - from) + 1);
      }
    }

    /// The chain of records is broken here.
    void broken() {
      open = true;
    }

    /// A record was found.
    ///
    /// @param before id of the record before a break; -1 if there was no break
    void found(long id, long before) {
      if (isPromised) {
        if (id >= first && id - first < MAX_RECORDS) {
          promised.clear((int) (id - first));
        }
      } else if (open && before >= 0 && id - before > 1 && id - before <= MAX_RECORDS) {
        add(before + 1, id - 1);
      } else if (open) {
        addUnnamed();
      }
      open = false;
    }

    /// The chunk is at its end.
    void end() {
      if (isPromised) {
        for (int from = promised.nextSetBit(0); from >= 0; ) {
          int to = promised.nextClearBit(from);
          add(first + from, first + to - 1);
          from = promised.nextSetBit(to);
        }
      } else if (open) {
        addUnnamed();
      }
      open = false;
    }

    private void add(long from, long to) {
      count += to - from + 1;
      names.append(names.isEmpty() ? "" : ", ").append(from);
      if (to > from) {
        names.append('-').append(to);
      }
    }

    private void addUnnamed() {
      count++;
      names.append(names.isEmpty() ? "?" : ", ?");
    }

    /// How many records are lost.
    long count() {
      return count;
    }

    /// Their ids as ranges; a question mark for one whose id is not known.
    String names() {
      return names.toString();
    }
  }
}
