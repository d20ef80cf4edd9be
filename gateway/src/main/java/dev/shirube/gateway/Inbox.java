// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

/// Where the doors hand in what they received.
@FunctionalInterface
public interface Inbox {
  /// Offers an envelope; comes back at once.
  Receipt offer(Envelope envelope);
}
