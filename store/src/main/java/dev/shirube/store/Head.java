// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/// The events of a tenant that are not sealed yet: copies in memory, in pieces that change no more
/// once they are visible. Small pieces are joined, so that many small batches do not make looking
/// slow. What is being sealed stays visible beside what comes in meanwhile.
///
/// One thread appends at a time; all else is safe under the recording's lock.
final class Head {
  private static final int SMALL = 4096;
  private static final int ENTRY_BYTES = 28;
  private static final int EVENT_BYTES = 120;

  private final TenantId tenant;
  private final SegmentFormat format;
  private final List<Pile> closing = new ArrayList<>();
  private Pile pile = new Pile();

  private record Chunk(EventBatch batch, Part part) {}

  /// Events that are sealed together.
  private static final class Pile {
    private final IdSet ids = new IdSet();
    private final List<Chunk> chunks = new ArrayList<>();
    private int rows;
    private long bytes;
  }

  Head(TenantId tenant, SegmentFormat format) {
    this.tenant = tenant;
    this.format = format;
  }

  int rows() {
    return pile.rows + closing.stream().mapToInt(it -> it.rows).sum();
  }

  /// About how many bytes of memory the events take.
  long bytes() {
    return pile.bytes + closing.stream().mapToLong(it -> it.bytes).sum();
  }

  /// Tells of the ids that are here now; good until the same thread appends again.
  Predicate<EventId> ids() {
    List<IdSet> sets = new ArrayList<>();
    closing.forEach(it -> sets.add(it.ids));
    sets.add(pile.ids);
    return id -> sets.stream().anyMatch(set -> set.has(id.high(), id.low()));
  }

  /// What can be looked at now.
  List<Part> parts() {
    List<Part> parts = new ArrayList<>(closing());
    pile.chunks.forEach(chunk -> parts.add(chunk.part));
    return parts;
  }

  /// Closes what is open, to be sealed: later events do not belong to it.
  ///
  /// @return all that is to be sealed, with what could not be sealed before
  List<Part> freeze() {
    if (pile.rows > 0) {
      closing.add(pile);
      pile = new Pile();
    }
    return closing();
  }

  private List<Part> closing() {
    List<Part> parts = new ArrayList<>();
    closing.forEach(it -> it.chunks.forEach(chunk -> parts.add(chunk.part)));
    return parts;
  }

  /// Forgets what was frozen, since it is in parts now.
  void sealed() {
    closing.clear();
  }

  /// Takes copies of events of a batch; of those with one id the first.
  ///
  /// @param wanted which events; those that were there already are taken out
  void add(EventBatch batch, BitSet wanted) {
    EventBatch copy = new EventBatch(tenant, new FieldNames());
    Event event = new Event();
    for (int index = wanted.nextSetBit(0); index >= 0; index = wanted.nextSetBit(index + 1)) {
      EventId id = event.on(batch, index).id();
      if (pile.ids.add(id.high(), id.low())) {
        copy.append(batch, index);
        pile.bytes += EVENT_BYTES + (long) ENTRY_BYTES * event.size();
      } else {
        wanted.clear(index);
      }
    }
    if (copy.count() > 0) {
      pile.rows += copy.count();
      pile.bytes += copy.sizeBytes();
      append(copy);
    }
  }

  /// Joins with the pieces before while these are no bigger: each event is copied only as often as
  /// its piece doubles.
  private void append(EventBatch batch) {
    List<Chunk> chunks = pile.chunks;
    int first = chunks.size();
    int joined = batch.count();
    while (first > 0 && joined < SMALL && chunks.get(first - 1).batch.count() <= joined) {
      first--;
      joined += chunks.get(first).batch.count();
    }
    EventBatch whole = batch;
    if (first < chunks.size()) {
      whole = new EventBatch(tenant, new FieldNames());
      for (Chunk chunk : chunks.subList(first, chunks.size())) {
        copy(chunk.batch, whole);
      }
      copy(batch, whole);
      chunks.subList(first, chunks.size()).clear();
    }
    chunks.add(new Chunk(whole, Part.inMemory(whole, format)));
  }

  private static void copy(EventBatch from, EventBatch into) {
    for (int row = 0; row < from.count(); row++) {
      into.append(from, row);
    }
  }

  /// A set of ids in two numbers each, without an object for each. The ids are spread already.
  private static final class IdSet {
    private long[] slots = new long[1 << 8];
    private int size;
    private boolean zero;

    boolean has(long high, long low) {
      int slot = slot(slots, high, low);
      return (high | low) == 0 ? zero : (slots[slot] | slots[slot + 1]) != 0;
    }

    boolean add(long high, long low) {
      if ((high | low) == 0) {
        boolean fresh = !zero;
        zero = true;
        return fresh;
      }
      int slot = slot(slots, high, low);
      if ((slots[slot] | slots[slot + 1]) != 0) {
        return false;
      }
      slots[slot] = high;
      slots[slot + 1] = low;
      size++;
      if (size * 4 > slots.length) {
        grow();
      }
      return true;
    }

    private static int slot(long[] slots, long high, long low) {
      int mask = slots.length - 1;
      long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9e3779b97f4a7c15L;
      int slot = (int) (mixed >>> 32) * 2 & mask;
      while ((slots[slot] | slots[slot + 1]) != 0
          && (slots[slot] != high || slots[slot + 1] != low)) {
        slot = (slot + 2) & mask;
      }
      return slot;
    }

    private void grow() {
      long[] old = slots;
      long[] more = new long[old.length * 2];
      for (int at = 0; at < old.length; at += 2) {
        if ((old[at] | old[at + 1]) != 0) {
          int slot = slot(more, old[at], old[at + 1]);
          more[slot] = old[at];
          more[slot + 1] = old[at + 1];
        }
      }
      slots = more;
    }
  }
}
