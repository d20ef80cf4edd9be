// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The whole path: Windows events come in by `_bulk`, are acknowledged, stored and held against all
/// active rules by `up`, a process of its own. What it costs, how late its findings come, and how
/// much memory it takes.
final class PathBench {
  private static final int RUNS = 3;
  private static final int DOCUMENTS = 300_000;
  private static final int HALF_SECONDS = 60;
  private static final int MINUTES = 10;
  private static final int STEADY = 2_000;
  private static final int MARKS = 10;

  private final BenchReport report;
  private final Path root;
  private final @Nullable Path data;
  private final Path home;
  private final long documents;
  private Pace.Figures perEvent = new Pace.Figures(List.of(1L));
  private double bytesPerEvent;

  /// @param folder where to write
  /// @param data null where there are no real events and no rules of SigmaHQ
  PathBench(BenchReport report, Path root, Path folder, @Nullable Path data) {
    this.report = report;
    this.root = root;
    this.data = data;
    home = folder.resolve("station");
    documents = report.size(DOCUMENTS);
  }

  /// CPU nanoseconds of each run for an event; 1 if it was not measured.
  Pace.Figures perEvent() {
    return perEvent;
  }

  /// How many bytes of disk an event takes; 0 if it was not measured.
  double bytesPerEvent() {
    return bytesPerEvent;
  }

  /// The documents that are sent, written when first asked for.
  Path mix(Path file) throws IOException {
    if (!Files.exists(file)) {
      BenchInput.write(file, data, BenchInput.Choice.LONG_MIX);
    }
    return file;
  }

  /// A station at work, and where it can be reached.
  private record At(Measured process, String door, String api, Path data) implements AutoCloseable {
    String token(String file) throws IOException {
      return Files.readString(data.resolve(file)).strip();
    }

    String status() throws IOException, InterruptedException {
      URI uri = URI.create(api + "/api/v1/status?tenant=" + TenantId.LOCAL.value());
      return Measured.ask(HttpRequest.newBuilder(uri), token("administrator.token"));
    }

    /// How many events it has, without findings.
    long events() throws IOException, InterruptedException {
      String status = status();
      return number(status, "events") - number(status, "findings");
    }

    private static long number(String json, String name) {
      int from = json.indexOf("\"" + name + "\":") + name.length() + 3;
      int end = from;
      while (end < json.length() && Character.isDigit(json.charAt(end))) {
        end++;
      }
      return Long.parseLong(json.substring(from, end));
    }

    @Override
    public void close() throws IOException {
      process.close();
    }
  }

  private int halfSeconds() {
    return Math.max(10, report.size(HALF_SECONDS));
  }

  private At start() throws IOException, InterruptedException {
    int bulk = Measured.freePort();
    int api = Measured.freePort();
    Files.createDirectories(home);
    Path settings = home.resolve("shirube.yaml");
    Files.writeString(
        settings,
        String.format(
            Locale.ROOT,
            """
            language: en
            data: data
            listen: 127.0.0.1
            syslog-port: 0
            relp-port: 0
            bulk-port: %d
            agent-port: 0
            api-port: %d
            """,
            bulk,
            api));
    Path stored = home.resolve("data");
    if (!Files.exists(stored) && data != null) {
      Path rules = data.resolve("sigma-rules.zip");
      String _ =
          Measured.run(
              shirube("rules", "add", rules.toString(), "--settings", settings.toString()));
    }
    Measured process =
        new Measured(
            shirube("up", "--settings", settings.toString()), home, home.resolve("said.txt"));
    String door = "http://127.0.0.1:" + bulk;
    return new At(process, door, "http://127.0.0.1:" + api, stored);
  }

