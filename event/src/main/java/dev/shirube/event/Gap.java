// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// A range of sequence numbers that a source gave and nobody received: what every answer about that
/// time has to name.
///
/// @param source which source counts, as shown to people
/// @param first first missing sequence number
/// @param last last missing sequence number, not less than {@code first}
/// @param afterNanos time of the last event before the gap, nanoseconds since 1970 UTC
/// @param beforeNanos time of the first event after the gap, nanoseconds since 1970 UTC
public record Gap(String source, long first, long last, long afterNanos, long beforeNanos) {
  public Gap {
    if (last < first) {
      throw new IllegalArgumentException("a gap ends before it begins: " + first + " to " + last);
    }
  }

  /// How many events are missing.
  public long missing() {
    return last - first + 1;
  }
}
