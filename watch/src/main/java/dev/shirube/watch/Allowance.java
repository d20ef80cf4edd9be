// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

/// So much a second, and at most one second's worth at once. For one thread.
final class Allowance {
  private static final double SECOND = 1e9;

  private final double perSecond;
  private double left;
  private long last;

  /// @param perSecond how much is allowed in a second
  /// @param nanos the time now, of a clock that only goes forward
  Allowance(long perSecond, long nanos) {
    this.perSecond = perSecond;
    left = perSecond;
    last = nanos;
  }

  /// Takes an amount.
  ///
  /// @return for how many nanoseconds whoever took it has to wait before taking more
  long take(long amount, long nanos) {
    left = Math.min(perSecond, left + (nanos - last) * perSecond / SECOND) - amount;
    last = nanos;
    return left >= 0 ? 0 : (long) (-left / perSecond * SECOND);
  }
}
