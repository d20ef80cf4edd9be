// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.detect.CorrelationLimits;
import dev.shirube.detect.RuleDetector;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// What correlations cost: the state alone, see {@link StateBench}, and from the event on:
/// matching, reading the compared values, the buffer that puts matches in order, and the state. Ten
/// million groups with one member each, then further members in groups chosen at random. CPU time
/// of one thread.
final class CorrelationBench {
  private static final int KEYS = StateBench.KEYS;
  private static final int UPDATES = StateBench.UPDATES;
  private static final int RUNS = StateBench.RUNS;
  private static final int BATCH = 1_000;
  private static final List<String> RULES =
      List.of(
          "title: X",
          "id: x",
          "correlation:",
          "  type: event_count",
          "  rules: [a]",
          "  group-by: [U]",
          "  timespan: 365d",
          "  condition: {gte: 1000}",
          "---",
          "title: A",
          "id: a",
          "logsource: {category: test}",
          "detection: {s: {A: 1}, condition: s}");

  private final BenchReport report;
  private final RuleSet rules;
  private final CorrelationLimits limits =
      new CorrelationLimits(0, 100_000, 16_000_000, 16_000_000, 1 << 30, 0);
  private final RuleDetector detector;
  private final EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
  private final int a = batch.names().intern("A");
  private final int u = batch.names().intern("U");
  private long events;

  CorrelationBench(BenchReport report) {
    this.report = report;
    byte[] text = String.join("\n", RULES).getBytes(StandardCharsets.UTF_8);
    RuleFile file = new RuleFile("rules", text);
    rules = RuleSet.load(List.of(file), Taxonomy.EMPTY, Map.of());
    detector = RuleDetector.ofAnySource(rules, limits);
  }

  /// Runs it; takes a minute or so. The rule never fires.
  void run() {
    report.section("bench.correlations", String.format(Locale.ROOT, "%,d", KEYS));
    new StateBench(report).run(rules.correlations().getFirst(), limits);
    long began = Pace.cpuNanos();
    for (int key = 0; key < KEYS; key++) {
      see(key);
    }
    report.rate(
        "bench.correlations.first", new Pace.Figures(List.of(Pace.cpuNanos() - began)), KEYS, "");
    report.row(
        "bench.correlations.bytes",
        String.format(Locale.ROOT, "%.1f B", (double) detector.memoryBytes() / KEYS),
        "",
        "");
    Random random = new Random(BenchInput.SEED);
    List<Long> nanos = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      int[] chosen = random.ints(UPDATES, 0, KEYS).toArray();
      began = Pace.cpuNanos();
      for (int key : chosen) {
        see(key);
      }
      nanos.add(Pace.cpuNanos() - began);
    }
    report.rate("bench.correlations.more", new Pace.Figures(nanos), UPDATES, "");
    detector.close();
  }

  private void see(int key) {
    int index = batch.beginEvent();
    batch.setTime(index, ++events * 1_000, TimeSource.LOG, 0);
    batch.setId(index, new EventId(1, events));
    batch.addText(a, "1");
    batch.addText(u, "user" + key);
    if (batch.count() == BATCH) {
      detector.detect(batch, _ -> {});
      batch.clear();
    }
  }
}
