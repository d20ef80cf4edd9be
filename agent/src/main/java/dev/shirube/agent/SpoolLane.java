// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.journal.Cursor;
import dev.shirube.journal.Disk;
import dev.shirube.journal.Found;
import dev.shirube.journal.Journal;
import dev.shirube.journal.JournalSettings;
import dev.shirube.journal.Ticket;
import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import dev.shirube.wire.Frame;
import dev.shirube.wire.WireException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The frames of one lane on the disk, in a journal of its own. Guarded by the spooler's lock.
final class SpoolLane implements AutoCloseable {
  private static final int VERSION = 1;

  private final Journal journal;
  private final Deque<Stored> sent = new ArrayDeque<>();
  private Cursor cursor;
  private @Nullable Stored looked;
  // The journal's offset behind what is acknowledged, or was let go.
  private long released;
  private long durable;
  private long next;
  private long newest;

  /// A frame on the disk.
  ///
  /// @param end the offset behind it
  record Stored(Frame frame, Tally tally, long end) {}

  SpoolLane(Disk disk, Path folder, JournalSettings settings) throws IOException {
    journal = Journal.open(disk, folder, settings);
    durable = journal.end();
    cursor = journal.read(0);
    // What is there was whole when the agent ended; how far the numbers go is read off it.
    for (Stored stored = read(); stored != null; stored = read()) {
      next = Math.max(next, stored.frame().next());
      newest = Math.max(newest, stored.frame().madeNanos());
    }
    rewind(0);
  }

  /// The number behind the last frame.
  long next() {
    return next;
  }

  /// When the newest frame was made that was found here; 0 if none was.
  long newest() {
    return newest;
  }

  /// How many bytes wait to be sent, or to be acknowledged.
  long waiting() {
    return journal.end() - Math.max(released, journal.status().first());
  }

  /// How many bytes it takes on the disk.
  long bytes() {
    return journal.end() - journal.status().first();
  }

  /// Whether letting go of its oldest frames would make room: its newest file stays in any case,
  /// and what is being sent too.
  boolean isLettingGo() {
    return sent.isEmpty() && journal.status().files() > 1;
  }

  /// Writes a frame; it is durable after the next sync of the disk and {@link #synced}.
  void append(Frame frame, Tally tally) throws IOException {
    ByteWriter out = new ByteWriter();
    out.u8(VERSION);
    tally.write(out);
    byte[] encoded = frame.encode();
    out.raw(encoded, 0, encoded.length);
    Ticket ticket = journal.append(out.copy());
    if (ticket == null) {
      throw new IOException("the spool takes no more");
    }
    journal.commit();
    next = Math.max(next, frame.next());
  }

  /// Where the journal ends now: to be told to {@link #synced} once the disk was synced.
  long end() {
    return journal.end();
  }

  void synced(long end) {
    durable = Math.max(durable, end);
  }

  /// The next frame that was not taken yet; null if there is none that is durable.
  @Nullable Stored look() throws IOException {
    if (looked == null && cursor.offset() < durable) {
      looked = read();
    }
    return looked;
  }

  /// Takes the frame that was looked at.
  void take(boolean toBeSent) {
    Stored taken = looked;
    looked = null;
    if (taken != null && toBeSent) {
      sent.addLast(taken);
    } else if (taken != null && sent.isEmpty()) {
      released = taken.end();
    }
  }

  /// Whether frames were taken that are not acknowledged yet.
  boolean isSending() {
    return !sent.isEmpty();
  }

  /// What was taken comes again.
  void giveBack() throws IOException {
    if (!sent.isEmpty()) {
      sent.clear();
      rewind(released);
    }
  }

  private void rewind(long offset) throws IOException {
    looked = null;
    cursor.close();
    cursor = journal.read(Math.max(offset, journal.status().first()));
  }

  /// Lets go of the frames that were taken and lie before a number.
  void acknowledge(long number) throws IOException {
    while (!sent.isEmpty() && sent.getFirst().frame().next() <= number) {
      released = sent.removeFirst().end();
    }
    journal.release(released);
  }

  /// Lets go of what was read or skipped.
  void release() throws IOException {
    if (sent.isEmpty()) {
      journal.release(released);
    }
  }

  private @Nullable Stored read() throws IOException {
    for (Found found = cursor.poll(); found != null; found = cursor.poll()) {
      if (found instanceof Found.Entry entry) {
        Stored stored = parse(entry);
        if (stored != null) {
          return stored;
        }
      }
    }
    return null;
  }

  /// A frame that cannot be read is passed over: its numbers are missing then, and that is noticed.
  private static @Nullable Stored parse(Found.Entry entry) {
    try {
      ByteReader in = new ByteReader(entry.bytes());
      if (in.u8() != VERSION) {
        return null;
      }
      Tally tally = Tally.read(in);
      byte[] encoded = new byte[in.left()];
      System.arraycopy(entry.bytes(), in.skip(encoded.length), encoded, 0, encoded.length);
      return new Stored(Frame.decode(encoded), tally, entry.next());
    } catch (WireException | IndexOutOfBoundsException | IllegalArgumentException _) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    cursor.close();
    journal.close();
  }
}
