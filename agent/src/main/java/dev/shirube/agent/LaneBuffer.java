// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.journal.Disk;
import dev.shirube.wire.BatchCodec;
import dev.shirube.wire.BatchEncoder;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Lane;
import dev.shirube.wire.WireException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Gives the events of one lane their numbers and puts them together to frames. Guarded by the
/// recorder's lock.
final class LaneBuffer implements AutoCloseable {
  private static final int LAUNCH = 1;

  private final Lane lane;
  private final Spooler spooler;
  private final InstantSource clock;
  private final BatchEncoder encoder = new BatchEncoder(BatchCodec.LEVEL);
  private final Tally tally = new Tally();
  private final Tally shed = new Tally();
  private final AtomicLong next = new AtomicLong();
  private @Nullable PendingRow pending;
  private final AtomicLong unwritten;
  private long first;
  private int written;
  private int writtenCount;
  private long shedWritten;
  private long opened;

  /// @param unwritten counts what could not be written on the way
  LaneBuffer(Lane lane, Spooler spooler, InstantSource clock, AtomicLong unwritten) {
    this.lane = lane;
    this.spooler = spooler;
    this.clock = clock;
    this.unwritten = unwritten;
  }

  /// Which lane an event belongs to.
  static Lane of(Event event, boolean urgent) {
    if (urgent) {
      return Lane.IMPORTANT;
    }
    EventClass kind = event.eventClass();
    return switch (kind) {
      case FILE_ACTIVITY -> Lane.FILES;
      case NETWORK_ACTIVITY, DNS_ACTIVITY, HTTP_ACTIVITY, NETWORK_FILE_ACTIVITY -> Lane.ACTIVITY;
      case PROCESS_ACTIVITY -> event.activity() == LAUNCH ? Lane.IMPORTANT : Lane.ACTIVITY;
      default -> Lane.IMPORTANT;
    };
  }

  /// Takes up what the agent left when it ended.
  void open(Disk disk, Path file) throws IOException {
    PendingRow.Found found = PendingRow.read(disk, file);
    first = spooler.next(lane);
    if (found != null && found.first() + found.count() > first) {
      recover(found);
    }
    next.set(spooler.next(lane));
    first = next.get();
    PendingRow opening = new PendingRow(disk, file);
    opening.clear();
    pending = opening;
  }

  private void recover(PendingRow.Found found) throws IOException {
    Gap gap = found.gap();
    long end = found.first() + found.count();
    if (gap != null) {
      spooler.gap(lane, found.first(), end, gap);
      return;
    }
    try {
      Tally events = Tally.of(found.row());
      byte[] payload = encoder.payload(found.row(), found.row().length);
      if (events.count() > 0) {
        spooler.append(frame(found.first(), events.count(), payload), events);
      }
    } catch (WireException _) {
      Gap lost = new Gap(true, 0, 0, List.of());
      spooler.gap(lane, found.first(), end, lost);
    }
  }

  /// The number that the next event gets.
  long next() {
    return next.get();
  }

  private Frame frame(long from, long count, byte[] payload) {
    return new Frame("", spooler.epoch(), lane, from, count, nanos(), payload);
  }

  private long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }

  /// How many bytes wait.
  int size() {
    return encoder.size();
  }

  int count() {
    return encoder.count();
  }

  /// Since when something waits, by the ticking clock; {@link Long#MAX_VALUE} if nothing does.
  long opened() {
    return encoder.count() == 0 && shed.count() == 0 ? Long.MAX_VALUE : opened;
  }

  /// Takes an event.
  void add(EventBatch batch, int event, long ticks) {
    closeGap();
    begin(ticks);
    if (!encoder.add(batch, event)) {
      finish(ticks);
      begin(ticks);
      if (!encoder.add(batch, event)) {
        // One that no frame can hold.
        shed(eventClass(batch, event), time(batch, event), ticks);
        return;
      }
    }
    next.incrementAndGet();
    tally.add(eventClass(batch, event), time(batch, event));
  }

  private final Event cursor = new Event();

  private EventClass eventClass(EventBatch batch, int event) {
    return cursor.on(batch, event).eventClass();
  }

  private long time(EventBatch batch, int event) {
    return cursor.on(batch, event).time();
  }

  private void begin(long ticks) {
    if (encoder.count() == 0 && shed.count() == 0) {
      first = next.get();
      opened = ticks;
    }
  }

  /// Takes an event that is not sent, but counted.
  void shed(EventClass eventClass, long nanos, long ticks) {
    if (encoder.count() > 0) {
      finish(ticks);
    }
    begin(ticks);
    next.incrementAndGet();
    shed.add(eventClass, nanos);
  }

  /// Takes a gap of events that never had numbers: it has a frame of its own.
  void add(Gap gap, long ticks) {
    finish(ticks);
    long number = next.getAndIncrement();
    Frame frame = frame(number, 1, gap.payload());
    try {
      spooler.append(frame, new Tally());
    } catch (IOException e) {
      unwritten.incrementAndGet();
      spooler.gap(lane, number, number + 1, gap);
    }
    first = next.get();
  }

  /// Writes what came since the last time, so that the end of the process does not cost it.
  void persist() {
    PendingRow into = pending;
    if (into == null) {
      return;
    }
    try {
      if (encoder.count() > writtenCount) {
        int came = encoder.count() - writtenCount;
        into.add(first, came, encoder.bytes(), written, encoder.size() - written);
      } else if (shed.count() > shedWritten) {
        into.add(first, shed.gap(Gap.Reason.SHED), shed.count());
      }
    } catch (IOException e) {
      // A frame may still be written; if not, that is told as a gap.
      unwritten.incrementAndGet();
    }
    written = encoder.size();
    writtenCount = encoder.count();
    shedWritten = shed.count();
  }

  /// Makes a frame of what waits.
  void finish(long ticks) {
    if (encoder.count() > 0) {
      long count = encoder.count();
      try {
        spooler.append(frame(first, count, encoder.payload()), tally);
      } catch (IOException e) {
        unwritten.incrementAndGet();
        spooler.gap(lane, first, first + count, tally.gap(Gap.Reason.DISK));
      }
      encoder.clear();
      tally.clear();
      forget();
    }
    closeGap();
    opened = ticks;
  }

  private void closeGap() {
    if (shed.count() > 0) {
      spooler.gap(lane, first, first + shed.count(), shed.gap(Gap.Reason.SHED));
      shed.clear();
      forget();
    }
  }

  private void forget() {
    first = next.get();
    written = 0;
    writtenCount = 0;
    shedWritten = 0;
    PendingRow from = pending;
    if (from != null) {
      try {
        from.clear();
      } catch (IOException e) {
        // What it holds is known to be in the spool by its numbers.
        unwritten.incrementAndGet();
      }
    }
  }

  @Override
  public void close() throws IOException {
    encoder.close();
    PendingRow from = pending;
    if (from != null) {
      from.close();
    }
  }
}
