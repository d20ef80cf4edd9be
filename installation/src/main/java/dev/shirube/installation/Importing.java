// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.api.RecordingView;
import dev.shirube.detect.Finding;
import dev.shirube.event.EventBatch;
import dev.shirube.export.JsonText;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.LivePath;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.EventStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Takes files into the recording: everything that a scan reads goes the way of live events, its
/// own times kept. Taking the same files again adds nothing.
public final class Importing {
  private static final int EACH = 20_000;

  private final Wiring wiring;
  private final EventStore store;

  public Importing(Wiring wiring, EventStore store) {
    this.wiring = wiring;
    this.store = store;
  }

  /// What came of it.
  ///
  /// @param fresh how many events the recording did not have
  /// @param findings how many findings there are in what was read
  /// @param report what was read, and what was not
  public record Taken(long fresh, long findings, IntakeReport report) {}

  /// Takes the files at or below some paths, and makes them durable.
  ///
  /// @param progress hears how far it is, and can stop it
  public Taken take(RuleSet rules, List<Path> paths, IntakeProgress progress) throws IOException {
    AtomicLong fresh = new AtomicLong();
    Set<String> findings = new HashSet<>();
    LivePath.Heard heard =
        new LivePath.Heard() {
          @Override
          public void found(Finding finding) {
            findings.add(finding.id().toString());
          }

          @Override
          public void stored(EventBatch batch, int added) {
            fresh.addAndGet(added);
          }
        };
    IntakeReport report;
    try (Detecting engine = wiring.engine(rules)) {
      report = wiring.take(store, engine, paths, heard, progress);
    }
    store.seal();
    return new Taken(fresh.get(), findings.size(), report);
  }

  /// The same, telling lines of JSON: how far it is now and then, and what came of it at the end.
  void telling(RuleSet rules, List<Path> paths, RecordingView.Told told) throws IOException {
    long[] next = {EACH};
    boolean[] gone = {false};
    Taken taken =
        take(
            rules,
            paths,
            position -> {
              if (position.records() >= next[0]) {
                next[0] = position.records() + EACH;
                gone[0] |= !tell(told, "progress", position.records(), 0);
              }
              return !gone[0];
            });
    JsonText json = new JsonText().open('{').name("taken").open('{');
    json.name("records").number(taken.report().total().records());
    json.name("fresh").number(taken.fresh());
    json.name("findings").number(taken.findings());
    json.name("stopped").truth(taken.report().stopped());
    told.line(json.close('}').close('}').toString());
  }

  private static boolean tell(RecordingView.Told told, String name, long records, long fresh) {
    try {
      JsonText json = new JsonText().open('{').name(name).open('{');
      json.name("records").number(records).name("fresh").number(fresh);
      told.line(json.close('}').close('}').toString());
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
