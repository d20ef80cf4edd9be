// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

/// Some events that a sensor knows it did not see.
///
/// @param sensor the sensor's name
/// @param count how many, as its counters tell; 0 when nobody can tell how many
/// @param fromNanos not before this time, nanoseconds since 1970 UTC
/// @param toNanos not after this time, nanoseconds since 1970 UTC
/// @param reason a word: overflow, throttled, malformed, stopped …
public record Loss(String sensor, long count, long fromNanos, long toNanos, String reason) {}
