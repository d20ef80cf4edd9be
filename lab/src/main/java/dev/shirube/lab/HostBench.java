// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What recording costs the machine that is recorded: the processor time of work alone, beside our
/// agent, beside auditd and beside execsnoop with opensnoop, in turn, in one run. And what our
/// agent itself takes. Needs root and a C compiler.
final class HostBench {
  private static final int ROUNDS = 5;
  private static final int STARTS = 1500;
  private static final int RATE = 10_000;
  private static final int SECONDS = 20;

  /// What is done, each a few times larger than what a clock tick hides.
  private enum Load {
    STARTS("3"),
    FILES("40"),
    CALLS("0"),
    COMPILE("3"),
    INSTALL("3");

    private final String goalPercent;

    Load(String goalPercent) {
      this.goalPercent = goalPercent;
    }
  }

  private final BenchReport report;
  private final HostWatchers watchers;
  private final Path folder;
  private final Path files;
  private final Path cost; // the program that is cost.c
  private final Map<HostWatchers.Kind, Map<Load, List<Double>>> taken =
      new EnumMap<>(HostWatchers.Kind.class);

  HostBench(BenchReport report, Path root, Path folder) {
    this.report = report;
    this.folder = folder;
    files = folder.resolve("files");
    cost = folder.resolve("cost");
    watchers = new HostWatchers(root, folder);
  }

  /// Runs one of its parts; takes minutes.
  ///
  /// @param part host or growth
  void run(String part) throws IOException, InterruptedException {
    if (!System.getProperty("user.name", "").equals("root")) {
      report.say("bench.host.root");
      return;
    }
    report.section("bench." + part);
    prepare();
    if (part.equals("growth")) {
      growth();
    } else {
      whole();
    }
  }

  private void whole() throws IOException, InterruptedException {
    packaged();
    try {
      for (int round = 0; round <= ROUNDS; round++) {
        List<HostWatchers.Kind> order = List.of(HostWatchers.Kind.values());
        for (HostWatchers.Kind kind : round % 2 == 0 ? order : order.reversed()) {
          round(kind, round > 0);
        }
      }
      compared();
      agentAlone();
      reader();
    } finally {
      watchers.close();
      Measured.run(List.of("dpkg", "--purge", "shirube-cost"));
    }
  }

  /// Whether the agent takes more and more memory.
  private void growth() throws IOException, InterruptedException {
    watchers.start(HostWatchers.Kind.AGENT);
    try {
      long tenth = 0;
      for (int minutes = 5; minutes <= 30; minutes += 5) {
        Measured.run(List.of(cost.toString(), "pace", "300", "300", files.toString()));
        long resident = watchers.memory().resident();
        report.memory("bench.growth.resident", resident, "", minutes);
        tenth = minutes == 10 ? resident : tenth;
      }
      double change = (watchers.memory().resident() - tenth) / 1048576.0;
      report.row(
          "bench.growth.change", String.format(Locale.ROOT, "%+.1f MiB", change), "", "≤ 0 MiB");
    } finally {
      watchers.stop(HostWatchers.Kind.AGENT, false);
      watchers.close();
    }
  }

  private void prepare() throws IOException, InterruptedException {
    Files.createDirectories(files);
    compiled("cost.c", List.of());
    watchers.prepare();
  }

  private void compiled(String name, List<String> libraries)
      throws IOException, InterruptedException {
    Path source = folder.resolve(name);
    resource(name, source);
    String program = folder.resolve(name.substring(0, name.length() - 2)).toString();
    List<String> command = new ArrayList<>(List.of("cc", "-O2", "-o", program, source.toString()));
    command.addAll(libraries);
    Measured.run(command);
  }

