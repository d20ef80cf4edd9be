// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.EventBatch;

/// Runs all rules on every event. Pure: no clock, no files, no threads of its own; one thread at a
/// time. Filled today by the plain interpreter; the compiled engine comes behind the same face.
public interface Detector {
  /// Runs every rule on every event of a normalized batch, in order.
  void detect(EventBatch batch, FindingSink sink);

  /// Says what can only be said at the end of the input: correlations whose window is still open.
  void finish(FindingSink sink);
}
