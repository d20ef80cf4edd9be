// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.event.EventBatch;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Policy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A sensor that sees what a test tells it.
final class ReplaySensor implements Sensor {
  private volatile @Nullable Sink sink;
  final List<Policy> followed = new CopyOnWriteArrayList<>();
  private final AtomicLong seen = new AtomicLong();

  void see(EventBatch batch, boolean urgent) {
    seen.addAndGet(batch.count());
    Objects.requireNonNull(sink).accept(batch, urgent);
  }

  @Override
  public void follow(Policy policy) {
    followed.add(policy);
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.NONE;
  }

  @Override
  public void start(Sink into) {
    sink = into;
  }

  @Override
  public SensorCounts counts() {
    return new SensorCounts(seen.get(), 0, 0, 0);
  }

  @Override
  public void close() {}
}
