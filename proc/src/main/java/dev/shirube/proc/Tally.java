// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.sensor.SensorCounts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/// What a sensor saw and did not see, counted by all of its threads; and its clock.
public final class Tally {
  private final InstantSource clock;
  private final LongAdder seen = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder cut = new LongAdder();
  private volatile long lag;

  public Tally(InstantSource clock) {
    this.clock = clock;
  }

  /// The time now, nanoseconds since 1970 UTC.
  public long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  public void saw(int events, long lagNanos) {
    seen.add(events);
    lag = lagNanos;
  }

  public void lost(long events) {
    lost.add(events);
  }

  public void cut() {
    cut.increment();
  }

  public SensorCounts counts() {
    return new SensorCounts(seen.sum(), lost.sum(), cut.sum(), lag);
  }
}
