// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.catalog.Problem;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Policy;
import java.util.List;

/// One way of seeing what happens on this host. It has threads of its own from start to close, and
/// hands what it saw to a {@link Sink}.
public interface Sensor extends AutoCloseable {
  /// A short word for people and records, such as kernel, files, fallback or replay.
  String name();

  /// What it can see here: what was only hoped for before start, what was shown since.
  Capabilities capabilities();

  /// Follows what the agent is told to do: said before the start, and with every change after it,
  /// by any thread. Returns at once; what takes its time is done by a thread of the sensor's own.
  /// What a sensor does not have it passes over.
  default void follow(Policy policy) {}

  /// Begins to see.
  ///
  /// @throws SensorException when this host does not let it; what could be seen otherwise is then
  ///   for another sensor
  void start(Sink sink) throws SensorException;

  /// What is wrong with it here, though it goes on.
  default List<Problem> problems() {
    return List.of();
  }

  /// What it saw and did not see since its start.
  SensorCounts counts();

  /// Ends it; what was seen before is handed over first. Does nothing the second time.
  @Override
  void close();
}
