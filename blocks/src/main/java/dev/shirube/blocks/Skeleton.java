// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;

/// A record as it was read, without the values that stand in it: they are kept as the event's
/// entries already, so that what is left of most records is the same as of others. For one thread.
///
/// The number of gaps; for each, how many entries lie between its entry and that of the gap before,
/// and how many bytes between it and the gap before, as numbers of open width; and all bytes that
/// are in no gap.
public final class Skeleton {
  private static final int MOST_BYTES = 1 << 29;

  private final ByteWriter gaps = new ByteWriter();
  private final ByteWriter rest = new ByteWriter();
  private final ByteWriter whole = new ByteWriter();
  private final Event cursor = new Event();

  /// Takes the values out of the record of an event that has one.
  ///
  /// @return how many {@link #bytes} it takes
  public int take(Event event) {
    byte[] bytes = event.batch().buffer();
    int at = event.recordOffset();
    int end = at + event.recordLength();
    int count = 0;
    int last = -1;
    gaps.clear();
    rest.clear();
    for (int entry = 0; entry < event.size(); entry++) {
      int from = event.offset(entry);
      int length = event.length(entry);
      if (length > 0 && from >= at && from + length <= end) {
        gaps.number(entry - last - 1).number(from - at);
        rest.raw(bytes, at, from - at);
        at = from + length;
        last = entry;
        count++;
      }
    }
    rest.raw(bytes, at, end - at);
    whole.clear();
    whole.number(count).raw(gaps.bytes(), 0, gaps.size());
    return whole.raw(rest.bytes(), 0, rest.size()).size();
  }

  /// What was taken last, good until the next call.
  public byte[] bytes() {
    return whole.bytes();
  }

  /// Puts the values back, and gives the last event of a batch its record. It has all its entries.
  ///
  /// Whatever the bytes are, it ends in an IndexOutOfBoundsException or an IllegalArgumentException
  /// at worst.
  public void addTo(EventBatch batch, byte[] bytes, int offset, int length) {
    int event = batch.count() - 1;
    cursor.on(batch, event);
    ByteReader in = new ByteReader(bytes, offset, length);
    int count = in.parts();
    int start = length - in.left() + offset;
    long filled = 0;
    int entry = -1;
    for (int gap = 0; gap < count; gap++) {
      entry = next(in, entry);
      filled += cursor.length(entry);
      in.count();
    }
    long all = filled + in.left();
    if (all > MOST_BYTES) {
      throw new IllegalArgumentException("a record longer than there can be");
    }
    int at = batch.reserve((int) all);
    fill(batch.buffer(), at, new ByteReader(bytes, start, length - (start - offset)), count, in);
    batch.commit((int) all);
    batch.setRecord(event, at, (int) all);
  }

  private int next(ByteReader in, int entry) {
    long next = entry + 1L + in.count();
    if (next >= cursor.size()) {
      throw new IllegalArgumentException("a gap for no entry: " + next);
    }
    return (int) next;
  }

  private void fill(byte[] into, int from, ByteReader places, int count, ByteReader rest) {
    int at = from;
    int entry = -1;
    for (int gap = 0; gap < count; gap++) {
      entry = next(places, entry);
      int between = places.count();
      System.arraycopy(rest.bytes(), rest.skip(between), into, at, between);
      at += between;
      System.arraycopy(into, cursor.offset(entry), into, at, cursor.length(entry));
      at += cursor.length(entry);
    }
    int left = rest.left();
    System.arraycopy(rest.bytes(), rest.skip(left), into, at, left);
  }
}
