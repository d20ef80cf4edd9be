// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Commands of other processes, for tests of what sensors see of them.
final class Shell {
  private Shell() {}

  static String run(String script) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(script + ": " + said);
    }
    return said.strip();
  }

  /// A file system in memory, mounted until closed.
  record Mounted(Path point) implements AutoCloseable {
    static Mounted fresh() throws IOException, InterruptedException {
      Path point = Files.createTempDirectory("shirube-watch");
      run("mount -t tmpfs -o size=64m shirube-test " + point);
      return new Mounted(point);
    }

    @Override
    public void close() throws IOException {
      try {
        run("umount " + point + " || umount -l " + point);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      Files.delete(point);
    }
  }
}
