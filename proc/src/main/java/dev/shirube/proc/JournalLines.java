// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is written to systemd's journal about logons from now on, as lines of syslog. journalctl
/// reads it: the format of the files is systemd's own affair. For one thread.
final class JournalLines implements Closeable {
  /// Shows what comes in with the facilities auth and authpriv (RFC 5424 table 1) as it comes.
  static final List<String> COMMAND =
      List.of(
          "journalctl",
          "--follow",
          "--lines=0",
          "--quiet",
          "--no-pager",
          "--output=short",
          "SYSLOG_FACILITY=4",
          "SYSLOG_FACILITY=10");

  private static final long PAUSE_NANOS = 60_000_000_000L;
  private static final int PIECE = 1 << 14;

  private final Path socket;
  private final List<String> command;
  private final byte[] bytes = new byte[PIECE];
  private int kept;
  private @Nullable Process process;
  private long startedAt;

  /// @param socket that is there as long as a journal is kept
  JournalLines(Path socket, List<String> command) {
    this.socket = socket;
    this.command = command;
  }

  /// Hands over what came since the last call; never waits.
  void read(Consumer<String> line) {
    Process running = running();
    if (running == null) {
      return;
    }
    try {
      InputStream from = running.getInputStream();
      while (from.available() > 0) {
        int count = from.read(bytes, kept, Math.min(from.available(), PIECE - kept));
        if (count <= 0) {
          return;
        }
        lines(kept + count, line);
      }
    } catch (IOException _) {
      running.destroy();
    }
  }

  private void lines(int count, Consumer<String> line) {
    int from = 0;
    for (int at = 0; at < count; at++) {
      if (bytes[at] == '\n') {
        line.accept(new String(bytes, from, at - from, StandardCharsets.UTF_8));
        from = at + 1;
      }
    }
    // A line longer than what is read at once is none.
    kept = from == 0 && count == PIECE ? 0 : count - from;
    System.arraycopy(Arrays.copyOfRange(bytes, from, from + kept), 0, bytes, 0, kept);
  }

  private @Nullable Process running() {
    Process last = process;
    if (last != null && last.isAlive()) {
      return last;
    }
    boolean soon = last != null && System.nanoTime() - startedAt < PAUSE_NANOS;
    if (soon || !Files.exists(socket)) {
      return null;
    }
    startedAt = System.nanoTime();
    kept = 0;
    try {
      Process started =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      started.getOutputStream().close();
      process = started;
      return started;
    } catch (IOException _) {
      // There is no journalctl, or not now.
      return null;
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
    }
  }
}
