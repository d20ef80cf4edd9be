// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Loss;
import dev.shirube.sensor.SensorEvent;
import dev.shirube.sensor.Sink;

/// What one thread of a sensor writes, until it hands it over. For that thread alone.
public final class Outbox {
  // The server says whose an agent's events are.
  private static final TenantId NOBODY = new TenantId("agent");
  private static final int FULL = 256;

  private final String sensor;
  private final Sink sink;
  private final Tally tally;
  private final EventBatch batch = new EventBatch(NOBODY, new FieldNames());
  private final SensorEvent writer;
  private long oldest;

  public Outbox(String sensor, HostIdentity host, Sink sink, Tally tally) {
    this.sensor = sensor;
    this.sink = sink;
    this.tally = tally;
    writer = new SensorEvent(batch, host, sensor);
  }

  public Tally tally() {
    return tally;
  }

  /// Begins an event; those before are handed over if they are many.
  ///
  /// @param nanos when it happened, nanoseconds since 1970 UTC
  public SensorEvent begin(EventClass eventClass, int activity, long nanos) {
    if (batch.count() >= FULL) {
      deliver(false);
    }
    if (batch.count() == 0) {
      oldest = nanos;
    }
    return writer.begin(eventClass, activity, nanos);
  }

  /// Tells that the event begun last stands for what happened over a while.
  public void overAWhile(long nanos) {
    batch.setTime(batch.count() - 1, nanos, TimeSource.INTERVAL, 0);
  }

  /// Hands everything over.
  public void deliver(boolean urgent) {
    if (batch.count() > 0) {
      tally.saw(batch.count(), Math.max(0, tally.now() - oldest));
      sink.accept(batch, urgent);
      batch.clear();
    }
  }

  /// Tells of what was not seen.
  ///
  /// @param count how many events, 0 if nobody can tell
  public void lost(long count, long fromNanos, String reason) {
    tally.lost(Math.max(1, count));
    sink.lost(new Loss(sensor, count, fromNanos, tally.now(), reason));
  }
}
