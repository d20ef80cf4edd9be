// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.EventBatch;

/// Turns a record into an event: recognizes its source, splits documents inside values, gives the
/// values their catalogue fields, chooses the clock, names the class. Every raw value stays.
public interface Normalizer {
  /// Normalizes the event appended to the batch last. A record of no known source keeps its raw
  /// values, class BASE_EVENT and the best time that can be found.
  void normalize(EventBatch batch);

  /// Events to be appended because records before made them whole, such as a PowerShell script
  /// whose last part came.
  ///
  /// @return whether one was appended; ask again until there is none
  boolean appendJoined(EventBatch batch);

  /// Tells that no more records follow: what still waits for a part of itself becomes due as it is,
  /// for {@link #appendJoined} to append, with its text flagged as truncated.
  default void finish() {}
}
