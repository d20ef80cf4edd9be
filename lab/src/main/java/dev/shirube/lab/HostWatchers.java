// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.server.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Those who watch a machine while it works: nobody; our agent as its package starts it, with a
/// server beside it; auditd with rules for programs and files; execsnoop and opensnoop.
final class HostWatchers implements AutoCloseable {
  /// Who watches.
  enum Kind {
    NOBODY,
    AGENT,
    AUDITD,
    SNOOPS
  }

  /// @param resident bytes in memory
  /// @param own bytes that nobody else has
  record Memory(long resident, long own) {}

  /// @param events that the server took
  /// @param bytes that went out by its connections
  record Sent(long events, long bytes) {}

  private static final long TICK_NANOS = 10_000_000;
  private static final int PATIENCE_TURNS = 600;
  private static final Path TRACING = Path.of("/sys/kernel/tracing");

  private final Path root;
  private final Path folder;
  private final Path files;
  private final Path settings;
  private final Path agent;
  private final Map<Kind, List<Long>> took = new EnumMap<>(Kind.class);
  private final Map<Kind, Memory> memories = new EnumMap<>(Kind.class);
  private final Map<Kind, long[]> told = new EnumMap<>(Kind.class);
  private final Map<Kind, long[]> starts = new EnumMap<>(Kind.class);
  private final List<Process> running = new ArrayList<>();
  private long began;
  private long toldBefore;
  private boolean tracing;
  private @Nullable Measured server;

  /// @param root of the project, in which the agent's package is made
  /// @param folder for all that is written
  HostWatchers(Path root, Path folder) {
    this.root = root.toAbsolutePath().normalize();
    this.folder = folder;
    files = folder.resolve("files");
    settings = folder.resolve("host.yaml");
    agent = folder.resolve("agent");
  }

  private Path image() {
    return root.resolve("endpoint/target/package/root/usr/lib/shirube-agent/shirube-agent");
  }

  /// Starts a server and enrols an agent.
  void prepare() throws IOException, InterruptedException {
    if (!Files.isExecutable(image())) {
      Measured.run(List.of(root.resolve("shirube").toString(), "agent", "package", "files"));
    }
    int door = Measured.freePort();
    List<String> lines =
        List.of(
            "data: '" + folder.resolve("data") + "'",
            "listen: 127.0.0.1",
            "syslog-port: 0",
            "relp-port: 0",
            "bulk-port: 0",
            "agent-port: " + door,
            "api-port: " + Measured.freePort());
    Files.write(settings, lines);
    List<String> up =
        List.of("up", "--no-record", "--lang", "en", "--settings", settings.toString());
    server = new Measured(main(up), folder, folder.resolve("server.txt"));
    Path address = folder.resolve("data/recorder.address");
    await(address);
    String said = Measured.run(main(List.of("agent", "token", "--settings", settings.toString())));
    String token = said.substring(said.indexOf("SHR1-")).lines().findFirst().orElse("").strip();
    Measured.run(
        List.of(
            "env",
            "SHIRUBE_FOLDER=" + agent,
            image().toString(),
            "enroll",
            "https://127.0.0.1:" + door,
            token));
  }

  private List<String> main(List<String> arguments) {
    List<String> options = List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dshirube.home=" + root);
    return Measured.java(Main.class.getName(), options, arguments);
  }

  private static void await(Path file) throws IOException, InterruptedException {
    for (int turn = 0; turn < PATIENCE_TURNS; turn++) {
      if (Files.exists(file) && Files.size(file) > 0) {
        return;
      }
      Measured.pause(200);
    }
    throw new IOException("never came: " + file);
  }

