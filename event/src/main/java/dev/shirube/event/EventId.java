// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.util.HexFormat;

/// The name of one event, 16 bytes, fixed on arrival and never changed by storage, export or
/// upgrade.
///
/// @param high the first eight bytes, big-endian
/// @param low the last eight bytes, big-endian
public record EventId(long high, long low) implements Comparable<EventId> {
  @Override
  public int compareTo(EventId other) {
    int first = Long.compareUnsigned(high, other.high);
    return first != 0 ? first : Long.compareUnsigned(low, other.low);
  }

  /// Reads the 32 hexadecimal digits that {@link #toString()} writes.
  public static EventId parse(String text) {
    if (text.length() != 32) {
      throw new IllegalArgumentException("an event id has 32 hexadecimal digits: " + text);
    }
    return new EventId(
        HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
