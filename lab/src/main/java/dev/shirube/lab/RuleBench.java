// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.engine.Engine;
import dev.shirube.engine.EngineLimits;
import dev.shirube.engine.Snapshot;
import dev.shirube.event.Event;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleRunner;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// What rules cost beside reading: warm and from empty caches, all of them beside a quarter of
/// them, one core beside two.
final class RuleBench {
  private static final int RUNS = 5;
  private static final int PLAIN_EVENTS = 2_000;

  private final Rig.Reading reading;
  private final BenchReport report;
  private final RuleSet quarter;
  private final RuleSet all;

  /// @param files the rules
  RuleBench(Rig rig, BenchReport report, List<RuleFile> files) throws IOException {
    this.reading = rig.reading();
    this.report = report;
    Random random = new Random(BenchInput.SEED);
    quarter = rig.rules(files.stream().filter(_ -> random.nextInt(4) == 0).toList());
    all = rig.rules(files);
  }

  private static Engine engine(Snapshot rules) {
    return new Engine(rules, EngineLimits.usual(BenchInput.SEED));
  }

  /// Measures on one input.
  ///
  /// @param name of the input, a message id
  void run(String name, Path input) throws Exception {
    long events = read(input, null);
    report.section(name, String.format(Locale.ROOT, "%,d", events));
    Snapshot compiled = Snapshot.of(all);
    Engine few = engine(Snapshot.of(quarter));
    Engine warm = engine(compiled);
    Engine cold = engine(compiled);
    Map<String, Pace.Figures> figures =
        new Pace(RUNS)
            .add("read", () -> own(() -> read(input, null)))
            .add("quarter", () -> own(() -> read(input, few)))
            .add("warm", () -> own(() -> read(input, warm)))
            .add(
                "cold",
                () -> {
                  cold.forget();
                  return own(() -> read(input, cold));
                })
            .run();
    Pace.Figures alone = figures.getOrDefault("read", new Pace.Figures(List.of(1L)));
    Pace.Figures whole = figures.getOrDefault("warm", alone);
    report.rate("bench.read", alone, events, "");
    report.rate("bench.warm", whole, events, "≥ 150,000/s");
    report.rate("bench.cold", figures.getOrDefault("cold", alone), events, "");
    report.ratio("bench.quarter", whole, figures.getOrDefault("quarter", alone), "≤ 1.3×");
    report.ratio("bench.warm.ratio", whole, alone, "≤ 2.5×");
    report.ratio("bench.cold.ratio", figures.getOrDefault("cold", alone), alone, "≤ 5×");
    report.row("bench.tables", (compiled.sizeBytes() >> 10) + " KiB", "", "≤ 32 MiB");
  }

  /// The engine beside the plain interpreter, and two threads beside one, on events in memory.
  void memory(Path input) throws Exception {
    List<Event> events = new ArrayList<>();
    reading.read(
        List.of(input),
        batch -> {
          Event cursor = new Event();
          for (int index = 0; index < batch.count(); index++) {
            events.add(cursor.on(batch, index).keep());
          }
        });
    List<Event> some = events.subList(0, Math.min(PLAIN_EVENTS, events.size()));
    Engine one = engine(Snapshot.of(all));
    Interpreter plain = new Interpreter(all);
    report.section("bench.memory");
    Map<String, Pace.Figures> beside =
        new Pace(RUNS)
            .add("plain", () -> own(() -> run(plain, some)))
            .add("engine", () -> own(() -> run(one, some)))
            .run();
    Pace.Figures unit = new Pace.Figures(List.of(1L));
    report.ratio(
        "bench.plain", beside.getOrDefault("plain", unit), beside.getOrDefault("engine", unit), "");
    cores(events);
  }

  private void cores(List<Event> events) throws Exception {
    int half = events.size() / 2;
    Snapshot shared = Snapshot.of(all);
    Engine alone = engine(shared);
    Engine left = engine(shared);
    Engine right = engine(shared);
    Map<String, Pace.Figures> figures =
        new Pace(RUNS)
            .add("one", () -> own(() -> run(alone, events)))
            .add(
                "two",
                () ->
                    together(
                        () -> run(left, events.subList(0, half)),
                        () -> run(right, events.subList(half, events.size()))))
            .run();
    Pace.Figures unit = new Pace.Figures(List.of(1L));
    report.ratio(
        "bench.cores",
        figures.getOrDefault("two", unit),
        figures.getOrDefault("one", unit),
        "≤ 1.15×");
  }

  /// Something that does its work on the thread that calls it.
  @FunctionalInterface
  private interface Work {
    long run() throws Exception;
  }

  private static long own(Work work) throws Exception {
    long began = Pace.cpuNanos();
    long _ = work.run();
    return Pace.cpuNanos() - began;
  }

  private static long together(Work one, Work two) throws Exception {
    long[] nanos = new long[1];
    Exception[] fault = new Exception[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                nanos[0] = own(two);
              } catch (Exception e) {
                fault[0] = e;
              }
            });
    long mine = own(one);
    thread.join();
    if (fault[0] != null) {
      throw fault[0];
    }
    return mine + nanos[0];
  }

  private static long run(RuleRunner runner, List<Event> events) {
    long[] hits = {0};
    for (Event event : events) {
      runner.run(event, (_, _) -> hits[0]++);
    }
    return hits[0];
  }

  private long read(Path input, @Nullable RuleRunner runner) throws IOException {
    long[] count = {0};
    Event cursor = new Event();
    reading.read(
        List.of(input),
        batch -> {
          count[0] += batch.count();
          for (int index = 0; runner != null && index < batch.count(); index++) {
            runner.run(cursor.on(batch, index), (_, _) -> {});
          }
        });
    return count[0];
  }
}
