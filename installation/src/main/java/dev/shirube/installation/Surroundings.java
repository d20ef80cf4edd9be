// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.endpoint.Release;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Everything around the program that it does not make itself: files, environment, clock, and the
/// wish to end.
///
/// @param home the folder of shirube.yaml, content and data
/// @param work the working folder, where relative paths of arguments start from
/// @param temporary where the ledger of a scan lies while it runs
/// @param environment the value of an environment variable, or null
/// @param clock the time
/// @param stop the wish to end
public record Surroundings(
    Path home,
    Path work,
    Path temporary,
    UnaryOperator<@Nullable String> environment,
    Clock clock,
    Stop stop) {
  /// The version of this release.
  public static final String VERSION = Release.VERSION;

  /// Those of this process: home is what the launcher says, or the folder the jar lies in.
  public static Surroundings ofProcess(Clock clock, Stop stop) {
    Path work = Path.of("").toAbsolutePath();
    String said = System.getProperty("shirube.home", System.getenv("SHIRUBE_HOME"));
    Path home = said == null ? folderOfJar() : Path.of(said).toAbsolutePath().normalize();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "."));
    return new Surroundings(
        home, work, temporary, name -> name == null ? null : System.getenv(name), clock, stop);
  }

  /// Tells this build of the program from others: version, size and time of the jar.
  public static String build() throws IOException {
    Path code = code();
    String jar =
        Files.isRegularFile(code) ? Files.size(code) + " " + Files.getLastModifiedTime(code) : "";
    return VERSION + " " + jar;
  }

  private static Path folderOfJar() {
    Path code = code();
    Path folder = code.getParent();
    return folder == null ? code : folder;
  }

  private static Path code() {
    try {
      return Path.of(Surroundings.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The content: beside the launcher if there is a folder of that name, else inside the jar.
  public Content content() throws IOException {
    return Content.of(home, Surroundings.class);
  }

  /// The reader's language as the environment tells it.
  public Language language() {
    return Language.ofEnvironment(environment);
  }

  /// A path as an argument gives it; null if no file can have such a name.
  public @Nullable Path path(String argument) {
    FileSystem files = work.getFileSystem();
    try {
      return files.getPath(argument);
    } catch (InvalidPathException _) {
      return null;
    }
  }

  /// The wish to end, from Ctrl-C or from the system, heard by what runs long.
  public static final class Stop {
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch asked = new CountDownLatch(1);

    /// Asks to end and waits a little until the end was reached.
    public void now(CountDownLatch ended) {
      asked.countDown();
      try {
        boolean _ = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    /// Asks to end.
    public void now() {
      asked.countDown();
    }

    public boolean isAsked() {
      return asked.getCount() == 0;
    }

    /// Waits, but not longer than until the end is asked for.
    ///
    /// @return whether it was asked for
    public boolean within(Duration time) {
      try {
        return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }
}
