// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import java.time.Duration;

/// The wish to end, heard by what runs until then.
@FunctionalInterface
public interface Ending {
  /// Waits, but not longer than until the end is asked for.
  ///
  /// @return whether it was asked for
  boolean within(Duration time);
}
