// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

/// What a sensor saw and did not see since its start.
///
/// @param seen events handed to the sink
/// @param lost events that are known to be missing
/// @param cut events with a value that was too long and was cut
/// @param lagNanos how long ago the event that was handed over last had happened by then,
///   nanoseconds
public record SensorCounts(long seen, long lost, long cut, long lagNanos) {
  /// Nothing yet.
  public static final SensorCounts NONE = new SensorCounts(0, 0, 0, 0);

  /// Both sensors' counts together; the greater lag.
  public SensorCounts and(SensorCounts other) {
    return new SensorCounts(
        seen + other.seen, lost + other.lost, cut + other.cut, Math.max(lagNanos, other.lagNanos));
  }
}
