// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// How much each of many may take: so much a second, and what was not taken is saved up to a limit.
/// Whoever has anything left may take more than that at once, and waits the longer afterwards, so
/// that nothing is too large to be taken ever. For any thread.
///
/// @param <K> who takes
final class Rates<K> {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double most;
  private final LongSupplier nanos;
  private final Map<K, Left> all;

  private static final class Left {
    private double amount;
    private long at;

    Left(double amount, long at) {
      this.amount = amount;
      this.at = at;
    }
  }

  /// @param perSecond how much comes to everybody each second
  /// @param most how much of it is saved up at most; what everybody begins with
  /// @param remembered how many are told apart; who has not taken for the longest is forgotten
  /// @param nanos a clock that never goes back, in nanoseconds
  Rates(double perSecond, double most, int remembered, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.most = most;
    this.nanos = nanos;
    this.all =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Left> eldest) {
            return size() > remembered;
          }
        };
  }

  /// Takes an amount.
  ///
  /// @return how long to wait before trying again, as nothing was taken; zero if it was
  synchronized Duration take(K who, long amount) {
    Left left = left(who);
    Duration pause = pause(left);
    if (pause.isZero()) {
      left.amount -= amount;
    }
    return pause;
  }

  /// How long somebody has to wait before anything can be taken; zero if it can now.
  synchronized Duration ask(K who) {
    return pause(left(who));
  }

  private Left left(K who) {
    long now = nanos.getAsLong();
    Left left = all.computeIfAbsent(who, _ -> new Left(most, now));
    left.amount = Math.min(most, left.amount + (now - left.at) / NANOS * perSecond);
    left.at = now;
    return left;
  }

  private Duration pause(Left left) {
    return left.amount > 0
        ? Duration.ZERO
        : Duration.ofNanos(1 + (long) (-left.amount / perSecond * NANOS));
  }
}
