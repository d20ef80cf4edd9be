// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.normalize.Normalizer;

/// Fills one batch after another: gives each record its identity, has it normalized, keeps what
/// lies in the wanted time, and hands the batch on when it is full.
final class Batches {
  /// How many bytes of values a batch holds at most before it is handed on.
  static final int FULL_BYTES = 2 << 20;

  /// How many events a batch holds at most before it is handed on.
  static final int FULL_EVENTS = 4_096;

  private static final EventId UNSET = new EventId(0, 0);

  private final Normalizer normalizer;
  private final TimeWindow window;
  private final EventSink sink;
  private final IntakeTally tally;
  private final Arrival arrival;
  private final Event cursor = new Event();
  private EventBatch batch;
  private String entry = "";
  private int input;
  private String source = "";
  private int sourceName;

  /// Whose the events are, and when they came.
  ///
  /// @param receivedNanos when the input was received, nanoseconds since 1970 UTC
  record Arrival(TenantId tenant, long receivedNanos) {}

  Batches(
      Normalizer normalizer,
      TimeWindow window,
      EventSink sink,
      IntakeTally tally,
      Arrival arrival) {
    this.normalizer = normalizer;
    this.window = window;
    this.sink = sink;
    this.tally = tally;
    this.arrival = arrival;
    batch = new EventBatch(arrival.tenant, new FieldNames());
  }

  /// Begins an entry.
  ///
  /// @return the batch its first record is to be appended to
  EventBatch begin(String name) {
    entry = name;
    input = batch.names().intern(name);
    return batch;
  }

  /// Takes the record just appended.
  ///
  /// @return the batch the next record is to be appended to
  EventBatch took(String format) {
    int last = batch.count() - 1;
    batch.setInput(last, input);
    batch.setReceived(last, arrival.receivedNanos);
    int source = source(format);
    batch.identify(last, source);
    long fingerprint = batch.fingerprint(last, source);
    normalizer.normalize(batch);
    keepOrDrop(false, fingerprint);
    while (normalizer.appendJoined(batch)) {
      joined(format);
    }
    boolean full = batch.sizeBytes() >= FULL_BYTES || batch.count() >= FULL_EVENTS;
    if (full || batch.names().isFull()) {
      flush();
      renew();
    }
    return batch;
  }

  private int source(String format) {
    if (!format.equals(source)) {
      source = format;
      sourceName = batch.names().intern(format);
    }
    return sourceName;
  }

  private void joined(String format) {
    int last = batch.count() - 1;
    if (cursor.on(batch, last).id().equals(UNSET)) {
      batch.setId(last, batch.importedId(last, format + " joined"));
    }
    if (cursor.input().isEmpty()) {
      batch.setInput(last, input);
    }
    keepOrDrop(true, cursor.id().low());
  }

  private void keepOrDrop(boolean joined, long fingerprint) {
    cursor.on(batch, batch.count() - 1);
    if (window.contains(cursor.time())) {
      tally.event(cursor, joined, fingerprint);
    } else {
      tally.outside();
      batch.dropLastEvent();
    }
  }

  /// Ends the input: what is still joined in part is given out as far as it came.
  void finish() {
    normalizer.finish();
    while (normalizer.appendJoined(batch)) {
      joined("part");
    }
    flush();
  }

  /// Hands on what there is.
  void flush() {
    if (batch.count() > 0) {
      sink.accept(batch);
    }
    batch.clear();
  }

  /// Begins a new dictionary of names when hostile input has filled the old one.
  private void renew() {
    if (batch.names().isFull()) {
      batch = new EventBatch(arrival.tenant, new FieldNames());
      input = batch.names().intern(entry);
      source = "";
    }
  }
}
