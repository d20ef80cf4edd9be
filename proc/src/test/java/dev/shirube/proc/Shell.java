// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
}
