// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.installation.Surroundings;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;

/// Where the program begins and ends.
public final class Main {
  private Main() {}

  /// Runs one command and ends with its exit code.
  public static void main(String[] args) {
    CountDownLatch ended = new CountDownLatch(1);
    Surroundings.Stop stop = new Surroundings.Stop();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop.now(ended)));
    int code;
    try {
      Surroundings surroundings =
          Surroundings.ofProcess(Clock.system(ZoneId.systemDefault()), stop);
      code = new Program(surroundings, Console.ofProcess()).run(args);
    } finally {
      ended.countDown();
    }
    if (!stop.isAsked()) {
      System.exit(code);
    }
  }
}
