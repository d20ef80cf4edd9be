// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import dev.shirube.catalog.Message;
import dev.shirube.journal.Ticket;
import java.time.Duration;

/// What became of an envelope that was offered.
public sealed interface Receipt {
  /// It waits for the disk. Only when the ticket says DURABLE may the sender be told that it was
  /// taken; when it says FAILED the sender must be told to send again.
  record Taken(Ticket ticket) implements Receipt {}

  /// There is no room now.
  ///
  /// @param retryAfter when to offer it again
  record Full(Duration retryAfter) implements Receipt {}

  /// It will never be taken; offering it again is of no use.
  record Refused(Message reason) implements Receipt {}
}
