// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLinesTest {
  private static final Path JOURNALD = Path.of("/lib/systemd/systemd-journald");

  @TempDir Path temporary;
  private final List<String> told = new ArrayList<>();

  private static void await(Callable<Boolean> wanted) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!wanted.call()) {
      assertThat(System.nanoTime()).as("60 seconds").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean hears(JournalLines journal, int count) {
    journal.read(told::add);
    return told.size() >= count;
  }

  @Test
  void handsOverWholeLinesAndNothingWithoutAJournal() throws Exception {
    Path socket = temporary.resolve("socket");
    String script =
        "printf 'one\\ntwo'; sleep 0.1; printf ' halves\\n'; head -c 20000 /dev/zero | tr '\\0' x; "
            + "printf '\\nlast\\n'; exec sleep 60";
    try (JournalLines journal = new JournalLines(socket, List.of("sh", "-c", script))) {
      assertThat(hears(journal, 1)).as("no journal is kept").isFalse();
      Files.createFile(socket);
      await(() -> hears(journal, 1) && told.contains("last"));
    }
    assertThat(told).startsWith("one", "two halves").endsWith("last");
  }

  @Test
  void nothingIsToldWithoutTheProgram() throws Exception {
    Path socket = Files.createFile(temporary.resolve("socket"));
    Path nowhere = temporary.resolve("none");
    try (JournalLines journal = new JournalLines(socket, List.of(nowhere.toString()))) {
      assertThat(hears(journal, 1)).isFalse();
    }
  }

  /// A journal of systemd's own, in folders of its own. Needs root and systemd's programs.
  @Test
  @Tag("prove")
  void readsARealJournal() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(JOURNALD), "no journald here");
    String script =
        "mount -t tmpfs t /run; mkdir -p /run/systemd/journal /run/log; mount -t tmpfs t /var/log;"
            + " exec "
            + JOURNALD;
    Process journald =
        new ProcessBuilder("unshare", "-m", "--propagation", "private", "sh", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("said").toFile())
            .start();
    try {
      String pid = Long.toString(journald.pid());
      Path socket = Path.of("/proc", pid, "root", "run/systemd/journal/dev-log");
      await(() -> Files.exists(socket));
      List<String> inside = List.of("nsenter", "-t", pid, "-m");
      List<String> command = new ArrayList<>(inside);
      command.addAll(JournalLines.COMMAND);
      String log =
          String.join(" ", inside)
              + " logger -u /run/systemd/journal/dev-log -p auth.info -t 'sshd[77]' "
              + "'Accepted publickey for hanako from 192.0.2.7 port 50022 ssh2'";
      try (JournalLines journal = new JournalLines(socket, command)) {
        await(() -> {
          Shell.run(log);
          return hears(journal, 1);
        });
      }
      AuthLine line = Objects.requireNonNull(AuthLine.of(told.getFirst()));
      Logon logon = Objects.requireNonNull(line.logon());
      assertThat(logon.user()).isEqualTo("hanako");
      assertThat(logon.from()).isEqualTo("192.0.2.7");
      System.out.println("proven: logons are read from a journal of systemd");
    } finally {
      journald.destroy();
      assertThat(journald.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
