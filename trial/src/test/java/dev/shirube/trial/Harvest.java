// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads everything back that a recording has, of whomever, for the ledger.
final class Harvest {
  /// The names under which documents carry their sender and number.
  static final String SENDER = "trial_sender";

  static final String NUMBER = "trial_number";

  private final List<Found> found = new ArrayList<>();

  /// An event that was found, and what tells when it was taken in.
  private record Found(TenantId tenant, String sender, long number, long received, long position) {}

  private Harvest() {}

  /// All events, numbered in the order in which they were taken in.
  static List<Ledger.Stored> of(EventStore store) throws IOException {
    Harvest harvest = new Harvest();
    for (TenantId tenant : store.tenants()) {
      try (Rows rows = store.find(tenant, Question.EVERYTHING)) {
        harvest.read(tenant, rows);
      }
    }
    harvest.found.sort(
        Comparator.comparingLong(Found::received).thenComparingLong(Found::position));
    List<Ledger.Stored> stored = new ArrayList<>();
    for (Found each : harvest.found) {
      stored.add(new Ledger.Stored(each.tenant, each.sender, each.number, stored.size()));
    }
    return stored;
  }

  private void read(TenantId tenant, Rows rows) {
    Event event = new Event();
    for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
      for (int index = 0; index < batch.count(); index++) {
        event.on(batch, index);
        int sender = event.findName(SENDER);
        int number = event.findName(NUMBER);
        found.add(
            new Found(
                tenant,
                sender < 0 ? "nobody" : event.text(sender),
                number < 0 ? 0 : Long.parseLong(event.text(number)),
                event.received(),
                event.position()));
      }
    }
    if (!rows.answer().missing().isEmpty()) {
      throw new AssertionError("missing: " + rows.answer().missing());
    }
  }

  /// The document of one event.
  static String document(String sender, long number) {
    return "{\"@timestamp\":\"2026-01-01T00:00:00.000Z\",\""
        + SENDER
        + "\":\""
        + sender
        + "\",\""
        + NUMBER
        + "\":"
        + number
        + ",\"message\":\"one of many\"}";
  }
}
