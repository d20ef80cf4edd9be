// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import dev.shirube.gateway.Envelope;
import java.nio.charset.StandardCharsets;

/// What of a received record becomes part of its event beside what the record says.
final class ReceivedRecord {
  /// The source of events that hold a record nobody could read.
  static final String UNREADABLE = "shirube.unreadable";

  private static final Field MESSAGE = FieldCatalogue.require("message");

  private ReceivedRecord() {}

  /// Adds to the last event what the door knows.
  ///
  /// @param named whether the record tells its host itself, so that the sender's address, mostly a
  ///   collector's, would only mislead
  static void told(EventBatch batch, Envelope envelope, Envelope.RawRecord entry, boolean named) {
    if (!named && !envelope.sender().isEmpty()) {
      derived(batch, "sender.address", envelope.sender());
    }
    if (entry.cut()) {
      derived(batch, "sender.cut", "true");
    }
  }

  private static void derived(EventBatch batch, String name, String text) {
    batch.addFlags(batch.addText(batch.names().intern(name), text), EntryFlag.DERIVED);
  }

  /// Begins an event that keeps a record nobody could read, whole.
  ///
  /// @return the index of the event
  static int unreadable(EventBatch batch, Envelope envelope, Envelope.RawRecord entry) {
    int event = batch.beginEvent();
    byte[] text = entry.bytes();
    int added = batch.add(batch.names().intern("message"), ValueType.TEXT, text, 0, text.length);
    batch.setField(added, MESSAGE.id());
    batch.setSource(event, batch.names().intern(UNREADABLE));
    batch.setTime(event, envelope.receivedNanos(), TimeSource.RECEIVED, 0);
    if (new String(text, StandardCharsets.UTF_8).indexOf('\ufffd') >= 0) {
      batch.addFlags(added, EntryFlag.UNDECODABLE);
    }
    return event;
  }
}
