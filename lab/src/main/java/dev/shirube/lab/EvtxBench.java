// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.containers.Containers;
import dev.shirube.containers.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reading EVTX beside libevtx's evtxexport, which writes the records as XML.
final class EvtxBench {
  private static final int RUNS = 5;
  private static final long LARGE = 1 << 20;

  private final Rig rig;
  private final BenchReport report;

  EvtxBench(Rig rig, BenchReport report) {
    this.rig = rig;
    this.report = report;
  }

  /// Measures on the large files of the archives of event logs.
  ///
  /// @param folder where the files are unpacked
  void run(Path data, Path folder) throws Exception {
    List<Path> files = unpack(data, folder);
    report.section("bench.evtx", files.size());
    if (!isInstalled()) {
      report.say("bench.evtx.missing");
      return;
    }
    Rig.Reading reading = rig.reading();
    long records = rig.readOnly(files);
    Map<String, Pace.Figures> figures =
        new Pace(RUNS)
            .add(
                "own",
                () -> {
                  long _ = rig.readOnly(files);
                  return -1;
                })
            .add(
                "normalized",
                () -> {
                  reading.read(files, _ -> {});
                  return -1;
                })
            .add("libevtx", () -> export(files))
            .run();
    Pace.Figures unit = new Pace.Figures(List.of(1L));
    Pace.Figures own = figures.getOrDefault("own", unit);
    report.rate("bench.evtx.own", own, records, "");
    report.rate("bench.evtx.normalized", figures.getOrDefault("normalized", unit), records, "");
    report.rate("bench.evtx.libevtx", figures.getOrDefault("libevtx", unit), records, "");
    report.ratio("bench.evtx.ratio", figures.getOrDefault("libevtx", unit), own, "≥ 50×");
  }

  private static List<Path> unpack(Path data, Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String archive : List.of("evtx-attack-samples.zip", "evtx-benign.zip")) {
      new Containers(_ -> {}, Limits.STANDARD, _ -> {})
          .walk(
              data.resolve(archive),
              entry -> {
                if (entry.name().endsWith(".evtx")) {
                  Path file = folder.resolve(files.size() + ".evtx");
                  try (InputStream in = entry.open()) {
                    Files.copy(in, file);
                  }
                  if (Files.size(file) >= LARGE) {
                    files.add(file);
                  } else {
                    Files.delete(file);
                  }
                }
              });
    }
    return files;
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("evtxexport", "-V")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// CPU nanoseconds that exporting takes, as the shell counts them.
  private static long export(List<Path> files) throws Exception {
    long nanos = 0;
    for (Path file : files) {
      Process process =
          new ProcessBuilder(
                  "bash",
                  "-c",
                  "TIMEFORMAT='%U %S'; time evtxexport -f xml \"$1\" > /dev/null 2>&1",
                  "bash",
                  file.toString())
              .redirectErrorStream(true)
              .start();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line = lines.readLine();
        int blank = line == null ? -1 : line.indexOf(' ');
        if (line == null || blank < 0) {
          throw new IOException("the shell told no time of evtxexport");
        }
        double seconds =
            Double.parseDouble(line.substring(0, blank))
                + Double.parseDouble(line.substring(blank + 1));
        nanos += Math.round(seconds * 1e9);
      }
      process.waitFor();
    }
    return nanos;
  }
}
