// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.days.Day;
import dev.shirube.days.Week;
import dev.shirube.sigma.RuleFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
  private static final String WRITE = "--write";
  private static final String SMALL = "--small";

  /// All parts, in the order in which they run and stand on the page.
  private static final List<String> SECTIONS =
      List.of(
          "rules",
          "json",
          "literals",
          "correlations",
          "scan",
          "evtx",
          "store",
          "search",
          "path",
          "opensearch",
          "steady",
          "hundred",
          "host",
          "growth",
          "days");

  /// Parts that need the mix of events and the rules.
  private static final List<String> RULES = List.of("rules", "json", "literals");

  /// Parts that take so long that they run only when they are named.
  private static final List<String> LONG = List.of("steady", "hundred", "host", "growth", "days");

  private final Path root;
  private final @Nullable Path data;
  private final Rig rig;
  private final BenchReport report;
  private final Path folder;
  private final List<String> wanted;
  private final boolean writes;
  private final boolean small;

  private Bench(Path root, Path folder, List<String> arguments) throws IOException {
    this.root = root;
    this.folder = folder;
    wanted = arguments.stream().filter(argument -> !argument.startsWith("--")).toList();
    small = arguments.contains(SMALL);
    writes = !small && (wanted.isEmpty() || arguments.contains(WRITE));
    data = BenchInput.data(root);
    rig = new Rig(root.resolve("content"));
    Messages messages = Messages.load(rig.content()).messages();
    report = new BenchReport(messages, Language.ofLocale(Locale.getDefault().toLanguageTag()));
    if (small) {
      report.small();
    }
  }

  /// Runs all measurements but the long ones, or those named. Those named are written to the page
  /// only with {@value #WRITE}. With {@value #SMALL} those of the recording are small, and of the
  /// days there is one.
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

  /// Whether a part is to run; begins it then.
  private boolean wants(String section) {
    boolean wanted =
        this.wanted.isEmpty() ? !LONG.contains(section) : this.wanted.contains(section);
    if (wanted) {
      report.part(section);
    }
    return wanted;
  }

  private void run() throws Exception {
    for (String section : wanted) {
      if (!SECTIONS.contains(section)) {
        report.say("bench.unknown", section, String.join(", ", SECTIONS));
        return;
      }
    }
    if (wanted.isEmpty() || wanted.stream().anyMatch(RULES::contains)) {
      detection();
    }
    if (wants("correlations")) {
      new CorrelationBench(report).run();
    }
    if (data == null) {
      report.say("bench.no-data");
    } else {
      files(data);
    }
    recording();
    if (data != null && writes) {
      report.write(root.resolve("docs/performance.md"), machine(), SECTIONS);
    }
  }

  private void detection() throws Exception {
    Path mix = folder.resolve("mix.jsonl");
    BenchInput.write(mix, data, BenchInput.Choice.MIX);
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
  }

  private void files(Path data) throws Exception {
    if (wants("scan")) {
      new ScanBench(report, root, data, folder).run();
    }
    if (wants("evtx")) {
      new EvtxBench(rig, report).run(data, folder);
    }
  }

  /// What is recorded, and the whole path to there.
  private void recording() throws Exception {
    if (wants("store")) {
      new StoreBench(rig, report, folder).run(data);
    }
    if (wants("search")) {
      new SearchBench(report, folder).run();
    }
    Path longMix = folder.resolve("long-mix.jsonl");
    PathBench path = new PathBench(report, root, folder, data);
    if (wants("path")) {
      path.run(longMix);
    }
    if (wants("opensearch")) {
      new OpenSearchBench(report, root, folder).run(path, longMix);
    }
    if (wants("steady")) {
      path.steady(longMix);
    }
    if (wants("hundred")) {
      new SearchBench(report, folder).hundred();
    }
    for (String part : List.of("host", "growth")) {
      if (wants(part)) {
        new HostBench(report, root, Files.createDirectories(folder.resolve(part))).run(part);
      }
    }
    if (wants("days")) {
      new Week(report, data).run(small ? List.of(Day.MONDAY) : List.of(Day.values()));
    }
  }

  private void rules(List<RuleFile> files, Path mix) throws Exception {
    RuleBench rules = new RuleBench(rig, report, files);
    rules.run(data == null ? "bench.made" : "bench.mix", mix);
    if (data != null) {
      Path processes = folder.resolve("processes.jsonl");
      BenchInput.write(processes, data, BenchInput.Choice.PROCESSES);
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
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return Runtime.getRuntime().availableProcessors()
        + " processors ("
        + System.getProperty("os.arch")
        + "), Java "
        + Runtime.version().feature()
        + String.format(Locale.ROOT, ", load %.1f", load);
  }
}
