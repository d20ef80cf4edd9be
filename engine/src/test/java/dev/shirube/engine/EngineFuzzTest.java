// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The engine says what the plain interpreter says, of rules and events made by chance; whatever it
/// remembers, and however little memory it has.
class EngineFuzzTest {
  private static final long SEED = 20_261_204L;
  private static final int SETS = 220;
  private static final int EVENTS = 300;

  @Test
  void saysWhatTheInterpreterSays() {
    Comparison comparison = new Comparison();
    long loaded = 0;
    for (int round = 0; round < SETS; round++) {
      Random random = new Random(SEED + round);
      RuleSet rules = Trial.load(new RuleMaker(random).rules(14));
      loaded += rules.detections().size();
      Engine engine = new Engine(Snapshot.of(rules), EngineLimits.usual(random.nextLong()));
      EventMaker maker = new EventMaker(random);
      EventBatch batch = Trial.batch();
      for (int each = 0; each < EVENTS; each++) {
        comparison.check(rules, engine, maker.next(batch), where(SEED + round, each));
      }
    }
    System.out.println("proven: engine = interpreter on " + comparison + ", seeds from " + SEED);
    assertThat(loaded).as("rules that loaded").isGreaterThan(SETS * 10L);
    assertThat(comparison.seen(Outcome.YES)).isGreaterThan(50_000);
    assertThat(comparison.seen(Outcome.NO)).isGreaterThan(200_000);
    assertThat(comparison.seen(Outcome.UNEVALUATED)).isGreaterThan(300);
  }

  /// Little memory, memory emptied and rules changed in between, dictionaries of names changed.
  @Test
  void saysTheSameWhateverItForgets() {
    Comparison comparison = new Comparison();
    for (int round = 0; round < 40; round++) {
      long seed = SEED + 10_000 + round;
      Random random = new Random(seed);
      List<RuleSet> sets = new ArrayList<>();
      List<Snapshot> snapshots = new ArrayList<>();
      for (int number = 0; number < 3; number++) {
        sets.add(Trial.load(new RuleMaker(random).rules(10)));
        snapshots.add(Snapshot.of(sets.getLast()));
      }
      int current = 0;
      Engine engine = new Engine(snapshots.getFirst(), new EngineLimits(1, random.nextLong()));
      EventMaker maker = new EventMaker(random);
      EventBatch batch = Trial.batch();
      for (int each = 0; each < EVENTS; each++) {
        switch (random.nextInt(40)) {
          case 0 -> engine.forget();
          case 1 -> {
            current = random.nextInt(sets.size());
            engine.use(snapshots.get(current));
          }
          case 2 -> batch = Trial.batch();
          default -> {}
        }
        comparison.check(sets.get(current), engine, maker.next(batch), where(seed, each));
      }
    }
    assertThat(comparison.events()).isEqualTo(40L * EVENTS);
    assertThat(comparison.seen(Outcome.YES)).isGreaterThan(5_000);
  }

  /// Values repeat, so that nearly all comes from memory.
  @Test
  void saysTheSameOfEventsItHasSeen() {
    Comparison comparison = new Comparison();
    for (int round = 0; round < 20; round++) {
      long seed = SEED + 20_000 + round;
      Random random = new Random(seed);
      RuleSet rules = Trial.load(new RuleMaker(random).rules(20));
      Engine engine = new Engine(Snapshot.of(rules), EngineLimits.usual(seed));
      EventMaker maker = new EventMaker(random);
      EventBatch batch = Trial.batch();
      List<Event> kept = new ArrayList<>();
      for (int each = 0; each < 40; each++) {
        kept.add(maker.next(batch).keep());
      }
      for (int each = 0; each < EVENTS * 2; each++) {
        comparison.check(rules, engine, kept.get(random.nextInt(kept.size())), where(seed, each));
      }
      long unknown = engine.unknownValues();
      kept.forEach(event -> comparison.check(rules, engine, event, where(seed, -1)));
      assertThat(engine.unknownValues() - unknown).as("values looked at again").isLessThan(200);
    }
    assertThat(comparison.seen(Outcome.YES)).isGreaterThan(5_000);
  }

  @Test
  void enginesOfOneSnapshotDoNotDisturbEachOther() {
    for (int round = 0; round < 6; round++) {
      long seed = SEED + 30_000 + round;
      RuleSet rules = Trial.load(new RuleMaker(new Random(seed)).rules(30));
      Snapshot snapshot = Snapshot.of(rules);
      List<CompletableFuture<Comparison>> both = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        long own = seed * 2 + thread;
        both.add(CompletableFuture.supplyAsync(() -> run(rules, snapshot, own)));
      }
      both.forEach(each -> assertThat(each.join().seen(Outcome.YES)).isPositive());
    }
  }

  private static Comparison run(RuleSet rules, Snapshot snapshot, long seed) {
    Comparison comparison = new Comparison();
    Random random = new Random(seed);
    Engine engine = new Engine(snapshot, EngineLimits.usual(seed));
    EventMaker maker = new EventMaker(random);
    EventBatch batch = Trial.batch();
    for (int each = 0; each < EVENTS; each++) {
      comparison.check(rules, engine, maker.next(batch), where(seed, each));
    }
    return comparison;
  }

  private static String where(long seed, int event) {
    return "seed " + seed + " event " + event;
  }
}
