// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.EventBatch;

/// Takes what sensors see. Every sensor calls it from threads of its own, so it is called by
/// several at once.
public interface Sink {
  /// Takes events. The batch stays the sensor's: nothing of it may be kept once this returns.
  ///
  /// @param urgent whether what is done about them may depend on how soon they arrive
  void accept(EventBatch batch, boolean urgent);

  /// Takes the word that something happened which no event tells of.
  void lost(Loss loss);
}
