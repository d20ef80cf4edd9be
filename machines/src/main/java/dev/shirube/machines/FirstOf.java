// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import dev.shirube.catalog.Problem;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorException;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Policy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sensor, and another one in its place where this machine does not let it see. Why it does not
/// is a problem that it tells.
final class FirstOf implements Sensor {
  private final Sensor wanted;
  private final Sensor otherwise;
  private volatile Sensor chosen;
  private volatile @Nullable SensorException refusal;

  FirstOf(Sensor wanted, Sensor otherwise) {
    this.wanted = wanted;
    this.otherwise = otherwise;
    chosen = wanted;
  }

  @Override
  public String name() {
    return chosen.name();
  }

  @Override
  public Capabilities capabilities() {
    return chosen.capabilities();
  }

  @Override
  public void follow(Policy policy) {
    wanted.follow(policy);
    otherwise.follow(policy);
  }

  @Override
  public void start(Sink sink) throws SensorException {
    try {
      wanted.start(sink);
    } catch (SensorException refused) {
      refusal = refused;
      chosen = otherwise;
      otherwise.start(sink);
    }
  }

  @Override
  public List<Problem> problems() {
    SensorException why = refusal;
    if (why == null) {
      return chosen.problems();
    }
    List<Problem> all = new ArrayList<>(List.of(why.problem()));
    all.addAll(chosen.problems());
    return all;
  }

  @Override
  public SensorCounts counts() {
    return chosen.counts();
  }

  @Override
  public void close() {
    wanted.close();
    otherwise.close();
  }
}
