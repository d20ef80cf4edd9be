// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.detect.CorrelationLimits;
import dev.shirube.detect.GroupLoad;
import dev.shirube.detect.RuleDetector;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;

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

  /// What the state of correlations costs alone, fed names of groups and times: ten million groups
  /// with one member each, then further members in groups chosen at random. CPU time of one thread.
  static final class StateBench {
    static final int KEYS = 10_000_000;
    static final int UPDATES = 1_000_000;
    static final int RUNS = 5;

    private final BenchReport report;
    private long fed;

    StateBench(BenchReport report) {
      this.report = report;
    }

    /// Runs it; the rule must be one that never fires.
    void run(Correlation correlation, CorrelationLimits limits) {
      try (GroupLoad load = new GroupLoad(correlation, limits)) {
        long began = Pace.cpuNanos();
        feed(load, KEYS, key -> key);
        Pace.Figures first = new Pace.Figures(List.of(Pace.cpuNanos() - began));
        report.rate("bench.correlations.state.first", first, KEYS, "≥ 3,000,000/s");
        String bytes = String.format(Locale.ROOT, "%.1f B", (double) load.memoryBytes() / KEYS);
        report.row("bench.correlations.state.bytes", bytes, "", "≤ 64 B");
        Random random = new Random(BenchInput.SEED);
        List<Long> nanos = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
          int[] chosen = random.ints(UPDATES, 0, KEYS).toArray();
          began = Pace.cpuNanos();
          feed(load, UPDATES, each -> chosen[each]);
          nanos.add(Pace.cpuNanos() - began);
        }
        report.rate(
            "bench.correlations.state.more", new Pace.Figures(nanos), UPDATES, "≥ 3,000,000/s");
        if (load.groups() != KEYS || load.fired() > 0) {
          throw new IllegalStateException("the state is not what was fed: " + load.groups());
        }
      }
    }

    private void feed(GroupLoad load, int count, IntUnaryOperator key) {
      long[] first = new long[GroupLoad.MOST];
      long[] second = new long[GroupLoad.MOST];
      long[] nanos = new long[GroupLoad.MOST];
      int filled = 0;
      for (int each = 0; each < count; each++) {
        // As good as a keyed hash's: every bit of the number moves every bit of the name.
        long mixed = (key.applyAsInt(each) + 1L) * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        first[filled] = mixed ^ (mixed >>> 27);
        second[filled] = first[filled] * 0x94d0_49bb_1331_11ebL;
        nanos[filled++] = ++fed * 1_000;
        if (filled == GroupLoad.MOST || each == count - 1) {
          load.feed(first, second, nanos, filled);
          filled = 0;
        }
      }
    }
  }
}
