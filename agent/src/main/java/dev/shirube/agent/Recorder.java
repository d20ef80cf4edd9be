// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.journal.Disk;
import dev.shirube.sensor.Loss;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// Takes what sensors saw, gives each event its lane and number, and the spool frames of them. What
/// it has taken when {@link #accept} returns is there after the process was killed.
public final class Recorder implements Sink, AutoCloseable {
  /// A frame is closed when its row has so many bytes.
  static final int FRAME_BYTES = 256 << 10;

  private static final Duration SOON = Duration.ofMillis(400);
  private static final Duration LATER = Duration.ofMillis(900);
  // What must not wait goes at once; but whoever does such things in a loop would have a frame made
  // of each, until the server takes no more frames of this agent: then they wait as important ones
  // do.
  private static final Duration URGENT_EACH = Duration.ofMillis(100);
  // So many events in a frame cost hardly more bytes each than in a full one.
  private static final int WORTH_SENDING = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Lane, LaneBuffer> lanes = new EnumMap<>(Lane.class);
  private final AtomicLong unwritten = new AtomicLong();
  private final Masking masking;
  private final Ticks ticks;
  private final Runnable urgently;
  private final Event cursor = new Event();
  private long events;
  private long urgentAt;
  private boolean sheddingFiles;
  private boolean closed;

  /// A clock that only goes forward.
  @FunctionalInterface
  public interface Ticks {
    long nanos();
  }

  /// What time it is.
  ///
  /// @param wall as people have it
  /// @param ticks goes forward alone
  public record Clocks(InstantSource wall, Ticks ticks) {
    /// Those of the machine.
    public static final Clocks SYSTEM = new Clocks(InstantSource.system(), System::nanoTime);
  }

  /// A recorder that goes on where the spool ends.
  ///
  /// @param place where rows are that are being put together
  /// @param urgently called when something was taken that must not wait
  public Recorder(Spooler spooler, Place place, Clocks clocks, Masking masking, Runnable urgently)
      throws IOException {
    this.masking = masking;
    this.ticks = clocks.ticks();
    this.urgently = urgently;
    urgentAt = ticks.nanos() - URGENT_EACH.toNanos();
    place.disk().makeFolder(place.folder());
    for (Lane lane : Lane.values()) {
      LaneBuffer buffer = new LaneBuffer(lane, spooler, clocks.wall(), unwritten);
      buffer.open(place.disk(), place.folder().resolve(lane.word() + ".row"));
      lanes.put(lane, buffer);
    }
  }

  /// A folder of a disk.
  public record Place(Disk disk, Path folder) {}

  private LaneBuffer lane(Lane lane) {
    return Objects.requireNonNull(lanes.get(lane));
  }

  @Override
  public void accept(EventBatch batch, boolean urgent) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      long now = ticks.nanos();
      for (int event = 0; event < batch.count(); event++) {
        cursor.on(batch, event);
        Lane lane = LaneBuffer.of(cursor, urgent);
        if (lane == Lane.FILES && sheddingFiles) {
          lane(lane).shed(cursor.eventClass(), cursor.time(), now);
        } else if (masking.isNeeded(batch, event)) {
          lane(lane).add(masking.masked(batch, event), 0, now);
        } else {
          lane(lane).add(batch, event, now);
        }
        if (lane(lane).size() >= FRAME_BYTES) {
          lane(lane).finish(now);
        }
      }
      events += batch.count();
      if (urgent && now - urgentAt >= URGENT_EACH.toNanos()) {
        urgentAt = now;
        lane(Lane.IMPORTANT).finish(now);
      }
      lanes.values().forEach(LaneBuffer::persist);
    } finally {
      lock.unlock();
    }
    if (urgent) {
      urgently.run();
    }
  }

  @Override
  public void lost(Loss loss) {
    Gap.Count count =
        new Gap.Count(
            EventClass.BASE_EVENT,
            word(loss.reason()),
            word(loss.sensor()),
            Math.max(0, loss.count()));
    long from = Math.max(0, loss.fromNanos());
    Gap gap = new Gap(false, from, Math.max(from, loss.toNanos()), List.of(count));
    lock.lock();
    try {
      if (!closed) {
        lane(Lane.IMPORTANT).add(gap, ticks.nanos());
      }
    } finally {
      lock.unlock();
    }
  }

  private static String word(String text) {
    return text.length() > 64 ? text.substring(0, 64) : text;
  }

  /// Closes frames that have waited long enough.
  void tick() {
    lock.lock();
    try {
      long now = ticks.nanos();
      for (Map.Entry<Lane, LaneBuffer> entry : lanes.entrySet()) {
        LaneBuffer buffer = entry.getValue();
        boolean soon = entry.getKey() == Lane.IMPORTANT || buffer.count() >= WORTH_SENDING;
        long most = (soon ? SOON : LATER).toNanos();
        if (buffer.opened() != Long.MAX_VALUE && now - buffer.opened() >= most) {
          buffer.finish(now);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Makes frames of all that waits.
  void flush() {
    lock.lock();
    try {
      lanes.values().forEach(buffer -> buffer.finish(ticks.nanos()));
    } finally {
      lock.unlock();
    }
  }

  /// Whether events of files are counted only.
  void shedFiles(boolean shedding) {
    lock.lock();
    try {
      sheddingFiles = shedding;
    } finally {
      lock.unlock();
    }
  }

  /// For each lane the number that the next event gets.
  public Map<Lane, Long> given() {
    Map<Lane, Long> given = new EnumMap<>(Lane.class);
    lanes.forEach((lane, buffer) -> given.put(lane, buffer.next()));
    return given;
  }

  /// How many events were taken since the start.
  public long events() {
    lock.lock();
    try {
      return events;
    } finally {
      lock.unlock();
    }
  }

  /// How often the disk did not take something.
  public long unwritten() {
    return unwritten.get();
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      flush();
      closed = true;
      for (LaneBuffer buffer : lanes.values()) {
        buffer.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
