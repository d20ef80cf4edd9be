// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.rings.Layout;
import dev.shirube.rings.Loader;
import dev.shirube.rings.RawRecord;
import dev.shirube.rings.RecordFile;
import dev.shirube.wire.Capabilities;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells again what was recorded of a host's rings: as fast as it goes, or as it happened. Needs no
/// kernel of any kind.
public final class ReplaySensor implements Sensor {
  private static final long JOIN_MILLIS = 10_000;
  private static final int MOST_PROCESSES = 8192;

  private final Path file;
  private final boolean asItHappened;
  private final KernelSight sight = new KernelSight();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile SensorCounts counts = SensorCounts.NONE;
  private @Nullable Thread thread;

  /// @param file as {@link RecordFile} lays it out
  /// @param asItHappened whether to wait between events as long as it was between them
  public ReplaySensor(Path file, boolean asItHappened) {
    this.file = file;
    this.asItHappened = asItHappened;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Capabilities capabilities() {
    return sight.capabilities(EnumSet.allOf(Loader.Part.class), Set.of());
  }

  @Override
  public SensorCounts counts() {
    return counts;
  }

  @Override
  public void start(Sink sink) throws SensorException {
    RecordFile.Reader reader;
    try {
      reader = new RecordFile.Reader(file);
    } catch (IOException e) {
      throw SensorException.of(file.toString(), e, "sensor.replay", String.valueOf(e.getMessage()));
    }
    Thread reading = new Thread(() -> replay(reader, sink), "shirube-replay");
    thread = reading;
    reading.setDaemon(true);
    reading.start();
  }

  /// Waits until all was told.
  ///
  /// @return whether it was within that time
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return done.await(time, unit);
  }

  private void replay(RecordFile.Reader reader, Sink sink) {
    RecordFile.Origin origin = reader.origin();
    HostIdentity host = new HostIdentity(origin.hostId(), origin.hostName(), origin.bootId());
    ProcessTable table = new ProcessTable(host, MOST_PROCESSES);
    Accounts accounts = new Accounts(file.resolveSibling("passwd"));
    accounts.refresh();
    RecordContext context = new RecordContext(host, table, ProcessSource.NONE, accounts, name());
    context.clocks(origin.wallMinusBoot());
    KernelEvents events = new KernelEvents(context);
    try (reader) {
      long last = 0;
      while (closing.getCount() > 0 && reader.next()) {
        RawRecord record = new RawRecord().on(reader.record(), 0, Integer.MAX_VALUE);
        long time = record.i64(Layout.HEAD_TIME);
        if (asItHappened && last > 0 && time > last) {
          context.flush(sink);
          boolean _ = closing.await(time - last, TimeUnit.NANOSECONDS);
        }
        last = time;
        sight.saw(record.kind());
        events.record(reader.record(), 0, record.length(), reader.isUrgent());
        sight.called(events.calls().seen());
        if (context.isFull()) {
          count(context, context.flush(sink));
        }
      }
    } catch (EOFException _) {
      lost(sink, context, "truncated");
    } catch (IOException _) {
      lost(sink, context, "malformed");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      count(context, context.flush(sink));
      done.countDown();
    }
  }

  private void lost(Sink sink, RecordContext context, String reason) {
    long last = context.wall(context.lastBoot());
    sink.lost(new Loss(name(), 0, last, last, reason));
  }

  private void count(RecordContext context, boolean handed) {
    if (handed) {
      counts = new SensorCounts(context.seen(), context.malformedRecords(), context.cuts(), 0);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    Thread reading = thread;
    try {
      if (reading != null) {
        reading.join(JOIN_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
