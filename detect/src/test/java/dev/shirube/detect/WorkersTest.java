// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.RuleRunner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Several workers beside one thread that does it all: the same findings in the same order.
class WorkersTest {
  private static final int SEEDS = 60;
  private static final Field HOST = FieldCatalogue.require("device.hostname");
  private static final List<Integer> NUMBERS = List.of(1, 2, 3, 7);

  private final List<String> problems = new ArrayList<>();

  /// The events in batches of chance lengths, each with a host, spelled one way or the other.
  private static List<EventBatch> batches(RandomCorrelations made, long seed) {
    Random random = new Random(seed);
    List<Integer> order = made.arrival(20, random);
    List<EventBatch> batches = new ArrayList<>();
    FieldNames names = new FieldNames();
    int from = 0;
    while (from < order.size()) {
      int to = Math.min(order.size(), from + random.nextInt(12));
      EventBatch plain = RandomCorrelations.batch(made.events, order.subList(from, to), names);
      EventBatch hosts = new EventBatch(plain.tenant(), names);
      for (int index = 0; index < plain.count(); index++) {
        copy(new Event().on(plain, index), hosts, random);
      }
      batches.add(hosts);
      from = to;
    }
    return batches;
  }

  private static void copy(Event event, EventBatch to, Random random) {
    int index = to.beginEvent();
    to.setTime(index, event.time(), event.timeSource(), 0);
    to.setId(index, event.id());
    to.setInput(index, to.names().intern("in" + random.nextInt(2)));
    for (int entry = 0; entry < event.size(); entry++) {
      to.addText(event.name(entry), event.text(entry));
    }
    if (random.nextInt(8) > 0) {
      String host = (random.nextBoolean() ? "pc" : "PC") + random.nextInt(9);
      to.setField(to.addText(to.names().intern("Computer"), host), HOST.id());
    }
  }

  private Correlations correlations(RandomCorrelations made, CorrelationLimits limits) {
    return new Correlations(made.rules, limits, each -> problems.add(each.what().toString()));
  }

  private static CorrelationLimits limits(long seed) {
    return switch ((int) (seed % 3)) {
      case 0 -> CorrelationLimits.SCAN;
      case 1 -> CorrelationLimits.LIVE.withLateness(30 * RandomCorrelations.SECOND);
      // So few that it is told what was lost, and some come late.
      default -> new CorrelationLimits(5 * RandomCorrelations.SECOND, 20, 5, 16, 64, 4_000);
    };
  }

  private List<String> oneThread(RandomCorrelations made, long seed) {
    List<String> found = new ArrayList<>();
    try (RuleDetector detector =
        new RuleDetector(Interpreter.ofAnySource(made.rules), correlations(made, limits(seed)))) {
      for (EventBatch batch : batches(made, seed)) {
        detector.detect(batch, finding -> found.add(RandomCorrelations.line(finding)));
        found.add("judged " + batch.count());
      }
      detector.finish(finding -> found.add(RandomCorrelations.line(finding)));
    }
    found.addAll(problems);
    problems.clear();
    return found;
  }

  private List<String> workers(RandomCorrelations made, long seed, int number) {
    List<String> found = new ArrayList<>();
    try (Workers workers =
        new Workers(
            number, () -> Interpreter.ofAnySource(made.rules), correlations(made, limits(seed)))) {
      for (EventBatch batch : batches(made, seed)) {
        workers.submit(
            batch,
            finding -> found.add(RandomCorrelations.line(finding)),
            judged -> found.add("judged " + judged.count()));
        assertThat(batch.count()).isZero();
      }
      workers.finish(finding -> found.add(RandomCorrelations.line(finding)));
    }
    found.addAll(problems);
    problems.clear();
    return found;
  }

