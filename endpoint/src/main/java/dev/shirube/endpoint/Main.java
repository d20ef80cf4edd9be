// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Where the agent begins and ends when it is a program of its own.
public final class Main {
  private static final int PATIENCE_SECONDS = 20;

  private Main() {}

  /// Runs one command and ends with its exit code.
  public static void main(String[] args) {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              asked.countDown();
              boolean _ = within(ended, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            }));
    int code;
    try {
      Program.Surroundings around = around();
      Speech speech =
          new Speech(
              around.content(),
              Language.ofEnvironment(name -> name == null ? null : System.getenv(name)),
              System.out,
              System.err);
      code = new Program(around, speech, time -> within(asked, time.toMillis())).run(args);
    } finally {
      ended.countDown();
    }
    if (asked.getCount() > 0) {
      System.exit(code);
    }
  }

  private static boolean within(CountDownLatch latch, long millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// The script that starts it says where the package lies and where its state does.
  private static Program.Surroundings around() {
    String said = System.getProperty("shirube.home");
    Path home = said == null ? null : Path.of(said).toAbsolutePath();
    String folder = System.getProperty("shirube.folder", "agent-data");
    String proxy = System.getenv("SHIRUBE_PROXY");
    try {
      Content content = home == null ? Content.inJarOf(Main.class) : Content.of(home, Main.class);
      return new Program.Surroundings(
          content, home, Path.of(folder).toAbsolutePath(), proxy == null ? "" : proxy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
