// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.segments.BatchSegment;
import dev.shirube.segments.Segment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The events of a tenant that are not sealed yet, as copies in memory. What is being sealed stays
/// visible beside what comes in meanwhile. One thread appends at a time; the recording's lock is
/// held for everything but asking what {@link #open} gives.
final class Head {
  private static final int ENTRY_BYTES = 28;
  private static final int EVENT_BYTES = 200;

  private final TenantId tenant;
  private final List<Pile> closing = new ArrayList<>();
  private Pile pile;
  private long closed;

  /// Events that are sealed together.
  private static final class Pile {
    private final BatchSegment events;
    private long bytes;

    Pile(TenantId tenant) {
      events = new BatchSegment(tenant);
    }
  }

  Head(TenantId tenant) {
    this.tenant = tenant;
    pile = new Pile(tenant);
  }

  int rows() {
    return pile.events.rows() + closing.stream().mapToInt(it -> it.events.rows()).sum();
  }

  int unfrozenRows() {
    return pile.events.rows();
  }

  long unfrozenBytes() {
    return pile.bytes;
  }

  /// About how many bytes of memory the events take.
  long bytes() {
    return pile.bytes + closing.stream().mapToLong(it -> it.bytes).sum();
  }

  /// What is open now; good until the same thread appends again.
  List<Segment> open() {
    List<Segment> all = new ArrayList<>();
    closing.forEach(it -> all.add(it.events));
    all.add(pile.events);
    return all;
  }

  /// What can be looked at now.
  List<Part> parts() {
    List<Part> parts = closing(closed);
    if (pile.events.rows() > 0) {
      parts.add(Part.inMemory(pile.events));
    }
    return parts;
  }

  /// Closes what is open, to be sealed: later events do not belong to it.
  ///
  /// @return how many piles have been closed so far
  long freeze() {
    if (pile.events.rows() > 0) {
      closing.add(pile);
      closed++;
      pile = new Pile(tenant);
    }
    return closed;
  }

  /// What is to be sealed of the piles closed up to some moment, with what could not be before.
  ///
  /// @param until what {@link #freeze} gave then
  List<Part> closing(long until) {
    List<Part> parts = new ArrayList<>();
    long first = closed - closing.size();
    for (int index = 0; index < closing.size() && first + index < until; index++) {
      parts.add(Part.inMemory(closing.get(index).events));
    }
    return parts;
  }

  /// Forgets the piles that were closed first, since they are in parts now.
  void sealed(int count) {
    closing.subList(0, count).clear();
  }

  /// Takes copies of events of a batch; of those with one id the first.
  ///
  /// @param wanted which events, none of which is in a part; those that are open already, or come
  ///   twice, are taken out
  void add(EventBatch batch, BitSet wanted) {
    long before = pile.events.sizeBytes();
    pile.events.append(batch, wanted);
    Event event = new Event();
    for (int index = wanted.nextSetBit(0); index >= 0; index = wanted.nextSetBit(index + 1)) {
      pile.bytes += EVENT_BYTES + ENTRY_BYTES * event.on(batch, index).size();
    }
    pile.bytes += pile.events.sizeBytes() - before;
  }
}
