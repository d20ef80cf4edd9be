// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.EnvelopeCodec;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.gateway.Senders;
import dev.shirube.journal.Committer;
import dev.shirube.journal.Cursor;
import dev.shirube.journal.Found;
import dev.shirube.journal.Journal;
import dev.shirube.journal.JournalSettings;
import dev.shirube.journal.SimulatedDisk;
import dev.shirube.journal.Ticket;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An inbox over a true journal on a simulated disk, which can be full, refuse, or break.
final class TestInbox implements Inbox, Closeable {
  static final Duration LONG = Duration.ofSeconds(60);
  static final Senders.Sender.Known KNOWN =
      new Senders.Sender.Known(new TenantId("t1"), "source-1");
  private static final Path FOLDER = Path.of("/data/journal");

  final SimulatedDisk disk = new SimulatedDisk(1);
  final AtomicInteger full = new AtomicInteger();
  final AtomicInteger offers = new AtomicInteger();
  volatile boolean refuses;
  private final Journal journal;
  private final Committer committer;

  TestInbox() throws IOException {
    JournalSettings settings = new JournalSettings(256L << 20, 64L << 20, 32 << 20, 1, 0);
    journal = Journal.open(disk, FOLDER, settings);
    committer = new Committer(journal, Duration.ofMillis(1), 1 << 20);
  }

  @Override
  public Receipt offer(Envelope envelope) {
    offers.incrementAndGet();
    if (refuses) {
      return new Receipt.Refused(Message.of("test"));
    }
    if (full.get() > 0) {
      full.decrementAndGet();
      return new Receipt.Full(Duration.ofMillis(20));
    }
    Ticket ticket = journal.append(EnvelopeCodec.encode(envelope));
    return ticket == null ? new Receipt.Full(Duration.ofMillis(20)) : new Receipt.Taken(ticket);
  }

  /// Who has this token is known; without one, who comes from this machine.
  static Senders.Sender everyone(Senders.Presented presented) {
    return KNOWN;
  }

  /// A reader of what is on the disk.
  Cursor cursor() throws IOException {
    return journal.read(0);
  }

  /// The next envelope that is on the disk.
  static Envelope next(Cursor cursor) throws IOException, InterruptedException {
    if (cursor.await(LONG) instanceof Found.Entry entry) {
      return EnvelopeCodec.decode(entry.bytes());
    }
    throw new AssertionError("nothing came");
  }

  /// Waits for so many records.
  static List<String> texts(Cursor cursor, int count) throws IOException, InterruptedException {
    List<String> texts = new ArrayList<>();
    while (texts.size() < count) {
      for (Envelope.RawRecord entry : next(cursor).records()) {
        texts.add(new String(entry.bytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(texts).hasSize(count);
    return texts;
  }

  /// How many more records are on the disk now.
  static int count(Cursor cursor) throws IOException {
    int count = 0;
    Found found = cursor.poll();
    while (found != null) {
      if (found instanceof Found.Entry entry) {
        count += EnvelopeCodec.decode(entry.bytes()).records().size();
      }
      found = cursor.poll();
    }
    return count;
  }

  /// All records that are on the disk now.
  List<Envelope.RawRecord> all() throws IOException {
    List<Envelope.RawRecord> records = new ArrayList<>();
    try (Cursor cursor = cursor()) {
      Found found = cursor.poll();
      while (found != null) {
        if (found instanceof Found.Entry entry) {
          records.addAll(EnvelopeCodec.decode(entry.bytes()).records());
        }
        found = cursor.poll();
      }
    }
    return records;
  }

  @Override
  public void close() throws IOException {
    committer.close();
    journal.close();
  }
}
