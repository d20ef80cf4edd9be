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
}
