// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.EnvelopeCodec;
import dev.shirube.gateway.EnvelopeException;
import dev.shirube.journal.Cursor;
import dev.shirube.journal.Found;
import dev.shirube.journal.Journal;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Follows the journal and takes what it holds into the recording. It begins where the recording
/// was sealed last; what was taken in after that and lost in a crash is in the journal still, and
/// is taken in again with the same identities. For one thread.
public final class Follower implements Closeable {
  private final Cursor cursor;
  private final EnvelopeReader reader;
  private final Losses losses;
  private final AtomicLong takenIn;

  /// Hears of what the journal could not give.
  public interface Losses {
    /// A stretch of the journal is gone, or cannot be read.
    void gap(Found.Gap gap);

    /// An entry is no envelope.
    void unreadable(Found.Entry entry, EnvelopeException why);
  }

  /// @param from the offset up to which the recording is sealed
  public Follower(Journal journal, long from, EnvelopeReader reader, Losses losses)
      throws IOException {
    this.cursor = journal.read(from);
    this.reader = reader;
    this.losses = losses;
    this.takenIn = new AtomicLong(from);
  }

  /// Takes in what is there, waiting for the first of it; and hands it on to be stored.
  ///
  /// @param atMost how long to wait
  /// @param entries how many entries to take at most
  /// @return how many were taken; 0 if nothing came
  /// @throws IOException when the disk or the store fails; what was not taken in stays in the
  ///   journal
  public int step(Duration atMost, int entries) throws IOException, InterruptedException {
    int taken = 0;
    Found found = cursor.await(atMost);
    while (found != null) {
      take(found);
      taken++;
      found = taken < entries ? cursor.poll() : null;
    }
    if (taken > 0) {
      reader.flush();
      takenIn.set(cursor.offset());
    }
    return taken;
  }

  private void take(Found found) throws IOException {
    switch (found) {
      case Found.Gap gap -> losses.gap(gap);
      case Found.Entry entry -> {
        try {
          Envelope envelope = EnvelopeCodec.decode(entry.bytes());
          reader.read(envelope, entry.offset());
        } catch (EnvelopeException e) {
          losses.unreadable(entry, e);
        }
      }
    }
  }

  /// Up to which offset everything has been handed to the store. Any thread may ask.
  public long takenIn() {
    return takenIn.get();
  }

  @Override
  public void close() {
    cursor.close();
  }
}