  /// Lets somebody watch.
  ///
  /// @return false if that one is not on this machine
  boolean start(Kind kind) throws IOException, InterruptedException {
    switch (kind) {
      case NOBODY -> {}
      case AGENT -> {
        Files.deleteIfExists(agent.resolve("status.txt"));
        begin(List.of("env", "SHIRUBE_FOLDER=" + agent, image().toString(), "run"));
        await(agent.resolve("status.txt"));
      }
      case AUDITD -> {
        if (!Files.isExecutable(Path.of("/sbin/auditd"))) {
          return false;
        }
        begin(List.of("/sbin/auditd", "-n", "-c", audit().toString()));
        Measured.pause(2_000);
        Measured.run(List.of("auditctl", "-b", "8192"));
        Measured.run(List.of("auditctl", "-a", "always,exit", "-F", "arch=b64", "-S", "execve"));
        Measured.run(List.of("auditctl", "-w", files.toString(), "-p", "wa"));
      }
      case SNOOPS -> {
        if (!Files.isExecutable(Path.of("/usr/sbin/execsnoop"))) {
          return false;
        }
        if (!Files.exists(TRACING.resolve("events"))) {
          Measured.run(List.of("mount", "-t", "tracefs", "tracefs", TRACING.toString()));
          tracing = true;
        }
        begin(List.of("stdbuf", "-oL", "/usr/sbin/execsnoop"));
        begin(List.of("stdbuf", "-oL", "/usr/sbin/opensnoop"));
      }
    }
    Measured.pause(kind == Kind.NOBODY ? 500 : 5_000);
    began = nanos(kind);
    toldBefore = told(kind);
    return true;
  }

