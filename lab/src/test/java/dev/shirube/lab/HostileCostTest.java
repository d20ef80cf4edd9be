// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.engine.Engine;
import dev.shirube.engine.EngineLimits;
import dev.shirube.engine.Snapshot;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a stream costs of which no value was ever seen before, beside the same events as they are.
@Tag("data")
@Tag("prove")
class HostileCostTest {
  private static final int EVERY = 41;
  private static final int RUNS = 5;
  private static final double MOST = 3.0;

  private final Rig rig = new Rig(Project.here().root().resolve("content"));
  private final List<EventBatch> normal = new ArrayList<>();
  private final List<EventBatch> unique = new ArrayList<>();
  private long counter;
  private long changed;

  @Test
  void uniqueValuesCostAtMostThreeTimesTheNormal() throws Exception {
    Path zip = LabData.require("sigma-rules.zip", "unique values cost at most 3x");
    RuleSet rules = rig.rules(Rig.ruleFiles(zip, Rig::isActiveSigmaHq));
    read(zip.resolveSibling(""));
    long events = normal.stream().mapToLong(EventBatch::count).sum();
    assertThat(events).isGreaterThan(15_000);
    assertThat(changed).as("values made unique").isGreaterThan(events * 5);
    Engine engine = new Engine(Snapshot.of(rules), EngineLimits.usual(7));
    long[] unknown = new long[2];
    Map<String, Pace.Figures> figures =
        new Pace(RUNS)
            .add("normal", () -> run(engine, normal, true, unknown, 0))
            .add("warm", () -> run(engine, normal, false, unknown, 0))
            .add("unique", () -> run(engine, unique, true, unknown, 1))
            .run();
    double normalCost = median(figures, "normal") / events;
    double uniqueCost = median(figures, "unique") / events;
    System.out.printf(
        Locale.ROOT,
        "proven: %d events, CPU ns per event: normal from empty memory %.0f, warm %.0f, unique %.0f"
            + " = %.2fx normal, %.2fx warm%n",
        events,
        normalCost,
        median(figures, "warm") / events,
        uniqueCost,
        uniqueCost / normalCost,
        uniqueCost * events / median(figures, "warm"));
    assertThat(unknown[1]).as("unknown values").isGreaterThan(unknown[0]);
    assertThat(uniqueCost / normalCost).as("times the normal cost").isLessThanOrEqualTo(MOST);
  }

  private static double median(Map<String, Pace.Figures> figures, String name) {
    Pace.Figures found = figures.get(name);
    assertThat(found).as(name).isNotNull();
    return found == null ? 0 : found.median();
  }

  private static long run(
      Engine engine, List<EventBatch> batches, boolean forget, long[] unknown, int which) {
    if (forget) {
      engine.forget();
    }
    long before = engine.unknownValues();
    Event event = new Event();
    for (EventBatch batch : batches) {
      for (int index = 0; index < batch.count(); index++) {
        engine.run(event.on(batch, index), (_, _) -> {});
      }
    }
    unknown[which] = Math.max(unknown[which], engine.unknownValues() - before);
    return -1;
  }

  private void read(Path data) throws Exception {
    Taxonomy taxonomy = rig.taxonomy().taxonomy();
    Set<Integer> routing =
        taxonomy.entries().stream()
            .flatMap(entry -> entry.when().stream())
            .map(Taxonomy.SourceTerm::field)
            .filter(field -> field != null)
            .map(field -> field == null ? 0 : field.id())
            .collect(Collectors.toSet());
    Mutation copier = new Mutation(new Random(7), new Mutation.RuleTexts(rig.rules(List.of())));
    long[] seen = {0};
    Event event = new Event();
    rig.read(
        List.of(data),
        batch -> {
          for (int index = 0; index < batch.count(); index++) {
            if (seen[0]++ % EVERY == 0) {
              event.on(batch, index);
              copier.copy(event, last(normal, batch), 0);
              EventBatch into = last(unique, batch);
              makeUnique(copier.copy(event, into, 0), into, routing);
            }
          }
        });
  }

  private static EventBatch last(List<EventBatch> batches, EventBatch like) {
    if (batches.isEmpty() || batches.getLast().names() != like.names()) {
      batches.add(new EventBatch(like.tenant(), like.names()));
    }
    return batches.getLast();
  }

  /// Gives every value that is a text or number an end of its own, but for those that tell which
  /// rules are meant for the event.
  private void makeUnique(Event event, EventBatch batch, Set<Integer> routing) {
    for (int entry = 0; entry < event.size(); entry++) {
      ValueType type = event.type(entry);
      boolean wide = type == ValueType.TEXT_UTF16;
      boolean text =
          type == ValueType.TEXT || type == ValueType.TEXT_JSON || type == ValueType.INTEGER;
      if ((wide || text) && !routing.contains(event.field(entry))) {
        String number = String.format(Locale.ROOT, "%08d", counter++ % 100_000_000);
        byte[] end = number.getBytes(wide ? StandardCharsets.UTF_16LE : StandardCharsets.US_ASCII);
        write(event, batch, entry, end);
        changed++;
      }
    }
  }

  /// Writes over the end of a value where it lies; a short one is copied and made longer.
  private static void write(Event event, EventBatch batch, int entry, byte[] end) {
    int offset = event.offset(entry);
    int length = event.length(entry);
    int at = offset + length - end.length;
    if (length > end.length && batch.buffer()[at - 1] != '\\') {
      System.arraycopy(end, 0, batch.buffer(), at, end.length);
      return;
    }
    int copied = batch.appendBytes(batch.buffer(), offset, length);
    batch.appendBytes(end, 0, end.length);
    batch.setSpan(entry, copied, length + end.length);
  }
}
