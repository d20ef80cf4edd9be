// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Another program of this host, run to its end.
final class Tool {
  private static final int LONGEST_OUTPUT = 1 << 26;
  private static final List<String> FOLDERS =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  /// How a program ended.
  ///
  /// @param code 0 for success; -1 when it had to be stopped
  /// @param output what it wrote
  record Ended(int code, String output) {
    /// The last line that says something.
    String lastLine() {
      String stripped = output.strip();
      return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }
  }

  private Tool() {}

  /// The first of some programs that there is on this host.
  static @Nullable Path find(String... names) {
    for (String name : names) {
      for (String folder : FOLDERS) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program;
        }
      }
    }
    return null;
  }

  /// Runs a program and waits for its end.
  static Ended run(Duration atMost, List<String> command) throws IOException {
    return run(atMost, command, true);
  }

  /// Runs a program.
  ///
  /// @param both whether what it writes as errors belongs to its output
  static Ended run(Duration atMost, List<String> command, boolean both) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    builder.redirectErrorStream(both);
    if (!both) {
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }
    Process process = builder.start();
    CompletableFuture<Process> end = process.onExit().copy();
    CompletableFuture<Process> _ =
        end.orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((done, late) -> {
              if (late != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
              }
            });
    process.getOutputStream().close();
    try (InputStream in = process.getInputStream()) {
      byte[] output = in.readNBytes(LONGEST_OUTPUT);
      int code = process.waitFor();
      boolean stopped = end.isCompletedExceptionally();
      return new Ended(stopped ? -1 : code, new String(output, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
