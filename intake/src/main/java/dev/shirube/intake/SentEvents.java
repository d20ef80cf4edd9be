// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.Digests;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.gateway.Envelope;
import dev.shirube.normalize.Normalizer;
import dev.shirube.wire.Frame;

/// Gives events of agents their identities, by the numbers that their agent gave them, and says of
/// each which agent sent it, whatever it says itself. For one thread.
final class SentEvents {
  private static final String SOURCE = "shirube.agent";
  private static final Field AGENT = FieldCatalogue.require("metadata.loggers.name");
  private static final Field HOST = FieldCatalogue.require("device.hostname");
  // The low bits of an id that count on within a stretch of numbers.
  private static final int NUMBERED = 20;

  private final Normalizer enriching;
  private final Event event = new Event();
  // The last stretch: events of a frame are of one or two.
  private String stretch = "";
  private long high;
  private long low;

  SentEvents(Normalizer enriching) {
    this.enriching = enriching;
  }

  /// Where events are from.
  ///
  /// @param events those of the frame; none if it tells of a gap
  record From(Envelope envelope, Frame frame, EventBatch events) {}

  /// Finishes the last event of a batch, which is one of a frame.
  ///
  /// @param index its place in the frame
  void sent(From from, int index, EventBatch batch) {
    int last = batch.count() - 1;
    event.on(batch, last);
    if (!event.source().startsWith(SOURCE)) {
      batch.setSource(last, batch.names().intern(SOURCE));
    }
    for (int entry = 0; entry < event.size(); entry++) {
      if (event.field(entry) == AGENT.id()) {
        batch.setField(entry, 0);
      }
    }
    finish(from, batch);
    batch.setId(last, id("event", from, from.frame().firstSequence() + index));
  }

  /// Finishes the last event of a batch, which tells of a gap.
  ///
  /// @param number of the first event that is missing
  void gap(From from, String kind, long number, EventBatch batch) {
    event.on(batch, batch.count() - 1);
    finish(from, batch);
    batch.setId(batch.count() - 1, id(kind, from, number));
  }

  private void finish(From from, EventBatch batch) {
    boolean named = event.find(HOST) >= 0;
    derived(batch, AGENT, from.frame().agent());
    if (!named) {
      derived(batch, HOST, from.envelope().source());
    }
    enriching.normalize(batch);
  }

  private static void derived(EventBatch batch, Field field, String text) {
    int entry = batch.addText(batch.names().intern(field.path()), text);
    batch.setField(entry, field.id());
    batch.addFlags(entry, EntryFlag.DERIVED);
  }

  private EventId id(String kind, From from, long number) {
    Frame frame = from.frame();
    String wanted =
        String.join(
            "\n",
            kind,
            from.envelope().tenant().value(),
            frame.agent(),
            Long.toString(frame.epoch()),
            frame.lane().word(),
            Long.toString(number >>> NUMBERED));
    if (!wanted.equals(stretch)) {
      byte[] hash = Digests.sha256("agent", wanted);
      high = Digests.longAt(hash, 0);
      low = Digests.longAt(hash, 8) >>> NUMBERED << NUMBERED;
      stretch = wanted;
    }
    return new EventId(high, low | (number & ((1L << NUMBERED) - 1)));
  }
}
