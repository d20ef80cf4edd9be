// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import dev.shirube.engine.Engine;
import dev.shirube.engine.EngineLimits;
import dev.shirube.engine.Snapshot;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleRunner;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The engine says what the plain interpreter says of real events, with all rules.
@Tag("data")
class EngineDataTest {
  private static final long SEED = 20_261_205L;
  private static final int ACTIVE = 3_780;
  private static final int SAMPLE_EVERY = 20;
  private static final int SAMPLE = 50_000;
  private static final int ALL = 700_000;
  private static final int RULES_A_BLOCK = 300;
  private static final int MUTATIONS_A_BLOCK = 40_000;
  private static final int ROUNDS = 2;
  private static final int BASE_EVERY = 41;
  private static final int LARGEST_BASE = 8_192;
  private static final long MINUTE = 50_000_000_000L;

  private final Rig rig = new Rig(Project.here().root().resolve("content"));
  private long shown = System.nanoTime();

  @Test
  void saysWhatTheInterpreterSaysOfASampleOfAllEvents() throws IOException {
    Differential differential = run(SAMPLE_EVERY, "engine = interpreter on a sample of all events");
    System.out.printf(
        "proven: engine = interpreter on %d events, every %dth of the data folder, %d matches%n",
        differential.events(), SAMPLE_EVERY, differential.matches());
    assertThat(differential.events()).isGreaterThan(SAMPLE);
    assertThat(differential.matches()).isGreaterThan(SAMPLE / 100);
  }

  @Test
  @Tag("prove")
  void saysWhatTheInterpreterSaysOfEveryEvent() throws IOException {
    Differential differential = run(1, "engine = interpreter on every event");
    System.out.printf(
        "proven: engine = interpreter on all %d events of the data folder, %d matches, %d"
            + " unevaluated%n",
        differential.events(), differential.matches(), differential.unevaluated());
    assertThat(differential.events()).isGreaterThanOrEqualTo(ALL);
    assertThat(differential.matches()).isGreaterThan(ALL / 100);
  }

