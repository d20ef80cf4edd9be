// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.journal.Committer;
import dev.shirube.journal.FileDisk;
import dev.shirube.journal.Journal;
import dev.shirube.journal.JournalSettings;
import dev.shirube.journal.Ticket;
import dev.shirube.wire.BatchCodec;
import dev.shirube.wire.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/// An inbox that keeps everything, on the disk like the real one.
final class Box implements Inbox, AutoCloseable {
  final List<Envelope> all = new CopyOnWriteArrayList<>();
  volatile boolean full;
  private final Journal journal;
  private final Committer committer;

  Box(Path folder) throws IOException {
    journal = Journal.open(new FileDisk(), folder, JournalSettings.of(1));
    committer = new Committer(journal, Committer.DELAY, Committer.GROUP_BYTES);
  }

  @Override
  public Receipt offer(Envelope envelope) {
    if (full) {
      return new Receipt.Full(Duration.ofSeconds(3));
    }
    Ticket ticket = Objects.requireNonNull(journal.append(new byte[] {1}));
    all.add(envelope);
    return new Receipt.Taken(ticket);
  }

  /// Events about agents, by their codes.
  List<String> codes() {
    List<String> codes = new ArrayList<>();
    for (Envelope envelope : all) {
      if (envelope.format().equals(HostEvents.FORMAT)) {
        codes.addAll(event(envelope).texts("metadata.event_code"));
      }
    }
    return codes;
  }

  static Event event(Envelope envelope) {
    EventBatch batch = new EventBatch(envelope.tenant(), new FieldNames());
    try {
      int _ = BatchCodec.decode(envelope.records().getFirst().bytes(), batch);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
    return new Event().on(batch, 0);
  }

  @Override
  public void close() {
    try (journal;
        committer) {
      all.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
