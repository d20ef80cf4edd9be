// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.containers.Containers;
import dev.shirube.containers.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/// A whole scan of archives of event logs by all rules, as a process of its own: reading, rules,
/// report. CPU time of all its threads, compiler and garbage collector among them, less what a scan
/// of one small file takes, which is the start.
final class ScanBench {
  private static final int RUNS = 3;
  private static final List<String> ARCHIVES =
      List.of("evtx-attack-samples.zip", "evtx-benign.zip");

  private final BenchReport report;
  private final Path root;
  private final Path data;
  private final Path folder;
  private long bytes;
  private long smallest = Long.MAX_VALUE;
  private long mostKilobytes;

  /// @param folder where to write
  ScanBench(BenchReport report, Path root, Path data, Path folder) {
    this.report = report;
    this.root = root;
    this.data = data;
    this.folder = folder;
  }

  void run() throws Exception {
    Path time = Path.of("/usr/bin/time");
    if (!Files.isExecutable(time)) {
      report.say("bench.scan.missing");
      return;
    }
    Path small = folder.resolve("small.evtx");
    List<Path> archives = ARCHIVES.stream().map(data::resolve).toList();
    measure(archives, small);
    Path settings = folder.resolve("settings.yaml");
    Files.writeString(settings, "data: '" + folder.resolve("scan-data") + "'\n");
    report.section("bench.scan", String.format(Locale.ROOT, "%,d", bytes >> 20));
    List<Long> nanos = new ArrayList<>();
    // The first round makes the cache of rules.
    for (int run = 0; run <= RUNS; run++) {
      long start = scan(settings, List.of(small));
      long whole = scan(settings, archives);
      if (run > 0) {
        nanos.add(Math.max(1, whole - start));
      }
    }
    Pace.Figures figures = new Pace.Figures(nanos);
    report.row(
        "bench.scan.rate",
        perSecond(figures.median()),
        perSecond(figures.most()) + "–" + perSecond(figures.least()),
        "≥ 20 MB/s");
    report.row("bench.scan.memory", (mostKilobytes >> 10) + " MiB", "", "");
  }

  private String perSecond(double nanos) {
    return BenchReport.number(bytes * 1e3 / nanos) + " MB/s";
  }

  /// How many bytes of event logs the archives have; writes out the smallest of them.
  private void measure(List<Path> archives, Path small) throws IOException {
    for (Path archive : archives) {
      new Containers(_ -> {}, Limits.STANDARD, _ -> {})
          .walk(
              archive,
              entry -> {
                if (entry.name().endsWith(".evtx")) {
                  try (InputStream in = entry.open()) {
                    byte[] content = in.readAllBytes();
                    bytes += content.length;
                    if (content.length > 0 && content.length < smallest) {
                      smallest = content.length;
                      Files.write(small, content);
                    }
                  }
                }
              });
    }
  }

  /// CPU nanoseconds of a scan by a process of its own.
  private long scan(Path settings, List<Path> inputs) throws Exception {
    Path told = folder.resolve("time.txt");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/usr/bin/time", "-f", "%U %S %M", "-o", told.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Dshirube.home=" + root));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.shirube.server.Main", "scan"));
    inputs.forEach(input -> command.add(input.toString()));
    command.addAll(List.of("--rules", data.resolve("sigma-rules.zip").toString()));
    command.addAll(List.of("--settings", settings.toString(), "--lang", "en"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException("the scan ended with " + code + ": " + said);
    }
    StringTokenizer words = new StringTokenizer(Files.readString(told));
    double seconds = Double.parseDouble(words.nextToken()) + Double.parseDouble(words.nextToken());
    mostKilobytes = Math.max(mostKilobytes, Long.parseLong(words.nextToken()));
    return Math.round(seconds * 1e9);
  }
}
