// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.sigma.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Ratios measured on this machine in one run. Rates depend on the machine; ratios much less.
/// Nothing here gates a build. Run whole and with real data it writes docs/performance.md.
public final class Bench {
  private static final List<String> SECTIONS =
      List.of("rules", "json", "literals", "correlations", "scan", "evtx");

  private final Path root;
  private final @Nullable Path data;
  private final Rig rig;
  private final BenchReport report;
  private final Path folder;
  private final List<String> wanted;

  private Bench(Path root, Path folder, List<String> wanted) throws IOException {
    this.root = root;
    this.folder = folder;
    this.wanted = wanted;
    data = BenchInput.data(root);
    rig = new Rig(root.resolve("content"));
    Messages messages = Messages.load(rig.content()).messages();
    report = new BenchReport(messages, Language.ofLocale(Locale.getDefault().toLanguageTag()));
  }

  /// Runs all measurements, or those named: rules, json, literals, correlations, scan, evtx.
  public static void main(String[] args) throws Exception {
    Path root = Path.of(System.getProperty("shirube.root", "."));
    Path folder = Files.createTempDirectory("shirube-bench");
    try {
      new Bench(root, folder, Arrays.asList(args)).run();
    } finally {
      try (Stream<Path> left = Files.walk(folder)) {
        for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private boolean wants(String section) {
    return wanted.isEmpty() || wanted.contains(section);
  }

  private void run() throws Exception {
    for (String section : wanted) {
      if (!SECTIONS.contains(section)) {
        report.say("bench.unknown", section, String.join(", ", SECTIONS));
        return;
      }
    }
    Path mix = folder.resolve("mix.jsonl");
    BenchInput.write(mix, data, false);
    List<RuleFile> files = ruleFiles();
    if (wants("rules")) {
      rules(files, mix);
    }
    if (wants("json")) {
      new JsonBench(rig, report).run(mix);
    }
    if (wants("literals")) {
      new LiteralBench(rig, report).run(rig.rules(files), mix);
    }
    if (wants("correlations")) {
      new CorrelationBench(report).run();
    }
    if (data == null) {
      report.say("bench.no-data");
      return;
    }
    if (wants("scan")) {
      new ScanBench(report, root, data, folder).run();
    }
    if (wants("evtx")) {
      new EvtxBench(rig, report).run(data, folder);
    }
    if (wanted.isEmpty()) {
      report.write(root.resolve("docs/performance.md"), machine());
    }
  }

  private void rules(List<RuleFile> files, Path mix) throws Exception {
    RuleBench rules = new RuleBench(rig, report, files);
    rules.run(data == null ? "bench.made" : "bench.mix", mix);
    if (data != null) {
      Path processes = folder.resolve("processes.jsonl");
      BenchInput.write(processes, data, true);
      rules.run("bench.processes", processes);
    }
    rules.memory(mix);
  }

  private List<RuleFile> ruleFiles() throws IOException {
    return data == null
        ? Rig.ruleFiles(rig.content().root().resolve("rules"), _ -> true)
        : Rig.ruleFiles(data.resolve("sigma-rules.zip"), Rig::isActiveSigmaHq);
  }

  private static String machine() {
    return Runtime.getRuntime().availableProcessors()
        + " processors ("
        + System.getProperty("os.arch")
        + "), Java "
        + Runtime.version().feature();
  }
}
