// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import dev.shirube.match.KeyedHash;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// What the state of one correlation costs: signs in the order of time, as they leave the buffer,
/// to judged groups. Ten million groups get a member each; then come members of random groups while
/// the window goes on and lets go of the old ones. Run by hand; CPU time of the whole process, with
/// its garbage collector and compiler.
final class StateBench {
  private static final int UPDATES = 2_000_000;
  private static final int RUNS = 5;
  private static final String RULES =
      """
      title: X
      id: x
      correlation:
        {type: event_count, rules: [a], group-by: [U], timespan: 11s, condition: {gte: 1000}}
      ---
      title: A
      id: a
      logsource: {category: test}
      detection: {s: {A: 1}, condition: s}
      """;

  private final GroupTable table = new GroupTable();
  private final LiveCorrelator live;
  private final int keys;
  private long event;

  private StateBench(int keys) {
    this.keys = keys;
    RuleFile file = new RuleFile("r.yml", RULES.getBytes(StandardCharsets.UTF_8));
    RuleSet rules = RuleSet.load(List.of(file), Taxonomy.EMPTY, Map.of());
    CorrelationLimits limits =
        new CorrelationLimits(0, 1, CorrelationLimits.MOST_GROUPS, 16_000_000, 1 << 30, 0);
    Groups.Shared shared =
        new Groups.Shared(
            table,
            new Sign.Keepsakes(0),
            limits,
            new CorrelationLimits.Losses(),
            new ArrayList<>());
    live =
        new LiveCorrelator(
            rules.correlations().getFirst(),
            shared,
            KeyedHash.random(),
            new byte[LiveCorrelator.NAME],
            _ -> {});
  }

  public static void main(String[] args) {
    int keys = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    new StateBench(keys).run();
  }

  private void run() {
    long began = cpu();
    for (int key = 0; key < keys; key++) {
      see(key);
    }
    live.run(event * 1000 + 1);
    System.out.printf(
        Locale.ROOT, "first member of each of %,d keys: %,.0f/s%n", keys, rate(keys, began));
    System.out.printf(Locale.ROOT, "bytes per key: %.1f%n", (double) table.bytes() / keys);
    double[] uniform = new double[RUNS];
    double[] skewed = new double[RUNS];
    Random random = new Random(1);
    for (int run = 0; run < RUNS; run++) {
      int[] chosen = random.ints(UPDATES, 0, keys).toArray();
      uniform[run] = measure(chosen);
      int[] again =
          random
              .doubles(UPDATES)
              .mapToInt(each -> (int) (each * each * each * each * keys))
              .toArray();
      skewed[run] = measure(again);
    }
    tell("uniform", uniform);
    tell("skewed", skewed);
    System.out.printf(
        Locale.ROOT,
        "keys %,d, bytes per key with further members: %.1f%n",
        table.groups(),
        (double) table.bytes() / keys);
    table.close();
  }

  private double measure(int[] chosen) {
    long began = cpu();
    for (int key : chosen) {
      see(key);
    }
    live.run(event * 1000 + 1);
    return rate(chosen.length, began);
  }

  private void see(int key) {
    long nanos = ++event * 1000;
    EventId id = new EventId(key, event);
    Map<String, List<String>> values = Map.of("U", List.of("user" + key));
    live.add(Sign.of(new Sign.Sighting(TenantId.LOCAL, nanos, id, values, null)), 0);
    if ((event & 1023) == 0) {
      live.run(nanos);
    }
  }

  private double rate(int count, long began) {
    return count * 1e9 / (cpu() - began);
  }

  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static void tell(String what, double[] rates) {
    Arrays.sort(rates);
    System.out.printf(
        Locale.ROOT,
        "%s updates/s: median %,.0f, least %,.0f, most %,.0f%n",
        what,
        rates[RUNS / 2],
        rates[0],
        rates[RUNS - 1]);
  }
}
