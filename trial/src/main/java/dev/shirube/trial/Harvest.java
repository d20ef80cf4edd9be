// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.intake.FindingEvents;
import dev.shirube.query.Predicate;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads everything back that a recording has, of whomever, for the ledger.
public final class Harvest {
  /// The names under which documents carry their sender and number.
  public static final String SENDER = "trial_sender";

  public static final String NUMBER = "trial_number";

  private final List<Found> found = new ArrayList<>();
  private final Map<TenantId, List<Question.Missing>> missing = new HashMap<>();

  /// An event that was found, and what tells when it was taken in.
  private record Found(TenantId tenant, String sender, long number, long position) {}

  /// What a recording has, and what it says it could not look at.
  ///
  /// @param events numbered in the order in which they were taken in
  public record Whole(List<Ledger.Stored> events, Map<TenantId, List<Question.Missing>> missing) {}

  private Harvest() {}

  /// All events, numbered in the order in which they were taken in; nothing may be missing.
  public static List<Ledger.Stored> of(EventStore store) throws IOException {
    Whole whole = whole(store);
    whole.missing.forEach((tenant, each) -> {
      if (!each.isEmpty()) {
        throw new AssertionError("missing of " + tenant + ": " + each);
      }
    });
    return whole.events;
  }

  /// All events of a recording that nobody has open.
  public static List<Ledger.Stored> of(DataFolder data) throws IOException {
    try (RecordingFolder recording = RecordingFolder.open(data, _ -> new Predicate.Everything())) {
      return of(Objects.requireNonNull(recording, "somebody holds the recording").store());
    }
  }

  /// All that can be found.
  public static Whole whole(EventStore store) throws IOException {
    Harvest harvest = new Harvest();
    for (TenantId tenant : store.tenants()) {
      try (Rows rows = store.find(tenant, Question.EVERYTHING)) {
        harvest.read(tenant, rows);
      }
    }
    harvest.found.sort(Comparator.comparingLong(Found::position));
    List<Ledger.Stored> stored = new ArrayList<>();
    for (Found each : harvest.found) {
      stored.add(new Ledger.Stored(each.tenant, each.sender, each.number, stored.size()));
    }
    return new Whole(stored, harvest.missing);
  }

  private void read(TenantId tenant, Rows rows) {
    Event event = new Event();
    for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
      for (int index = 0; index < batch.count(); index++) {
        event.on(batch, index);
        if (!event.source().equals(FindingEvents.SOURCE)) {
          found.add(found(tenant, event));
        }
      }
    }
    missing.put(tenant, rows.answer().missing());
  }

  private static Found found(TenantId tenant, Event event) {
    String sender = text(event, SENDER, "syslog.host");
    String number = text(event, NUMBER, "syslog.pid");
    return new Found(
        tenant,
        sender.isEmpty() ? "nobody" : sender,
        number.isEmpty() ? 0 : Long.parseLong(number),
        event.position());
  }

  private static String text(Event event, String name, String otherwise) {
    int entry = event.findName(name);
    int at = entry < 0 ? event.findName(otherwise) : entry;
    return at < 0 ? "" : event.text(at);
  }

  /// The document of one event.
  public static String document(String sender, long number) {
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

  /// The syslog line of one event.
  public static String line(String sender, long number) {
    return "<13>1 2026-01-01T00:00:00.000Z " + sender + " trial " + number + " - - one of many";
  }
}
