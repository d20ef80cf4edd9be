// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import dev.shirube.segments.BatchSegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The events of a tenant that are not sealed yet, as copies in memory. What is being sealed stays
/// visible beside what comes in meanwhile. One thread appends at a time; the recording's lock is
/// held for everything but {@link #ids}.
final class Head {
  private static final int ENTRY_BYTES = 28;
  private static final int EVENT_BYTES = 200;

  private final TenantId tenant;
  private final List<Pile> closing = new ArrayList<>();
  private Pile pile;

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

  /// About how many bytes of memory the events take.
  long bytes() {
    return pile.bytes + closing.stream().mapToLong(it -> it.bytes).sum();
  }

  /// Tells of the ids that are here now; good until the same thread appends again.
  Predicate<EventId> ids() {
    List<BatchSegment> all = new ArrayList<>();
    closing.forEach(it -> all.add(it.events));
    all.add(pile.events);
    return id -> all.stream().anyMatch(events -> events.rowOf(id) >= 0);
  }

  /// What can be looked at now.
  List<Part> parts() {
    List<Part> parts = closing();
    if (pile.events.rows() > 0) {
      parts.add(Part.inMemory(pile.events));
    }
    return parts;
  }

  /// Closes what is open, to be sealed: later events do not belong to it.
  ///
  /// @return all that is to be sealed, with what could not be sealed before
  List<Part> freeze() {
    if (pile.events.rows() > 0) {
      closing.add(pile);
      pile = new Pile(tenant);
    }
    return closing();
  }

  private List<Part> closing() {
    List<Part> parts = new ArrayList<>();
    closing.forEach(it -> parts.add(Part.inMemory(it.events)));
    return parts;
  }

  /// Forgets what was frozen, since it is in parts now.
  void sealed() {
    closing.clear();
  }

  /// Takes copies of events of a batch; of those with one id the first.
  ///
  /// @param wanted which events, none of which is here yet; those that come twice are taken out
  void add(EventBatch batch, BitSet wanted) {
    Set<EventId> seen = new HashSet<>();
    Event event = new Event();
    for (int index = wanted.nextSetBit(0); index >= 0; index = wanted.nextSetBit(index + 1)) {
      if (seen.add(event.on(batch, index).id())) {
        int values = ENTRY_BYTES * event.size();
        pile.bytes += EVENT_BYTES + values;
      } else {
        wanted.clear(index);
      }
    }
    long before = pile.events.sizeBytes();
    pile.events.append(batch, wanted);
    pile.bytes += pile.events.sizeBytes() - before;
  }
}
