// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One event that a rule matched, kept for the correlations that look at the rule: what they
/// compare always, the event itself as long as there is room.
///
/// @param nanos when the event happened
/// @param values the texts of the fields that correlations ask for; a field without any is missing
/// @param copy the event; null when there was no room for it
record Sighting(
    TenantId tenant,
    long nanos,
    EventId id,
    Map<String, List<String>> values,
    @Nullable Event copy) {
  Sighting {
    values = Map.copyOf(values);
  }

  /// The event, or what is known of it: identity, time and the compared fields under the rule's
  /// names.
  Event event() {
    if (copy != null) {
      return copy;
    }
    FieldNames names = new FieldNames();
    EventBatch batch = new EventBatch(tenant, names);
    batch.beginEvent();
    batch.setTime(0, nanos, TimeSource.LOG, 0);
    batch.setId(0, id);
    values.forEach((name, texts) -> texts.forEach(text -> batch.addText(names.intern(name), text)));
    return new Event().on(batch, 0);
  }
}
