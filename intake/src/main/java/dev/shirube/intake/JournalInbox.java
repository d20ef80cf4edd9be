// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.catalog.Message;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.EnvelopeCodec;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.journal.Journal;
import dev.shirube.journal.JournalSettings;
import dev.shirube.journal.Ticket;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Writes envelopes to the journal, which is what makes them safe. Says that it is full while the
/// journal has no room, or runs too far ahead of what the recording has taken in.
public final class JournalInbox implements Inbox {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Journal journal;
  private final JournalSettings settings;
  private final long mostBehind;
  private final LongSupplier takenIn;

  /// @param mostBehind how many bytes of the journal may wait to be taken in
  /// @param takenIn up to which offset the recording has taken the journal in
  public JournalInbox(
      Journal journal, JournalSettings settings, long mostBehind, LongSupplier takenIn) {
    this.journal = journal;
    this.settings = settings;
    this.mostBehind = mostBehind;
    this.takenIn = takenIn;
  }

  @Override
  public Receipt offer(Envelope envelope) {
    if (journal.end() - takenIn.getAsLong() > mostBehind) {
      return new Receipt.Full(SOON);
    }
    byte[] bytes = EnvelopeCodec.encode(envelope);
    if (bytes.length > settings.entryBytes()) {
      return new Receipt.Refused(
          Message.of("intake.envelope.large", bytes.length, settings.entryBytes()));
    }
    Ticket ticket = journal.append(bytes);
    return ticket == null ? new Receipt.Full(SOON) : new Receipt.Taken(ticket);
  }
}