  private void begin(List<String> command) throws IOException {
    List<String> said = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >>\"$0\" 2>&1"));
    String program = command.getFirst().equals("stdbuf") ? command.getLast() : command.getFirst();
    said.add(said(program).toString());
    said.addAll(command);
    running.add(new ProcessBuilder(said).start());
  }

  private Path said(String program) {
    return folder.resolve(Path.of(program).getFileName() + ".said");
  }

  /// The machine's settings of auditd, but for where it writes, and that it writes on there.
  private Path audit() throws IOException {
    Path settings = Files.createDirectories(folder.resolve("audit"));
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/etc/audit/auditd.conf"))) {
      boolean other = line.startsWith("log_file =") || line.startsWith("max_log_file_action =");
      lines.add(other ? "#" : line);
    }
    lines.add("log_file = " + settings.resolve("audit.log"));
    lines.add("max_log_file_action = IGNORE");
    Files.write(settings.resolve("auditd.conf"), lines);
    return settings;
  }

  /// How many things somebody told so far: events, records of the kernel's, lines.
  long told(Kind kind) throws IOException {
    return switch (kind) {
      case NOBODY -> 0;
      case AGENT -> events();
      case AUDITD -> lines(folder.resolve("audit/audit.log"), "type=SYSCALL");
      case SNOOPS ->
          lines(said("/usr/sbin/execsnoop"), "") + lines(said("/usr/sbin/opensnoop"), "");
    };
  }

  /// How many starts of /bin/true somebody told so far.
  long seen(Kind kind) throws IOException, InterruptedException {
    return switch (kind) {
      case NOBODY -> 0;
      case AGENT -> found("class=process_activity activity=1 process.cmd_line=/bin/true");
      case AUDITD -> lines(folder.resolve("audit/audit.log"), "a0=\"/bin/true\"");
      case SNOOPS -> lines(said("/usr/sbin/execsnoop"), "/bin/true");
    };
  }

  private long found(String question) throws IOException, InterruptedException {
    String said =
        Measured.run(
            main(
                List.of(
                    "hunt",
                    question + " | count",
                    "--lang",
                    "en",
                    "--settings",
                    settings.toString())));
    return Measured.words(said).stream()
        .map(word -> word.replace(",", ""))
        .filter(word -> word.chars().allMatch(Character::isDigit))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  private static long lines(Path file, String with) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains(with)).count();
    }
  }

  /// Notes how many of some starts somebody told.
  ///
  /// @param before what {@link #seen} was
  void completed(Kind kind, int started, long before) throws IOException, InterruptedException {
    if (kind == Kind.NOBODY) {
      return;
    }
    long[] all = starts.computeIfAbsent(kind, _ -> new long[2]);
    all[0] += started;
    long seen = 0;
    for (int turn = 0; turn < 10 && seen < started; turn++) {
      Measured.pause(1_000);
      seen = seen(kind) - before;
    }
    all[1] += seen;
  }

  /// Ends it.
  ///
  /// @param counts whether what it took is to be told later
  void stop(Kind kind, boolean counts) throws IOException, InterruptedException {
    Measured.pause(kind == Kind.NOBODY ? 0 : 1_000);
    if (counts && kind != Kind.NOBODY) {
      long nanos = nanos(kind) - began;
      took.computeIfAbsent(kind, _ -> new ArrayList<>()).add(nanos);
      long[] all = told.computeIfAbsent(kind, _ -> new long[2]);
      all[0] += nanos;
      all[1] += told(kind) - toldBefore;
      memories.put(kind, memory());
    }
    if (kind == Kind.AUDITD) {
      Measured.run(List.of("auditctl", "-D"));
      Measured.run(List.of("auditctl", "-e", "0"));
    }
    for (Process process : running) {
      process.destroy();
    }
    for (Process process : running) {
      int _ = process.waitFor();
    }
    running.clear();
  }

  /// Kills it as it stands.
  void kill() throws InterruptedException {
    for (Process process : running) {
      int _ = process.destroyForcibly().waitFor();
    }
    running.clear();
  }

  /// Where a killed agent left the ring of the kernel.
  static String bulkRing() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of("/sys/fs/bpf"), 4)) {
      return all.filter(path -> path.endsWith("maps/bulk"))
          .findFirst()
          .orElseThrow(() -> new IOException("no ring is pinned"))
          .toString();
    }
  }

  /// Says what somebody took itself, in the median of the rounds.
  void tell(Kind kind, BenchReport report) {
    Memory memory = memories.getOrDefault(kind, new Memory(0, 0));
    report.millis("bench.host.own", new Pace.Figures(took.getOrDefault(kind, List.of())), "");
    report.memory("bench.host.resident", memory.resident(), "");
    long[] all = told.getOrDefault(kind, new long[] {0, 1});
    report.row(
        "bench.host.each", String.format(Locale.ROOT, "%.1f µs", all[0] / 1e3 / all[1]), "", "");
    long[] some = starts.getOrDefault(kind, new long[] {1, 0});
    String share = String.format(Locale.ROOT, "%.2f %%", some[1] * 100.0 / some[0]);
    report.row("bench.host.seen", share, some[1] + " / " + some[0], "");
  }

  private long nanos(Kind kind) throws IOException {
    long nanos = 0;
    for (Process process : running) {
      nanos += nanos(process.pid());
    }
    // What auditd is told goes through a thread of the kernel's.
    return kind == Kind.AUDITD ? nanos + nanos(kernelThread("kauditd")) : nanos;
  }

  /// Processor time of what watches now.
  long agentNanos() throws IOException {
    return nanos(Kind.AGENT);
  }

  // proc(5): the fields after the name, of which 14 and 15 are ticks in user and kernel mode.
  private static long nanos(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    List<String> fields = Measured.words(stat.substring(stat.lastIndexOf(')') + 2));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * TICK_NANOS;
  }

  private static long kernelThread(String name) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path each : all.filter(path -> Files.exists(path.resolve("comm"))).toList()) {
        if (Files.readString(each.resolve("comm")).strip().equals(name)) {
          return Long.parseLong(each.getFileName().toString());
        }
      }
    }
    throw new IOException("no " + name);
  }

  /// What those who watch now have in memory together.
  Memory memory() throws IOException {
    long resident = 0;
    long own = 0;
    for (Process process : running) {
      Path rollup = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
      for (String line : Files.readAllLines(rollup)) {
        List<String> words = Measured.words(line);
        if (line.startsWith("Rss:")) {
          resident += Long.parseLong(words.get(1)) << 10;
        } else if (line.startsWith("Private_")) {
          own += Long.parseLong(words.get(1)) << 10;
        }
      }
    }
    return new Memory(resident, own);
  }

  /// What the agent has sent since its start; it writes that down every few seconds.
  Sent sent() throws IOException, InterruptedException {
    long bytes = 0;
    boolean ours = false;
    String pid = "pid=" + running.getFirst().pid() + ",";
    for (String line : Measured.run(List.of("ss", "-Htinp")).lines().toList()) {
      for (String word : Measured.words(line)) {
        bytes += ours && word.startsWith("bytes_sent:") ? Long.parseLong(word.substring(11)) : 0;
      }
      // What is known of a connection stands in the line after it.
      ours = line.contains(pid);
    }
    return new Sent(events(), bytes);
  }

  private long events() throws IOException {
    List<String> facts = Measured.words(Files.readString(agent.resolve("status.txt")));
    return Long.parseLong(facts.get(2).replace(",", ""));
  }

  @Override
  public void close() throws IOException {
    for (Process process : running) {
      process.destroy();
      process.onExit().join();
    }
    if (tracing) {
      new ProcessBuilder("umount", TRACING.toString()).start().onExit().join();
    }
    if (server != null) {
      server.close();
    }
  }
}