  /// The agent's pins outlive it when it is killed: the reader in C takes its place.
  private void reader() throws IOException, InterruptedException {
    report.section("bench.host.reader");
    compiled("reader.c", List.of("-lbpf"));
    List<String> load =
        List.of(cost.toString(), "forks", Integer.toString(RATE), Integer.toString(SECONDS));
    watchers.start(HostWatchers.Kind.AGENT);
    double ours;
    try {
      Measured.run(load);
      Measured.run(load);
      long before = watchers.agentNanos();
      long events = watchers.told(HostWatchers.Kind.AGENT);
      Measured.run(load);
      Measured.pause(5_000);
      events = watchers.told(HostWatchers.Kind.AGENT) - events;
      ours = (double) (watchers.agentNanos() - before) / events;
    } finally {
      watchers.kill();
    }
    Process working = new ProcessBuilder(load).redirectErrorStream(true).start();
    String seconds = Integer.toString(SECONDS - 2);
    String said =
        Measured.run(
            List.of(folder.resolve("reader").toString(), HostWatchers.bulkRing(), seconds));
    int _ = working.waitFor();
    List<String> figures = Measured.words(said.substring(said.lastIndexOf("reader: ") + 8));
    double theirs = Double.parseDouble(figures.get(0)) / Long.parseLong(figures.get(1));
    // Started once more, to take out of the kernel what the killed one left.
    watchers.start(HostWatchers.Kind.AGENT);
    watchers.stop(HostWatchers.Kind.AGENT, false);
    report.row("bench.host.reader.each", micros(theirs), "", "");
    report.row("bench.host.agent.each", micros(ours), "", "");
    report.row("bench.host.ratio", String.format(Locale.ROOT, "%.1f×", ours / theirs), "", "≤ 2×");
  }

  private static String micros(double nanos) {
    return String.format(Locale.ROOT, "%.2f µs", nanos / 1000);
  }

