// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells what runs on this host now, by other means than having seen it start.
public interface ProcessSource {
  /// Tells nothing.
  ProcessSource NONE =
      new ProcessSource() {
        @Override
        public void all(Consumer<ProcessFacts> to) {}

        @Override
        public @Nullable ProcessFacts one(int tgid) {
          return null;
        }
      };

  /// Everything that runs, parents before their children as far as that can be told.
  void all(Consumer<ProcessFacts> to);

  /// One process; null when it is gone or cannot be looked at.
  @Nullable ProcessFacts one(int tgid);

  /// Adds the hashes of a program's file to the event of its start, if they are known already.
  ///
  /// @param device major number in the upper, minor number in the lower half
  /// @param changedNanos when anything of the file was changed last, nanoseconds since 1970 UTC
  default void putHashes(SensorEvent event, long device, long inode, long changedNanos) {}
}
