// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The agent of the machine that the server runs on, in a process of its own: so that it records on
/// while the server is killed, and the server while it is. It is started again when it ends, more
/// and more slowly; one that an earlier start of the server left running is taken over.
public final class OwnAgent implements Closeable {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long PATIENCE_SECONDS = 15;

  /// How little the JVM is to take. The package's file java.options has the same, and
  /// docs/decisions/022 the reasons.
  static final List<String> FLAGS =
      List.of(
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:+UseSerialGC",
          "-Xms8m",
          "-Xmx64m",
          "-Xmn6m",
          "-XX:SurvivorRatio=2",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-Xss512k",
          "-XX:+UseCompactObjectHeaders",
          "-XX:ReservedCodeCacheSize=16m",
          "-XX:-SegmentedCodeCache",
          "-XX:Tier3InvocationThreshold=2000",
          "-XX:Tier3MinInvocationThreshold=1000",
          "-XX:Tier3CompileThreshold=4000",
          "-XX:Tier3BackEdgeThreshold=120000",
          "-XX:TrimNativeHeapInterval=10000",
          "-XX:-UsePerfData",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dstdout.encoding=UTF-8",
          "-Dstderr.encoding=UTF-8");

  private final Path folder;
  private final List<String> command;
  private @Nullable ProcessHandle running;
  private Duration pause = FIRST;
  private long startedAt;
  private boolean ended;

  /// @param folder of the agent, which is enrolled
  /// @param command starts it in the foreground
  public OwnAgent(Path folder, List<String> command) {
    this.folder = folder;
    this.command = List.copyOf(command);
  }

  /// The command that runs an agent by a class of this program.
  ///
  /// @param main the name of the class with the main method
  /// @param noted what the JVM noted in a training run of the same class path, if there is such a
  ///   file
  /// @param arguments of the command line
  public static List<String> command(String main, Path noted, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(FLAGS);
    if (Files.exists(noted)) {
      command.addAll(List.of("-XX:AOTCache=" + noted, "-Xlog:aot=off"));
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    String home = System.getProperty("shirube.home");
    if (home != null) {
      command.add("-Dshirube.home=" + home);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.add(main);
    command.addAll(arguments);
    return command;
  }

  private Path pidFile() {
    return folder.resolve("process");
  }

  /// To be called about once a second: starts it if it does not run.
  public synchronized void upkeep() throws IOException {
    ProcessHandle process = running;
    long now = System.nanoTime();
    if (ended || (process != null && process.isAlive())) {
      return;
    }
    if (process == null) {
      running = left().orElse(null);
      if (running != null) {
        return;
      }
    } else if (now - startedAt < pause.toNanos()) {
      return;
    } else {
      boolean lasted = now - startedAt > LONGEST.toNanos();
      Duration twice = pause.multipliedBy(2);
      pause = lasted ? FIRST : twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    // The package's start has the same, and says why.
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "32000");
    Process started =
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    started.getOutputStream().close();
    running = started.toHandle();
    startedAt = now;
    Files.writeString(pidFile(), Long.toString(started.pid()));
  }

  /// The process that an earlier start of the server left, if it has the folder still.
  private Optional<ProcessHandle> left() throws IOException {
    if (!Files.exists(pidFile()) || !FolderLock.isHeld(folder)) {
      return Optional.empty();
    }
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(pidFile()).strip()));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// The number of the process; 0 while none runs.
  public synchronized long pid() {
    ProcessHandle process = running;
    return process != null && process.isAlive() ? process.pid() : 0;
  }

  /// Ends it, and waits a little until it has: it hands over what it has, and takes its programs
  /// out of the kernel.
  @Override
  public synchronized void close() throws IOException {
    ended = true;
    ProcessHandle process = running;
    if (process == null || !process.isAlive()) {
      return;
    }
    boolean _ = process.destroy();
    try {
      ProcessHandle _ = process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      boolean _ = process.destroyForcibly();
    }
    Files.deleteIfExists(pidFile());
  }
}
