// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import dev.shirube.server.Main;
import dev.shirube.trial.Ground;
import dev.shirube.trial.StationProcess;
import dev.shirube.trial.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An agent in a process of its own, as `agent run` starts it, or one with a source of numbers; to
/// be killed, stopped and started again.
final class RealAgent implements AutoCloseable {
  private static final List<String> USUAL =
      List.of("-XX:+UseSerialGC", "-Xmx64m", "-Xss512k", "-XX:-UsePerfData");

  private final List<String> before;
  private final Path folder;
  private final Path said;
  private final String main;
  private final List<String> arguments;
  private @Nullable Process process;
  private int starts;

  private RealAgent(
      List<String> before, Path folder, Path said, String main, List<String> arguments) {
    this.before = before;
    this.folder = folder;
    this.said = said;
    this.main = main;
    this.arguments = arguments;
  }

  /// The agent of a folder, in a cage.
  ///
  /// @param said a folder for what it says
  static RealAgent of(Cage cage, Path folder, Path said) {
    List<String> arguments = List.of("agent", "run", "--folder", folder.toString());
    return new RealAgent(cage.inside(), folder, said, Main.class.getName(), arguments);
  }

  /// One whose source makes numbers.
  ///
  /// @param before what a command begins with that is to run where it belongs
  static RealAgent running(List<String> before, Path folder, Path said, List<String> arguments) {
    return new RealAgent(before, folder, said, NumbersAgent.class.getName(), arguments);
  }

  /// Starts it.
  ///
  /// @param more arguments of this run, behind the others
  void start(String... more) throws IOException {
    start(USUAL, more);
  }

  /// Starts it with options of the JVM in place of the usual ones.
  void start(List<String> options, String... more) throws IOException {
    starts++;
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of("-XX:ErrorFile=/dev/null", "-XX:-CreateCoredumpOnCrash", "-Xlog:disable"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Dshirube.home=" + Tenants.root(), "-cp", StationProcess.classPath()));
    command.add(main);
    command.addAll(arguments);
    command.addAll(List.of(more));
    process =
        new ProcessBuilder(command)
            .directory(said.toFile())
            .redirectErrorStream(true)
            .redirectOutput(saying().toFile())
            .start();
  }

  private Path saying() {
    return said.resolve("agent-" + starts + ".txt");
  }

  /// What it has said since its start.
  String said() throws IOException {
    return Files.readString(saying());
  }

  Path folder() {
    return folder;
  }

  /// Its process.
  Process process() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  /// How much processor it has used.
  double cpuSeconds() {
    return process()
        .toHandle()
        .info()
        .totalCpuDuration()
        .map(it -> it.toMillis() / 1e3)
        .orElse(0.0);
  }

  boolean isAlive() {
    return process != null && process().isAlive();
  }

  /// Waits until it has said that it records.
  void awaitRecording() throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!said().contains("records this machine")) {
      if (!process().isAlive() || System.nanoTime() > until) {
        throw new AssertionError("it does not record: " + said());
      }
      boolean _ = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
    }
  }

  void signal(String which) throws IOException, InterruptedException {
    Ground.run("kill", which, Long.toString(process().pid()));
  }

  /// Kills it.
  void kill() throws InterruptedException {
    Process gone = process().destroyForcibly();
    awaitEnd(gone);
  }

  /// Ends it as it should be.
  ///
  /// @return its exit code
  int stop() throws InterruptedException {
    process().destroy();
    awaitEnd(process());
    return process().exitValue();
  }

  private static void awaitEnd(Process gone) throws InterruptedException {
    if (!gone.waitFor(120, TimeUnit.SECONDS)) {
      Process _ = gone.destroyForcibly();
      throw new AssertionError("did not end");
    }
  }

  @Override
  public void close() {
    if (isAlive()) {
      try {
        kill();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