  @Test
  @Tag("prove")
  void saysWhatTheInterpreterSaysOfMutations() throws IOException {
    List<RuleFile> files = new ArrayList<>(files());
    List<Event> bases = bases();
    assertThat(bases).hasSizeGreaterThan(10_000);
    Random random = new Random(SEED);
    Differential differential = new Differential();
    TreeSet<String> used = new TreeSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(files, random);
      for (int from = 0; from < files.size(); from += RULES_A_BLOCK) {
        RuleSet rules = load(files.subList(from, Math.min(files.size(), from + RULES_A_BLOCK)));
        rules.detections().forEach(each -> used.add(each.rule().id()));
        mutate(rules, bases, random, differential);
      }
    }
    System.out.printf(
        "proven: engine = interpreter on %d mutations, %d rules, %d matches, %d unevaluated, seed"
            + " %d%n",
        differential.events(),
        used.size(),
        differential.matches(),
        differential.unevaluated(),
        SEED);
    assertThat(differential.differences()).isEmpty();
    assertThat(differential.events()).isGreaterThanOrEqualTo(1_000_000);
    assertThat(used).hasSizeGreaterThanOrEqualTo(ACTIVE);
    assertThat(differential.matches()).isGreaterThan(20_000);
  }

  private void mutate(RuleSet rules, List<Event> bases, Random random, Differential differential) {
    Interpreter plain = new Interpreter(rules);
    Engine engine = engine(rules);
    Mutation mutation = new Mutation(random, new Mutation.RuleTexts(rules));
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    for (int count = 0; count < MUTATIONS_A_BLOCK; count++) {
      Event base = bases.get((int) (((long) count * bases.size()) / MUTATIONS_A_BLOCK));
      if (batch.names() != base.batch().names()) {
        batch = new EventBatch(base.batch().tenant(), base.batch().names());
      }
      differential.check(plain, engine, mutation.of(base, batch), "mutation " + count);
      progress(differential);
    }
  }

  /// Events to be changed, of all archives; small ones, as large ones are slow to run.
  private List<Event> bases() throws IOException {
    Path data = LabData.require("security-datasets", "engine = interpreter on mutations of events");
    List<Event> bases = new ArrayList<>();
    List<EventBatch> batches = new ArrayList<>();
    Mutation copier = new Mutation(new Random(SEED), new Mutation.RuleTexts(load(List.of())));
    long[] seen = {0};
    Event event = new Event();
    rig.read(
        List.of(data.resolveSibling("")),
        batch -> {
          for (int index = 0; index < batch.count(); index++) {
            if (seen[0]++ % BASE_EVERY == 0 && bytes(event.on(batch, index)) < LARGEST_BASE) {
              if (batches.isEmpty() || batches.getLast().names() != batch.names()) {
                batches.add(new EventBatch(batch.tenant(), batch.names()));
              }
              bases.add(copier.copy(event, batches.getLast(), 0));
            }
          }
        });
    return bases;
  }

  private static int bytes(Event event) {
    int bytes = event.recordLength();
    for (int entry = 0; entry < event.size(); entry++) {
      bytes += event.length(entry);
    }
    return bytes;
  }

  private Differential run(int every, String claim) throws IOException {
    Path data = LabData.require("sigma-rules.zip", claim).resolveSibling("");
    RuleSet rules = load(files());
    assertThat(rules.detections()).hasSizeGreaterThan(ACTIVE - 1);
    Interpreter plain = new Interpreter(rules);
    Engine engine = engine(rules);
    Differential differential = new Differential();
    Event event = new Event();
    long[] seen = {0};
    rig.read(
        List.of(data),
        batch -> {
          for (int index = 0; index < batch.count(); index++) {
            if (seen[0]++ % every == 0) {
              event.on(batch, index);
              differential.check(plain, engine, event, event.input() + " " + event.position());
              progress(differential);
            }
          }
        });
    assertThat(differential.differences()).isEmpty();
    return differential;
  }

  private static Engine engine(RuleSet rules) {
    return new Engine(Snapshot.of(rules), EngineLimits.usual(SEED));
  }

  private void progress(Differential differential) {
    long now = System.nanoTime();
    if (now - shown > MINUTE) {
      shown = now;
      System.out.printf(
          "proven: so far %d events, %d matches, %d differences%n",
          differential.events(), differential.matches(), differential.different());
    }
  }

  /// SigmaHQ's active rules and ours.
  private static List<RuleFile> files() throws IOException {
    Path zip = LabData.require("sigma-rules.zip", "engine = interpreter with all rules");
    List<RuleFile> files = new ArrayList<>(Rig.ruleFiles(zip, Rig::isActiveSigmaHq));
    assertThat(files).hasSize(ACTIVE);
    files.addAll(
        Rig.ruleFiles(Project.here().root().resolve("content").resolve("rules"), _ -> true));
    return files;
  }

  /// Loads rules; those that wait for a placeholder's value get one.
  private RuleSet load(List<RuleFile> files) throws IOException {
    Map<String, List<String>> values = new TreeMap<>();
    RuleSet rules = RuleSet.load(files, rig.taxonomy().taxonomy(), values);
    for (int round = 0; round < 5 && !rules.problems().isEmpty(); round++) {
      for (Problem problem : rules.problems()) {
        if (problem.what().id().equals("sigma.placeholder")) {
          values.put(problem.what().arguments().getFirst(), List.of("srv*"));
        }
      }
      rules = RuleSet.load(files, rig.taxonomy().taxonomy(), values);
    }
    return rules;
  }

  /// Holds what a fast engine says of events against what the plain interpreter says, and keeps the
  /// first differences for people.
  static final class Differential {
    private static final int KEPT = 10;
    private static final int SHOWN = 400;

    private final List<String> differences = new ArrayList<>();
    private final List<Said> expected = new ArrayList<>();
    private final List<Said> got = new ArrayList<>();
    private long events;
    private long matches;
    private long unevaluated;
    private long different;

    /// What one rule says of an event.
    private record Said(Detection detection, Outcome outcome) {}

    /// Runs both on an event.
    ///
    /// @param where how people find the event
    void check(RuleRunner plain, RuleRunner engine, Event event, String where) {
      run(plain, event, expected);
      run(engine, event, got);
      events++;
      for (Said said : expected) {
        matches += said.outcome == Outcome.YES ? 1 : 0;
        unevaluated += said.outcome == Outcome.UNEVALUATED ? 1 : 0;
      }
      if (!expected.equals(got)) {
        different++;
        if (differences.size() < KEPT) {
          differences.add(
              where + ": expected " + shown(expected) + " got " + shown(got) + shown(event));
        }
      }
    }

    private static void run(RuleRunner runner, Event event, List<Said> said) {
      said.clear();
      runner.run(event, (detection, outcome) -> said.add(new Said(detection, outcome)));
      if (said.size() > 1) {
        said.sort(Comparator.comparing(each -> each.detection.rule().id()));
      }
    }

    private static List<String> shown(List<Said> said) {
      return said.stream().map(each -> each.detection.rule().id() + "=" + each.outcome).toList();
    }

    private static String shown(Event event) {
      StringBuilder text = new StringBuilder("\n  ");
      text.append(event.eventClass()).append('/').append(event.activity()).append(' ');
      text.append(event.source()).append(" record ").append(event.recordLength());
      for (int entry = 0; entry < event.size(); entry++) {
        String value = event.text(entry);
        text.append("\n  ").append(event.nameText(entry)).append('#').append(event.field(entry));
        text.append(' ').append(event.type(entry)).append(" flags ").append(event.flags(entry));
        text.append(": ").append(value, 0, Math.min(SHOWN, value.length()));
      }
      return text.toString();
    }

    /// The first differences, for people.
    List<String> differences() {
      return differences;
    }

    /// How many events the two did not agree on.
    long different() {
      return different;
    }

    long events() {
      return events;
    }

    /// How often a rule said yes.
    long matches() {
      return matches;
    }

    /// How often a rule could not be evaluated.
    long unevaluated() {
      return unevaluated;
    }
  }
}
