// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

/// Notices that the clock was set: it leaps against the one that counts since the kernel was
/// started. For one thread.
final class ClockLeap {
  /// What programs that keep a clock right do in small steps is no leap, nor is a late look.
  static final long LEAST_NANOS = 2_000_000_000L;

  private boolean looked;
  private long before;

  /// Looks again.
  ///
  /// @param started when the kernel was started by the clock that can be set, in nanoseconds since
  ///   1970 UTC
  /// @return by how much the clock was set forward since the last look, 0 if it was not
  long look(long started) {
    long leap = looked ? started - before : 0;
    boolean isOne = Math.abs(leap) >= LEAST_NANOS;
    looked = true;
    before = started;
    return isOne ? leap : 0;
  }
}
