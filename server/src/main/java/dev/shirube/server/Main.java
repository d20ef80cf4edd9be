// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.installation.Surroundings;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Where the program begins and ends.
public final class Main {
  private Main() {}

  /// What libraries note of their daily work is for nobody; what they warn of is.
  private static void quiet() {
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
  }

  /// Runs one command and ends with its exit code.
  public static void main(String[] args) {
    quiet();
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
