// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import org.jspecify.annotations.Nullable;

/// From when to when, by the time events happened; nanoseconds since 1970 UTC.
///
/// @param from the first moment
/// @param until the first moment no longer in it
public record TimeRange(long from, long until) {
  /// All time there is.
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeRange {
    if (from > until) {
      throw new IllegalArgumentException("ends before it begins");
    }
  }

  /// What lies in both this and another; null if nothing does.
  public @Nullable TimeRange within(TimeRange other) {
    long latest = Math.max(from, other.from);
    long earliest = Math.min(until, other.until);
    return latest > earliest ? null : new TimeRange(latest, earliest);
  }

  public boolean contains(long nanos) {
    return nanos >= from && (nanos < until || until == Long.MAX_VALUE);
  }

  /// Whether any moment between two, both counted, is in it.
  public boolean touches(long first, long last) {
    return last >= from && (first < until || until == Long.MAX_VALUE);
  }
}
