// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.detect.CorrelationLimits;
import dev.shirube.detect.PlainDetector;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// What correlations cost from the event on: matching, reading the compared values, the buffer that
/// puts matches in order, and the state. Ten million groups with one member each, then further
/// members in groups chosen at random. CPU time of one thread; run by hand with `java -cp`.
public final class CorrelationBench {
  private static final int KEYS = 10_000_000;
  private static final int UPDATES = 1_000_000;
  private static final int RUNS = 5;
  private static final int BATCH = 1_000;
  private static final String RULES =
      """
      title: Never reached
      id: x
      correlation:
        {type: event_count, rules: [a], group-by: [U], timespan: 365d, condition: {gte: 1000}}
      ---
      title: A
      id: a
      logsource: {category: test}
      detection: {s: {A: 1}, condition: s}
      """;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final PlainDetector detector;
  private final EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
  private final int a = batch.names().intern("A");
  private final int u = batch.names().intern("U");
  private long events;

  private CorrelationBench() {
    RuleFile file = new RuleFile("rules", RULES.getBytes(StandardCharsets.UTF_8));
    RuleSet rules = RuleSet.load(List.of(file), Taxonomy.EMPTY, Map.of());
    CorrelationLimits limits =
        new CorrelationLimits(0, 100_000, 16_000_000, 16_000_000, 1 << 30, 0);
    detector = PlainDetector.ofAnySource(rules, limits);
  }

  /// Runs it; takes some minutes.
  ///
  /// @param args how many groups, if not ten million
  public static void main(String[] args) {
    new CorrelationBench().run(args.length > 0 ? Integer.parseInt(args[0]) : KEYS);
  }

  private void run(int keys) {
    long began = threads.getCurrentThreadCpuTime();
    for (int key = 0; key < keys; key++) {
      see(key);
    }
    System.out.printf(Locale.ROOT, "groups %,d: %,.0f matches/s%n", keys, rate(keys, began));
    System.out.printf(
        Locale.ROOT, "bytes for each: %.1f%n", (double) detector.memoryBytes() / keys);
    Random random = new Random(1);
    double[] rates = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      int[] chosen = random.ints(UPDATES, 0, keys).toArray();
      began = threads.getCurrentThreadCpuTime();
      for (int key : chosen) {
        see(key);
      }
      rates[run] = rate(UPDATES, began);
    }
    Arrays.sort(rates);
    System.out.printf(
        Locale.ROOT,
        "further matches/s: %,.0f (%,.0f to %,.0f)%n",
        rates[RUNS / 2],
        rates[0],
        rates[RUNS - 1]);
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

  private double rate(int count, long began) {
    return count * 1e9 / (threads.getCurrentThreadCpuTime() - began);
  }
}
