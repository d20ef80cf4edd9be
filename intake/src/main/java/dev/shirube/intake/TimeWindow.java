// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

/// From when to when events are wanted, both ends included.
///
/// @param sinceNanos nanoseconds since 1970 UTC
/// @param untilNanos nanoseconds since 1970 UTC
public record TimeWindow(long sinceNanos, long untilNanos) {
  /// Every event.
  public static final TimeWindow ALL = new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE);

  public boolean contains(long nanos) {
    return nanos >= sinceNanos && nanos <= untilNanos;
  }
}
