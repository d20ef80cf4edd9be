// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What time it is, as far as deleting goes by it. A clock that leaps ahead, or is wrong when the
/// machine starts, would make a whole recording look too old; so a time far ahead of what was
/// expected is believed only once it has held for a day of running. A clock that is set back is
/// believed at once: less is deleted by it. For one thread.
final class TrustedTime {
  /// By how much a clock may be ahead of what was expected.
  static final Duration LEAP = Duration.ofDays(1);

  /// How long a time must hold that is further ahead.
  static final Duration HOLDING = Duration.ofDays(1);

  private final LongSupplier clock;
  private final LongSupplier running;
  private final Consumer<Problem> told;
  private final String where;
  private long believed;
  private long believedAt;
  private long doubtedAt;
  private boolean doubted;

  /// What it goes by.
  ///
  /// @param clock nanoseconds since 1970 UTC, as the machine has it
  /// @param running nanoseconds that the machine has run, from any beginning
  record Clocks(LongSupplier clock, LongSupplier running) {}

  /// @param last the latest time that is known from before, nanoseconds since 1970 UTC; 0 if none
  /// @param where what a problem is about
  TrustedTime(Clocks clocks, long last, String where, Consumer<Problem> told) {
    clock = clocks.clock();
    running = clocks.running();
    this.where = where;
    this.told = told;
    believed = last > 0 ? last : clock.getAsLong();
    believedAt = running.getAsLong();
  }

  /// What time it is, nanoseconds since 1970 UTC; no later than is sure.
  long nanos() {
    long ran = running.getAsLong();
    long now = clock.getAsLong();
    long expected = believed + (ran - believedAt);
    if (now - expected <= LEAP.toNanos()) {
      return believe(now, ran);
    }
    if (!doubted) {
      doubted = true;
      doubtedAt = ran;
      String id = "recorder.clock.ahead";
      long days = Duration.ofNanos(now - expected).toDays();
      told.accept(new Problem(where, 0, Message.of(id, days), Message.of(id + ".advice", days)));
    }
    return ran - doubtedAt >= HOLDING.toNanos() ? believe(now, ran) : expected;
  }

  private long believe(long now, long ran) {
    doubted = false;
    believed = now;
    believedAt = ran;
    return now;
  }
}
