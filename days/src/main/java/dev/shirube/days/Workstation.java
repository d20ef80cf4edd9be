// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import dev.shirube.trial.Ground;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A workstation on this machine: namespaces of mounts, processes and network, with what is written
/// there in memory, and people of its own. Everything of it ends with it. What is done there is
/// started by its own first process, so that it looks like what is done on any machine.
final class Workstation {
  private static final int PATIENCE_SECONDS = 240;
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final Path said;
  private final long first;

  private Workstation(Process process, BufferedReader answers, Path said) throws IOException {
    this.process = process;
    this.answers = answers;
    this.said = said;
    orders = process.outputWriter(StandardCharsets.UTF_8);
    first = process.children().findFirst().orElseThrow(() -> new IOException("it ended")).pid();
  }

  /// How a chore ended.
  ///
  /// @param times how often it was done; 0 if it failed
  /// @param said the last line of what it said
  record Ended(int times, String said) {}

  /// Sets one up, with all that is there before a day begins.
  ///
  /// @param kept folders that have to be seen from there even if they lie below /home or /tmp
  static Workstation set(Ground ground, List<Path> kept) throws IOException, InterruptedException {
    Path scripts = ground.folder("scripts");
    Path said = ground.folder("said");
    scripts(scripts);
    List<Path> needed = new ArrayList<>(kept);
    needed.add(scripts);
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
    command.addAll(List.of("--propagation", "private", "/bin/sh"));
    command.add(scripts.resolve("setting.sh").toString());
    command.addAll(List.of(ground.folder("own").toString(), scripts.toString(), said.toString()));
    command.addAll(covered(needed));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    environment.put("LANG", "C.UTF-8");
    environment.put("JDK", System.getProperty("java.home"));
    Process process = builder.start();
    ground.atEnd(() -> end(process));
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    String answer = answers.readLine();
    if (!"ready".equals(answer)) {
      throw new IOException("no workstation: " + answer);
    }
    Workstation station = new Workstation(process, answers, said);
    Ended prepared = station.order("online", "prepare", 1);
    if (prepared.times == 0) {
      throw new IOException("not prepared: " + prepared.said);
    }
    return station;
  }

  private static void scripts(Path folder) throws IOException {
    List<String> names = new ArrayList<>(List.of("setting.sh", "prepare.sh"));
    Stream.of(Work.values()).map(Work::script).forEach(names::add);
    for (String name : names) {
      try (InputStream in =
          Objects.requireNonNull(Workstation.class.getResourceAsStream(name), name)) {
        Files.write(folder.resolve(name), in.readAllBytes());
      }
    }
  }

  private static List<String> covered(List<Path> kept) throws IOException {
    TreeSet<String> first = new TreeSet<>();
    for (Path each : kept) {
      Path real = each.toRealPath();
      if ((real.startsWith("/home") || real.startsWith("/tmp")) && real.getNameCount() > 1) {
        first.add("/" + real.subpath(0, 2));
      }
    }
    return List.copyOf(first);
  }

  // It ends when nobody is left who could write to it, and all processes in it with it.
  private static void end(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      // In the middle of something; the first process ends with the one that started it.
      Process _ = process.destroyForcibly();
      boolean _ = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /// What stands before a command that is to see its mounts, but all processes of the machine.
  List<String> mounts() {
    List<String> before = new ArrayList<>();
    before.addAll(List.of("nsenter", "-t", Long.toString(first), "-m", "--"));
    before.addAll(List.of("unshare", "-m", "--propagation", "private", "/bin/sh", "-c"));
    before.addAll(List.of("umount /proc && exec \"$@\"", "sh"));
    return before;
  }

  /// The number of its namespace of processes, as the recording has it.
  String processes() throws IOException {
    String name = Files.readSymbolicLink(Path.of("/proc/" + first + "/ns/pid")).toString();
    return name.substring(name.indexOf('[') + 1, name.indexOf(']'));
  }

  /// Does something.
  Ended play(Chore chore) throws IOException, InterruptedException {
    Work work = chore.work();
    return order(work.who().name().toLowerCase(Locale.ROOT), work.word(), chore.times());
  }

  private Ended order(String who, String name, int times) throws IOException, InterruptedException {
    orders.write(who + " " + name + " " + times + "\n");
    orders.flush();
    String code;
    try {
      code = CompletableFuture.supplyAsync(this::answer).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (TimeoutException _) {
      Process _ = process.destroyForcibly();
      throw new IOException(name + " did not end: " + text(name));
    }
    if (code.isEmpty()) {
      throw new IOException("the workstation ended in " + name + ": " + text(name));
    }
    return ended(Integer.parseInt(code), text(name));
  }

  private String answer() {
    try {
      String line = answers.readLine();
      return line == null ? "" : line.strip();
    } catch (IOException _) {
      return "";
    }
  }

  private String text(String name) throws IOException {
    Path file = said.resolve(name + ".txt");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /// Reads how a script ended.
  ///
  /// @param code 0 for well
  /// @param said all that it said
  static Ended ended(int code, String said) {
    String last = said.strip();
    last = last.substring(last.lastIndexOf('\n') + 1);
    if (code != 0 || !last.startsWith("done ")) {
      return new Ended(0, last.isEmpty() ? Integer.toString(code) : last);
    }
    return new Ended(Integer.parseInt(last.substring(5).strip()), last);
  }
}
