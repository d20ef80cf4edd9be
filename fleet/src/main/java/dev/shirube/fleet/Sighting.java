// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

/// A host that records of other sources speak of as the one they come from.
///
/// @param name as the records spell it; empty if they name an address alone
/// @param address empty if none was named
/// @param machine the machine's own id, where its records have one; else empty
/// @param source what the records were read as, those that named it last
/// @param firstSeen the time of the first event of it, nanoseconds since 1970 UTC
/// @param lastSeen the time of the last
public record Sighting(
    String name, String address, String machine, String source, long firstSeen, long lastSeen) {

  /// Both together.
  Sighting and(Sighting other) {
    boolean later = other.lastSeen >= lastSeen;
    Sighting last = later ? other : this;
    Sighting before = later ? this : other;
    return new Sighting(
        last.name,
        last.address.isEmpty() ? before.address : last.address,
        last.machine.isEmpty() ? before.machine : last.machine,
        last.source,
        Math.min(firstSeen, other.firstSeen),
        last.lastSeen);
  }
}
