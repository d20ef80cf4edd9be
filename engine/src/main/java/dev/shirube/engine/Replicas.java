// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Matcher.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// Engines of one snapshot side by side, as many as there are cores to run them. The events of a
/// host always go to the same engine, whose memory then knows them. What is found is told in the
/// order of the events, as one engine alone would.
public final class Replicas {
  private final List<Replica> replicas = new ArrayList<>();
  private final Field host =
      Objects.requireNonNull(FieldCatalogue.builtIn().find("device.hostname"));

  /// @param count how many engines
  public Replicas(Snapshot snapshot, EngineLimits limits, int count) {
    for (int number = 0; number < count; number++) {
      replicas.add(new Replica(number, new Engine(snapshot, limits)));
    }
  }

  /// What a rule says of an event.
  ///
  /// @param index of the event in its batch
  /// @param evidence why; empty unless the rule matches
  public record Hit(int index, Detection detection, Outcome outcome, List<Evidence> evidence) {
    public Hit {
      evidence = List.copyOf(evidence);
    }
  }

  /// Goes on with other rules from the next batch on.
  public void use(Snapshot snapshot) {
    replicas.forEach(replica -> replica.engine.use(snapshot));
  }

  /// Runs all rules on every event of a batch; the batch must not change meanwhile.
  ///
  /// @param threads runs the engines
  /// @return what rules say, where they do not say no
  public List<Hit> run(EventBatch batch, ExecutorService threads) throws InterruptedException {
    List<Hit> hits = new ArrayList<>();
    List<Callable<List<Hit>>> tasks = new ArrayList<>();
    replicas.forEach(replica -> tasks.add(() -> replica.run(batch)));
    for (Future<List<Hit>> each : threads.invokeAll(tasks)) {
      try {
        hits.addAll(each.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("an engine failed", e.getCause());
      }
    }
    hits.sort(Comparator.comparingInt(Hit::index));
    return hits;
  }

  /// One engine with the hosts that are its own.
  private final class Replica {
    private final int number;
    private final Engine engine;
    private final Event cursor = new Event();

    Replica(int number, Engine engine) {
      this.number = number;
      this.engine = engine;
    }

    List<Hit> run(EventBatch batch) {
      List<Hit> hits = new ArrayList<>();
      for (int index = 0; index < batch.count(); index++) {
        if (isOwn(cursor.on(batch, index))) {
          int event = index;
          engine.run(
              cursor,
              (detection, outcome) -> {
                boolean yes = outcome == Outcome.YES;
                List<Evidence> evidence = yes ? engine.explain(detection) : List.of();
                hits.add(new Hit(event, detection, outcome, evidence));
              });
        }
      }
      return hits;
    }

    private boolean isOwn(Event event) {
      int entry = event.find(host);
      int hash = entry < 0 ? event.inputName() : 0;
      for (int at = 0; entry >= 0 && at < event.length(entry); at++) {
        hash = hash * 31 + event.batch().buffer()[event.offset(entry) + at];
      }
      return Math.floorMod(hash * 0x9e37_79b1, replicas.size()) == number;
    }
  }
}
