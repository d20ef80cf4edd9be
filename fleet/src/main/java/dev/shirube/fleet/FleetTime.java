// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.event.Timestamps;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What cannot be foreseen, given from outside.
///
/// @param clock the time
/// @param nanos a clock that never goes back, in nanoseconds
/// @param secrets tokens and ids are made of it: in the product a {@link
///   java.security.SecureRandom}
public record FleetTime(InstantSource clock, LongSupplier nanos, RandomGenerator secrets) {
  /// Nanoseconds since 1970 UTC.
  long now() {
    return Timestamps.nanosOf(clock.instant());
  }
}
