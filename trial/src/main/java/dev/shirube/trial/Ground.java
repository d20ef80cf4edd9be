// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Where a trial changes the machine: mounts, namespaces and processes are undone in the opposite
/// order when it ends, and what an earlier trial left that was killed is undone when the next one
/// begins. All of it carries a name with the number of the process that made it.
public final class Ground implements AutoCloseable {
  /// What names of folders begin with.
  private static final String FOLDER = "shirube-trial-";

  /// What names of namespaces and devices begin with; they may have 15 letters.
  private static final String SHORT = "sht";

  private static final int PATIENCE_SECONDS = 60;

  private final Path folder;
  private final Deque<Undoing> undone = new ArrayDeque<>();
  private int named;

  /// Takes something back.
  @FunctionalInterface
  public interface Undoing {
    void undo() throws Exception;
  }

  private Ground(Path folder) {
    this.folder = folder;
  }

  /// Whether the machine can be changed as a trial needs it. If not, says what is not proven.
  ///
  /// @param what the claim that stays without proof
  public static boolean lacks(String what, String... tools) throws IOException {
    List<String> lacking = new ArrayList<>();
    if (!isRoot()) {
      lacking.add("root");
    }
    for (String tool : tools) {
      if (!isThere(tool)) {
        lacking.add(tool);
      }
    }
    if (!lacking.isEmpty()) {
      System.out.printf("not proven: %s: needs %s%n", what, String.join(", ", lacking));
    }
    return !lacking.isEmpty();
  }

  private static boolean isRoot() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream().anyMatch(line -> line.startsWith("Uid:\t0\t"));
  }

  private static boolean isThere(String tool) {
    return Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
        .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
  }

  /// Begins; clears away what earlier trials left.
  public static Ground open() throws Exception {
    Path above = Path.of(System.getProperty("java.io.tmpdir"));
    sweep(above);
    Path folder = above.resolve(FOLDER + ProcessHandle.current().pid() + "-x");
    deleteAll(folder);
    Files.createDirectories(folder);
    Ground ground = new Ground(folder);
    ground.atEnd(() -> deleteAll(folder));
    return ground;
  }

  /// A folder of its own.
  public Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /// A name for a namespace or device that no other has.
  public String name() {
    return SHORT + ProcessHandle.current().pid() + (char) ('a' + named++);
  }

  /// Undoes something at the end.
  public void atEnd(Undoing undoing) {
    undone.push(undoing);
  }

  /// Runs a command, which must succeed.
  public static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      Process _ = process.destroyForcibly();
      throw new AssertionError("did not end: " + String.join(" ", command));
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + said);
    }
  }

  /// Starts a program that goes on until the end.
  public Process start(Path output, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    atEnd(() -> {
      Process _ = process.destroyForcibly();
      boolean _ = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    });
    return process;
  }

  @Override
  public void close() {
    IllegalStateException failure = null;
    while (!undone.isEmpty()) {
      try {
        undone.pop().undo();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new IllegalStateException("not undone: interrupted", e);
      } catch (Exception | AssertionError e) {
        failure = new IllegalStateException("not undone: " + e.getMessage(), e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  // What was left.

  /// The number of the process that made something, if that process is gone.
  private static Optional<String> leftBy(String text, String begin) {
    int at = text.indexOf(begin);
    if (at < 0) {
      return Optional.empty();
    }
    int from = at + begin.length();
    int to = from;
    while (to < text.length() && Character.isDigit(text.charAt(to))) {
      to++;
    }
    boolean sound = to > from && to - from < 10;
    if (!sound || ProcessHandle.of(Long.parseLong(text.substring(from, to))).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(text.substring(from, to));
  }

  private static void sweep(Path above) throws Exception {
    if (isRoot()) {
      sweepProcesses();
      sweepMounts();
      sweepNamespaces();
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(above, FOLDER + "*")) {
      for (Path each : folders) {
        if (leftBy(String.valueOf(each.getFileName()), FOLDER).isPresent()) {
          deleteAll(each);
        }
      }
    }
  }

  private static void sweepProcesses() throws Exception {
    for (ProcessHandle each : ProcessHandle.allProcesses().toList()) {
      try {
        Path line = Path.of("/proc", Long.toString(each.pid()), "cmdline");
        if (leftBy(Files.readString(line, StandardCharsets.ISO_8859_1), FOLDER).isPresent()) {
          boolean _ = each.destroyForcibly();
          ProcessHandle _ = each.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
      } catch (IOException _) {
        // It has ended meanwhile.
      }
    }
  }

  private static void sweepMounts() throws IOException, InterruptedException {
    for (String line : Files.readAllLines(Path.of("/proc/mounts")).reversed()) {
      String point = line.substring(line.indexOf(' ') + 1).split(" ", 2)[0];
      if (leftBy(point, FOLDER).isPresent()) {
        run("umount", "-l", point);
      }
    }
  }

  private static void sweepNamespaces() throws IOException, InterruptedException {
    Path names = Path.of("/run/netns");
    if (Files.isDirectory(names)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(names, SHORT + "*")) {
        for (Path each : found) {
          String name = String.valueOf(each.getFileName());
          if (leftBy(name, SHORT).isPresent()) {
            run("ip", "netns", "del", name);
          }
        }
      }
    }
  }

  /// Deletes a folder with all that is in it.
  public static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.toList().reversed()) {
        Files.delete(each);
      }
    }
  }
}
