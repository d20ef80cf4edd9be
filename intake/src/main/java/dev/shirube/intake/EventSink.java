// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.EventBatch;

/// Where normalized batches go. The batch is cleared once this returns.
@FunctionalInterface
public interface EventSink {
  void accept(EventBatch batch);
}
