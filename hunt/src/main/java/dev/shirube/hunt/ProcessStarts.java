// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ProcessKey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives events what the event of their process's start says, for every catalogue field that they
/// have no value of. Starts are remembered, the ones asked for last.
final class ProcessStarts {
  private static final int REMEMBERED = 4_096;

  private final ProcessTrees.Finder finder;
  private final Map<ProcessKey, Optional<Event>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ProcessKey, Optional<Event>> eldest) {
          return size() > REMEMBERED;
        }
      };

  ProcessStarts(ProcessTrees.Finder finder) {
    this.finder = finder;
  }

  /// The event with what its process's start says; itself if nothing is known.
  Event join(Event event) throws IOException {
    List<ProcessKey> keys = ProcessTrees.keysOf(event);
    if (keys.isEmpty()) {
      return event;
    }
    Optional<Event> start = known.get(keys.getFirst());
    if (start == null) {
      start = ProcessTrees.startOf(keys.getFirst(), finder);
      known.put(keys.getFirst(), start);
    }
    return start.isEmpty() || start.get().id().equals(event.id())
        ? event
        : joined(event, start.get());
  }

  private static Event joined(Event event, Event start) {
    EventBatch batch = event.batch().extract(event.index());
    for (int entry = 0; entry < start.size(); entry++) {
      int field = start.field(entry);
      if (field != 0 && !has(event, field)) {
        int name = batch.names().intern(start.nameText(entry));
        int added =
            batch.add(
                name,
                start.type(entry),
                start.batch().buffer(),
                start.offset(entry),
                start.length(entry));
        batch.setField(added, field);
        batch.addFlags(added, start.flags(entry) | EntryFlag.DERIVED);
      }
    }
    return new Event().on(batch, 0);
  }

  private static boolean has(Event event, int field) {
    for (int entry = 0; entry < event.size(); entry++) {
      if (event.field(entry) == field) {
        return true;
      }
    }
    return false;
  }
}
