// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import dev.shirube.packing.ByteWriter;
import dev.shirube.packing.Packer;
import java.util.Arrays;

/// Puts a row of events together, one by one. What was put down does not change with what follows,
/// so that it can be written to a disk on the way. For one thread.
public final class BatchEncoder implements AutoCloseable {
  private static final int NOTHING = 0;
  private static final int BYTES = 1;
  private static final int DIGITS = 2;
  // What an entry and an event may take beside their values at most.
  private static final int ENTRY_BYTES = 48;
  private static final int EVENT_BYTES = 64;

  private final ByteWriter out = new ByteWriter();
  private final ShapeTable shapes = new ShapeTable();
  private final ValueTable known = new ValueTable();
  private final Event cursor = new Event();
  private final Packer packer;
  // For each entry of each shape its value in the event before: a place in what was put down, or a
  // number.
  private long[] last = new long[1 << 10];
  private byte[] kind = new byte[1 << 10];
  private int count;
  private int entries;
  private long expanded;
  private long time;

  /// An empty row.
  ///
  /// @param level how hard zstd tries
  public BatchEncoder(int level) {
    packer = new Packer(level);
  }

  @Override
  public void close() {
    packer.close();
  }

  /// How many events the row has.
  public int count() {
    return count;
  }

  /// How many bytes were put down.
  public int size() {
    return out.size();
  }

  /// The bytes put down so far lie at the beginning of it; replaced when it grows.
  public byte[] bytes() {
    return out.bytes();
  }

  /// Begins a new row.
  public void clear() {
    out.clear();
    shapes.clear();
    known.clear();
    Arrays.fill(kind, (byte) NOTHING);
    count = 0;
    entries = 0;
    expanded = 0;
    time = 0;
  }

  /// The row as the payload of a frame.
  public byte[] payload() {
    return BatchCodec.payload(packer, out.bytes(), out.size());
  }

  /// A row that was put down before, as the payload of a frame.
  public byte[] payload(byte[] row, int length) {
    return BatchCodec.payload(packer, row, length);
  }

  /// Puts an event down.
  ///
  /// @return false, with nothing put down, when the row has no room for it: an empty row has room
  ///   for every event but one of nearly a megabyte
  public boolean add(EventBatch batch, int event) {
    cursor.on(batch, event);
    int size = cursor.size();
    long bytes = 0;
    for (int entry = 0; entry < size; entry++) {
      bytes += cursor.length(entry);
    }
    if (!fits(size, bytes)) {
      return false;
    }
    int shape = shapes.of(cursor, out);
    int from = shapes.firstEntry(shape);
    room(from + size);
    out.signed(cursor.time() - time);
    time = cursor.time();
    for (int entry = 0; entry < size; entry++) {
      value(entry, from + entry);
    }
    count++;
    entries += size;
    expanded += bytes;
    return true;
  }

  private boolean fits(int size, long bytes) {
    long names = shapes.longestNames(cursor);
    return count < Protocol.MOST_EVENTS
        && entries + (long) size <= BatchCodec.MOST_ENTRIES
        && expanded + bytes <= BatchCodec.MOST_EXPANDED
        && out.size() + bytes + names + EVENT_BYTES + (long) size * ENTRY_BYTES
            <= Protocol.MOST_RAW_BYTES
        && shapes.hasRoom(size);
  }

  private void room(int length) {
    if (length > last.length) {
      last = Arrays.copyOf(last, Math.max(length, last.length * 2));
      kind = Arrays.copyOf(kind, last.length);
    }
  }

  private void value(int entry, int at) {
    ValueType type = cursor.type(entry);
    byte[] bytes = cursor.batch().buffer();
    int offset = cursor.offset(entry);
    int length = cursor.length(entry);
    if (Decimal.is(bytes, offset, length)) {
      long number = Decimal.read(bytes, offset, length);
      if (number(type, number, at)) {
        return;
      }
    }
    if (kind[at] == BYTES && sameAsLast(at, bytes, offset, length)) {
      out.u8(BatchCodec.SAME);
      return;
    }
    boolean eligible = length >= BatchCodec.SHORTEST_KNOWN && length <= BatchCodec.LONGEST_KNOWN;
    int place = eligible ? known.find(out.bytes(), bytes, offset, length) : -1;
    kind[at] = BYTES;
    if (place >= 0) {
      out.number((long) place << 2 | BatchCodec.KNOWN);
      last[at] = known.place(place);
      return;
    }
    out.number((long) length << 2 | BatchCodec.NEW);
    last[at] = (long) out.size() << 32 | length;
    out.raw(bytes, offset, length);
    if (eligible) {
      known.add(last[at]);
    }
  }

  private boolean number(ValueType type, long number, int at) {
    boolean before = kind[at] == DIGITS;
    if (before && last[at] == number) {
      out.u8(BatchCodec.SAME);
      return true;
    }
    long from = type == ValueType.TIME ? time : before ? last[at] : 0;
    long distance = number - from;
    long zigzag = distance << 1 ^ distance >> 63;
    boolean overflow = ((number ^ from) & (number ^ distance)) < 0;
    if (overflow || zigzag >>> 61 != 0) {
      return false;
    }
    out.number(zigzag << 2 | BatchCodec.NUMBER);
    last[at] = number;
    kind[at] = DIGITS;
    return true;
  }

  private boolean sameAsLast(int at, byte[] bytes, int offset, int length) {
    int from = (int) (last[at] >>> 32);
    return (int) last[at] == length
        && Arrays.equals(out.bytes(), from, from + length, bytes, offset, offset + length);
  }
}
