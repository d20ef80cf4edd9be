// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The wish to end, from Ctrl-C or from the system, heard by what runs long.
final class Stop {
  private static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch asked = new CountDownLatch(1);

  /// Asks to end and waits a little until the end was reached.
  void now(CountDownLatch ended) {
    asked.countDown();
    try {
      boolean _ = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Asks to end.
  void now() {
    asked.countDown();
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /// Waits, but not longer than until the end is asked for.
  ///
  /// @return whether it was asked for
  boolean within(Duration time) {
    try {
      return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