  /// A command of the product as people run it.
  private List<String> shirube(String... arguments) {
    List<String> command = new ArrayList<>(List.of(root.resolve("shirube").toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /// Runs it.
  ///
  /// @param file where the documents are, or are to be
  void run(Path file) throws Exception {
    Path mix = mix(file);
    report.section("bench.path", String.format(Locale.ROOT, "%,d", documents));
    try (At first = start()) {
      // The first start reads all rules and makes the caches.
      long _ = first.process.awaitAnswer(first.api + "/api/v1/health");
    }
    long rate;
    try (At at = start()) {
      ready("bench.path.ready", at);
      rate = whole(at, mix);
      halfLoad(at, mix, rate / 2);
    }
    disk();
    try (At again = start()) {
      ready("bench.path.ready.full", again);
    }
  }

  private void ready(String name, At at) throws IOException, InterruptedException {
    List<Long> nanos = List.of(at.process.awaitAnswer(at.api + "/api/v1/health"));
    report.millis(name, new Pace.Figures(nanos), "≤ 3 s");
  }

  /// As fast as it takes them.
  ///
  /// @return how many events a second it took
  private long whole(At at, Path mix) throws Exception {
    List<Long> cpu = new ArrayList<>();
    List<Long> wall = new ArrayList<>();
    for (int run = 0; run <= RUNS; run++) {
      long before = at.events();
      long[] began = new long[2];
      long sent =
          Measured.feed(
              at.door + "/_bulk",
              at.token("source.token"),
              mix,
              new long[] {documents, 0},
              () -> {
                began[0] = System.nanoTime();
                began[1] = at.process.cpuNanos();
              });
      while (at.events() < before + sent) {
        Measured.pause(250);
      }
      if (run > 0) {
        wall.add((System.nanoTime() - began[0]));
        cpu.add(at.process.cpuNanos() - began[1]);
        report.say("bench.run", run, RUNS);
      }
    }
    Pace.Figures spent = new Pace.Figures(cpu);
    Pace.Figures took = new Pace.Figures(wall);
    perEvent = new Pace.Figures(cpu.stream().map(nanos -> nanos * 1_000 / documents).toList());
    report.rate("bench.path.wall", took, documents, "≥ 30,000/s");
    report.rate("bench.path.cpu", spent, documents, "");
    report.memory("bench.path.rss", at.process.residentBytes(), "≤ 1 GB");
    return Math.round(documents * 1e9 / took.median());
  }

  /// At half of what it takes: how late findings are, and how soon an event can be found.
  private void halfLoad(At at, Path mix, long perSecond) throws Exception {
    long began = System.currentTimeMillis() * 1_000_000;
    List<Long> visible = new ArrayList<>();
    Thread marks =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int mark = 0; mark < MARKS; mark++) {
                  Measured.pause(halfSeconds() * 1000L / (MARKS + 1));
                  visible.add(new Lateness.Visible(at.door, at.api, at.data).nanos(mark));
                }
              } catch (IOException | InterruptedException e) {
                report.say("bench.path.mark", String.valueOf(e.getMessage()));
              }
            });
    long sent =
        Measured.feed(
            at.door + "/_bulk",
            at.token("source.token"),
            mix,
            new long[] {perSecond * halfSeconds(), perSecond},
            () -> {});
    marks.join();
    report.section("bench.path.half", String.format(Locale.ROOT, "%,d", sent / halfSeconds()));
    at.close();
    Pace.Figures late = Lateness.of(home.resolve("data"), began);
    report.millis("bench.path.late.median", late, "");
    report.millis("bench.path.late.most", new Pace.Figures(List.of(late.at(0.99))), "≤ 1 s (p99)");
    if (!visible.isEmpty()) {
      report.millis("bench.path.visible", new Pace.Figures(visible), "≤ 2 s");
    }
  }

  private void disk() throws IOException {
    bytesPerEvent = Lateness.bytesPerEvent(home.resolve("data"));
    report.row("bench.path.bytes", String.format(Locale.ROOT, "%.0f B", bytesPerEvent), "", "");
  }

  /// Ten minutes at 2,000 events a second: the memory it has, minute by minute.
  void steady(Path file) throws Exception {
    Path mix = mix(file);
    int minutes = report.size(MINUTES);
    report.section("bench.steady", String.format(Locale.ROOT, "%,d", STEADY), minutes);
    try (At at = start()) {
      long _ = at.process.awaitAnswer(at.api + "/api/v1/health");
      List<Long> resident = new ArrayList<>();
      Thread watch =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int minute = 1; minute <= minutes; minute++) {
                    Measured.pause(60_000);
                    resident.add(at.process.residentBytes());
                    report.say("bench.steady.minute", minute, resident.getLast() >> 20);
                  }
                } catch (IOException | InterruptedException e) {
                  report.say("bench.path.mark", String.valueOf(e.getMessage()));
                }
              });
      long cpu = at.process.cpuNanos();
      long sent =
          Measured.feed(
              at.door + "/_bulk",
              at.token("source.token"),
              mix,
              new long[] {STEADY * 60L * minutes, STEADY},
              () -> {});
      watch.join();
      long spent = at.process.cpuNanos() - cpu;
      report.memory("bench.steady.last", resident.getLast(), "≤ 1 GB");
      report.memory("bench.steady.most", resident.stream().max(Long::compare).orElse(0L), "");
      report.rate("bench.path.cpu", new Pace.Figures(List.of(spent)), sent, "");
    }
  }
}
