// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.util.Map;
import java.util.OptionalLong;

/// How a door stands. Counts are since it was opened.
///
/// @param door its name
/// @param listening address and port
/// @param open connections that are open now
/// @param counts what happened
/// @param kernelDrops datagrams that the system dropped because they were not read in time; empty
///   where it does not tell
public record DoorStatus(
    String door, String listening, int open, Map<Count, Long> counts, OptionalLong kernelDrops) {

  public DoorStatus {
    counts = Map.copyOf(counts);
  }

  /// What a door counts.
  public enum Count {
    /// Connections that were accepted.
    CONNECTIONS,
    /// Connections that were closed at once, because there were too many.
    REFUSED_CONNECTIONS,
    /// Connections that were closed because nothing came, or it came too slowly.
    TIMED_OUT,
    /// Times that a sender was not known.
    UNKNOWN_SENDERS,
    /// Times that a sender was told to slow down.
    SLOWED,
    /// Records that were received whole.
    RECORDS,
    /// Their bytes.
    BYTES,
    /// Records that are on the disk.
    DURABLE,
    /// Times that the inbox was full.
    FULL,
    /// Records whose sender was told to send them again.
    RETURNED,
    /// Records that were received and given up: nobody will send them again.
    LOST,
    /// Records whose end was cut off.
    CUT,
    /// Requests or frames that made no sense.
    BROKEN
  }

  /// One count.
  public long count(Count count) {
    return counts.getOrDefault(count, 0L);
  }
}