  @Test
  void anyNumberFindsTheSameInTheSameOrder() {
    int findings = 0;
    int told = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomCorrelations made = new RandomCorrelations(seed);
      List<String> expected = oneThread(made, seed);
      for (int number : NUMBERS) {
        assertThat(workers(made, seed, number))
            .as("seed %s, %s workers", seed, number)
            .isEqualTo(expected);
      }
      findings += expected.size();
      told += (int) expected.stream().filter(line -> line.contains("detect.correlation")).count();
    }
    assertThat(findings).isGreaterThan(SEEDS * 100);
    assertThat(told).isGreaterThan(10);
  }

  @Test
  void aHostKeepsItsWorkerAndItsOrder() {
    RandomCorrelations made = new RandomCorrelations(1);
    Map<String, Set<Thread>> threads = new ConcurrentHashMap<>();
    Map<String, List<Long>> ids = new ConcurrentHashMap<>();
    Map<String, List<Long>> expected = new HashMap<>();
    Supplier<RecordingRunner> runners = () -> new RecordingRunner(threads, ids);
    try (Workers workers = new Workers(3, runners, correlations(made, CorrelationLimits.SCAN))) {
      for (EventBatch batch : batches(made, 5)) {
        for (int index = 0; index < batch.count(); index++) {
          Event event = new Event().on(batch, index);
          expected
              .computeIfAbsent(RecordingRunner.host(event), _ -> new ArrayList<>())
              .add(event.id().low());
        }
        workers.submit(batch, _ -> {}, _ -> {});
      }
      workers.settle();
    }
    assertThat(threads).hasSize(11).hasSameSizeAs(expected);
    assertThat(threads.values()).allMatch(each -> each.size() == 1);
    Set<Thread> all = new HashSet<>();
    threads.values().forEach(all::addAll);
    assertThat(all).hasSizeGreaterThan(1);
    assertThat(ids).isEqualTo(expected);
  }

  @Test
  void stopsAndStartsGoOnWhereTheyWere() throws IOException {
    RandomCorrelations made = new RandomCorrelations(4);
    List<String> expected = oneThread(made, 4);
    List<String> found = new ArrayList<>();
    Workers workers = fresh(made);
    int stops = 0;
    for (EventBatch batch : batches(made, 4)) {
      workers.submit(
          batch,
          finding -> found.add(RandomCorrelations.line(finding)),
          judged -> found.add("judged " + judged.count()));
      ByteArrayOutputStream state = new ByteArrayOutputStream();
      workers.writeTo(state, "mark");
      workers.close();
      workers = fresh(made);
      ByteArrayInputStream in = new ByteArrayInputStream(state.toByteArray());
      assertThat(workers.readFrom(in, "state")).isEqualTo("mark");
      stops++;
    }
    workers.finish(finding -> found.add(RandomCorrelations.line(finding)));
    workers.close();
    assertThat(stops).isGreaterThan(10);
    assertThat(found).isEqualTo(expected);
  }

  private Workers fresh(RandomCorrelations made) {
    return new Workers(2, () -> Interpreter.ofAnySource(made.rules), correlations(made, limits(4)));
  }

  @Test
  void aRehearsalReachesEveryWorkerAndNobodyHearsOfIt() {
    RandomCorrelations made = new RandomCorrelations(6);
    List<String> expected = oneThread(made, 6);
    List<String> found = new ArrayList<>();
    List<Thread> ran = new CopyOnWriteArrayList<>();
    try (Workers workers =
        new Workers(
            3,
            () -> {
              ran.add(Thread.currentThread());
              return Interpreter.ofAnySource(made.rules);
            },
            correlations(made, limits(6)))) {
      for (EventBatch batch : batches(made, 11)) {
        workers.warmUp(batch);
      }
      assertThat(ran).hasSize(3);
      for (EventBatch batch : batches(made, 6)) {
        workers.submit(
            batch,
            finding -> found.add(RandomCorrelations.line(finding)),
            judged -> found.add("judged " + judged.count()));
      }
      workers.finish(finding -> found.add(RandomCorrelations.line(finding)));
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aBatchIsToldOfInItsTurnAndTooManyWait() {
    RandomCorrelations made = new RandomCorrelations(2);
    Semaphore gate = new Semaphore(0);
    CountDownLatch submitted = new CountDownLatch(1);
    List<Long> judged = new ArrayList<>();
    List<EventBatch> batches = batches(made, 2).stream().filter(each -> each.count() > 0).toList();
    try (Workers workers =
        new Workers(2, () -> new GatedRunner(gate), correlations(made, CorrelationLimits.SCAN))) {
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                for (EventBatch batch : batches) {
                  long first = new Event().on(batch, 0).id().low();
                  workers.submit(
                      batch, _ -> {}, each -> judged.add(new Event().on(each, 0).id().low()));
                  assertThat(first).isPositive();
                }
                submitted.countDown();
              });
      assertThat(submitted.getCount()).as("no worker has moved, so it waits").isEqualTo(1);
      gate.release(1_000_000);
      assertThat(reader.join(java.time.Duration.ofMinutes(1))).isTrue();
      workers.settle();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(judged)
        .isEqualTo(
            batches(made, 2).stream()
                .filter(each -> each.count() > 0)
                .map(each -> new Event().on(each, 0).id().low())
                .toList());
  }

  @Test
  void whatGoesWrongIsThrownAndEndsTheWork() {
    RandomCorrelations made = new RandomCorrelations(3);
    List<EventBatch> batches = batches(made, 3).stream().filter(each -> each.count() > 0).toList();
    IllegalStateException broken = new IllegalStateException("broken");
    List<Integer> judged = new ArrayList<>();
    try (Workers workers =
        new Workers(
            2,
            () -> {
              throw broken;
            },
            correlations(made, CorrelationLimits.SCAN))) {
      workers.submit(batches.get(0), _ -> {}, each -> judged.add(each.count()));
      assertThatThrownBy(workers::settle).isSameAs(broken);
      assertThatThrownBy(() -> workers.submit(batches.get(1), _ -> {}, _ -> {})).isSameAs(broken);
      assertThatThrownBy(() -> workers.finish(_ -> {})).isSameAs(broken);
    }
    assertThat(judged).isEmpty();
    try (Workers workers =
        new Workers(
            2,
            () -> Interpreter.ofAnySource(made.rules),
            correlations(made, CorrelationLimits.SCAN))) {
      workers.submit(
          batches.get(2),
          _ -> {},
          _ -> {
            throw broken;
          });
      assertThatThrownBy(workers::settle).isSameAs(broken);
    }
  }

  @Test
  void whoeverDetectsWaitsAndKeepsTheBatch() {
    RandomCorrelations made = new RandomCorrelations(6);
    List<String> expected = oneThread(made, 6);
    List<String> found = new ArrayList<>();
    try (Workers workers =
        new Workers(3, () -> Interpreter.ofAnySource(made.rules), correlations(made, limits(6)))) {
      for (EventBatch batch : batches(made, 6)) {
        int events = batch.count();
        workers.detect(batch, finding -> found.add(RandomCorrelations.line(finding)));
        assertThat(batch.count()).isEqualTo(events);
        found.add("judged " + events);
      }
      workers.finish(finding -> found.add(RandomCorrelations.line(finding)));
    }
    assertThat(found).isEqualTo(expected);
    assertThatThrownBy(() -> new Workers(0, () -> null, correlations(made, limits(0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Notes which thread sees which events of which host.
  private record RecordingRunner(Map<String, Set<Thread>> threads, Map<String, List<Long>> ids)
      implements RuleRunner {
    static String host(Event event) {
      String host = event.text(HOST);
      return host == null ? event.input() : host.toLowerCase(Locale.ROOT);
    }

    @Override
    public void run(Event event, Hits hits) {
      threads
          .computeIfAbsent(host(event), _ -> ConcurrentHashMap.newKeySet())
          .add(Thread.currentThread());
      ids.computeIfAbsent(host(event), _ -> new ArrayList<>()).add(event.id().low());
    }

    @Override
    public List<Evidence> explain(Detection detection) {
      return List.of();
    }
  }

  /// Goes on with an event when it is let.
  private record GatedRunner(Semaphore gate) implements RuleRunner {
    @Override
    public void run(Event event, Hits hits) {
      gate.acquireUninterruptibly();
    }

    @Override
    public List<Evidence> explain(Detection detection) {
      return List.of();
    }
  }
}
