// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.api.RecordingView;
import dev.shirube.detect.Finding;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
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
import java.util.function.Consumer;

/// Takes files into the recording: everything that a scan reads goes the way of live events, its
/// own times kept. Taking the same files again adds nothing.
public final class Importing {
  private final Wiring wiring;
  private final EventStore store;
  private final TenantId tenant;
  private final Consumer<EventBatch> seen;

  /// @param tenant whose the events are
  /// @param seen hears of all events that are taken in
  public Importing(Wiring wiring, EventStore store, TenantId tenant, Consumer<EventBatch> seen) {
    this.seen = seen;
    this.wiring = wiring;
    this.store = store;
    this.tenant = tenant;
  }

  /// Takes the files at or below some paths, and makes them durable.
  ///
  /// @param progress hears how far it is, and can stop it
  public RecordingView.Taken take(RuleSet rules, List<Path> paths, IntakeProgress progress)
      throws IOException {
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
            seen.accept(batch);
          }
        };
    IntakeReport report;
    try (Detecting engine = wiring.engine(rules)) {
      LivePath path = LivePath.importing(store, engine.workers(), wiring::nanos, heard);
      report = wiring.take(tenant, paths, path, progress);
    }
    store.seal();
    return new RecordingView.Taken(fresh.get(), findings.size(), report);
  }
}
