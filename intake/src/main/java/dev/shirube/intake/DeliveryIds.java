// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.Digests;
import dev.shirube.event.EventId;
import dev.shirube.gateway.Envelope;

/// Gives the events of an envelope their identities. A record that its sender gave an identity has
/// its events named by that, so that sending it again adds nothing; all others are named by where
/// their envelope stands in the journal, so that reading the journal again adds nothing.
final class DeliveryIds {
  /// The low bits of an id that number the events of one delivery or document.
  private static final int NUMBERED = 24;

  private final Envelope envelope;
  private final EventId delivery;
  private EventId base;
  private int inDelivery;
  private int inDocument;
  private boolean named;
  private int given;

  /// @param offset where the envelope stands in the journal
  DeliveryIds(Envelope envelope, long offset) {
    this.envelope = envelope;
    delivery = id("delivery", Long.toString(offset), "");
    base = delivery;
  }

  private EventId id(String kind, String first, String second) {
    byte[] hash = Digests.sha256(kind, envelope.tenant().value(), envelope.source(), first, second);
    return new EventId(Digests.longAt(hash, 0), Digests.longAt(hash, 8) >>> NUMBERED << NUMBERED);
  }

  /// Begins a record.
  void begin(Envelope.RawRecord entry) {
    named = !entry.id().isEmpty();
    inDocument = 0;
    base = named ? id("document", entry.collection(), entry.id()) : delivery;
  }

  /// The identity of the next event of the record.
  EventId next() {
    given++;
    int number = named ? inDocument++ : inDelivery++;
    return new EventId(base.high(), base.low() | number);
  }

  /// How many were given.
  int given() {
    return given;
  }
}