  private static void resource(String name, Path to) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(HostBench.class.getResourceAsStream(name), name)) {
      Files.copy(stream, to);
    }
  }

  /// A package that nobody needs, of files enough for an installation to be some work.
  private void packaged() throws IOException, InterruptedException {
    Path built = folder.resolve("package");
    Path content = Files.createDirectories(built.resolve("opt/shirube-cost"));
    for (int number = 0; number < 300; number++) {
      Files.writeString(content.resolve("file" + number), "0123456789abcdef\n".repeat(200));
    }
    Path control = Files.createDirectories(built.resolve("DEBIAN")).resolve("control");
    resource("control", control);
    Measured.run(
        List.of("dpkg-deb", "--build", built.toString(), folder.resolve("cost.deb").toString()));
  }

  private void round(HostWatchers.Kind kind, boolean counts)
      throws IOException, InterruptedException {
    if (!watchers.start(kind)) {
      if (!counts) {
        report.say("bench.host.lacks." + name(kind));
      }
      return;
    }
    try {
      for (Load load : Load.values()) {
        long seen = load == Load.STARTS ? watchers.seen(kind) : 0;
        double nanos = nanos(command(load));
        if (counts && load == Load.STARTS) {
          watchers.completed(kind, STARTS, seen);
        }
        if (counts) {
          taken
              .computeIfAbsent(kind, _ -> new EnumMap<>(Load.class))
              .computeIfAbsent(load, _ -> new ArrayList<>())
              .add(nanos);
        }
      }
    } finally {
      watchers.stop(kind, counts);
    }
  }

  private List<String> command(Load load) {
    String program = cost.toString();
    return switch (load) {
      case STARTS -> List.of(program, "starts", Integer.toString(STARTS));
      case FILES -> List.of(program, "files", "15000", files.toString());
      case CALLS -> List.of(program, "calls", "5000000");
      case COMPILE ->
          List.of(
              program,
              "run",
              "sh",
              "-c",
              "for i in 1 2 3 4 5 6 7 8; do cc -O2 -c -o " + cost + ".o " + cost + ".c; done");
      case INSTALL ->
          List.of(
              program,
              "run",
              "apt-get",
              "-qq",
              "-y",
              "--reinstall",
              "install",
              folder.resolve("cost.deb").toString());
    };
  }

  /// Nanoseconds of processor for one of what is done.
  private static double nanos(List<String> command) throws IOException, InterruptedException {
    String said = Measured.run(command);
    List<String> figures = Measured.words(said.substring(said.lastIndexOf("cost: ") + 6));
    return Double.parseDouble(figures.get(0)) / Long.parseLong(figures.get(1));
  }

  private void compared() {
    Map<Load, List<Double>> off = taken.getOrDefault(HostWatchers.Kind.NOBODY, Map.of());
    for (Map.Entry<HostWatchers.Kind, Map<Load, List<Double>>> kind : taken.entrySet()) {
      if (kind.getKey() != HostWatchers.Kind.NOBODY) {
        report.section("bench.host." + name(kind.getKey()));
        kind.getValue()
            .forEach((load, on) -> row(kind.getKey(), load, off.getOrDefault(load, List.of()), on));
        watchers.tell(kind.getKey(), report);
      }
    }
  }

  private static String name(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }

  /// Round by round, as the machine's speed changes between them.
  private void row(HostWatchers.Kind kind, Load load, List<Double> off, List<Double> on) {
    boolean ours = kind == HostWatchers.Kind.AGENT;
    List<Double> more = new ArrayList<>();
    for (int round = 0; round < on.size(); round++) {
      boolean call = load == Load.CALLS;
      double before = off.get(round);
      more.add(call ? on.get(round) - before : (on.get(round) / before - 1) * 100);
    }
    more.sort(null);
    String unit = load == Load.CALLS ? " ns" : " %";
    String goal = !ours ? "" : "≤ " + load.goalPercent + unit;
    report.row(
        "bench.host." + name(load),
        String.format(Locale.ROOT, "%+.1f%s", more.get(more.size() / 2), unit),
        String.format(Locale.ROOT, "%+.1f – %+.1f", more.getFirst(), more.getLast()),
        goal);
  }

  private void agentAlone() throws IOException, InterruptedException {
    report.section("bench.host.alone");
    watchers.start(HostWatchers.Kind.AGENT);
    try {
      // What was compiled for the first events is settled by then.
      Measured.run(List.of(cost.toString(), "pace", "2000", "120", files.toString()));
      Measured.pause(30_000);
      percent("bench.host.idle", 30_000, "≤ 0.4 %", () -> Measured.pause(30_000));
      HostWatchers.Memory memory = watchers.memory();
      report.memory("bench.host.resident", memory.resident(), "≤ 90 MiB");
      report.memory("bench.host.private", memory.own(), "≤ 45 MiB");
      HostWatchers.Sent before = watchers.sent();
      List<String> pace = List.of(cost.toString(), "pace", "1000", "30", files.toString());
      percent("bench.host.thousand", 30_000, "≤ 0.5 %", () -> Measured.run(pace));
      Measured.pause(5_000);
      HostWatchers.Sent after = watchers.sent();
      report.row(
          "bench.host.wire",
          String.format(
              Locale.ROOT,
              "%.1f B",
              (double) (after.bytes() - before.bytes()) / (after.events() - before.events())),
          "",
          "≤ 40 B");
    } finally {
      watchers.stop(HostWatchers.Kind.AGENT, false);
    }
  }

  /// Something that takes a while.
  private interface While {
    void run() throws IOException, InterruptedException;
  }

  private void percent(String id, long millis, String goal, While during)
      throws IOException, InterruptedException {
    long before = watchers.agentNanos();
    long began = System.nanoTime();
    during.run();
    double passed = Math.max(millis * 1e6, (double) (System.nanoTime() - began));
    double share = (watchers.agentNanos() - before) / passed * 100;
    report.row(id, String.format(Locale.ROOT, "%.2f %%", share), "", goal);
  }
}
