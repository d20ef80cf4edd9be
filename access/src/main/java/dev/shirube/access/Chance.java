// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What cannot be foreseen, given from outside.
///
/// @param clock the time
/// @param secrets tokens are made of it: in the product a {@link java.security.SecureRandom}
public record Chance(InstantSource clock, RandomGenerator secrets) {
  /// Nanoseconds since 1970 UTC.
  long now() {
    return nanos(clock.instant());
  }

  /// The last representable time for whatever lies behind it.
  static long nanos(Instant time) {
    if (time.getEpochSecond() > 9_000_000_000L) {
      return Long.MAX_VALUE;
    }
    return Math.max(time.getEpochSecond(), 0) * 1_000_000_000L + time.getNano();
  }
}
