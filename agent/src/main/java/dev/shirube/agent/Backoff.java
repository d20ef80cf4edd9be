// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before asking again: a second, twice as long each time, five minutes at most,
/// and of that a random part, so that not all agents come back at once.
final class Backoff {
  private static final long FIRST_MILLIS = 1000;
  private static final long LAST_MILLIS = 300_000;

  private final RandomGenerator random;
  private long millis = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  void reset() {
    millis = FIRST_MILLIS;
  }

  Duration next() {
    long wait = millis / 2 + random.nextLong(millis / 2 + 1);
    millis = Math.min(millis * 2, LAST_MILLIS);
    return Duration.ofMillis(wait);
  }
}
