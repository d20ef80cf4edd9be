// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.access.AccessRoom;
import dev.shirube.api.RecordingView;
import dev.shirube.detect.Finding;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.LivePath;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.EventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Takes files into the recording: everything that a scan reads goes the way of live events, its
/// own times kept. Taking the same files again adds nothing.
public final class Importing {
  private final Wiring wiring;
  private final EventStore store;
  private final TenantId tenant;

  /// @param tenant whose the events are
  public Importing(Wiring wiring, EventStore store, TenantId tenant) {
    this.wiring = wiring;
    this.store = store;
    this.tenant = tenant;
  }

  /// Whether there is a tenant, as far as the records of an installation tell; nobody else may have
  /// them open for long.
  public static boolean isKnown(Wiring wiring, TenantId tenant) throws IOException {
    DataFolder data = new DataFolder(wiring.settings().data());
    if (tenant.equals(TenantId.LOCAL)) {
      return true;
    }
    if (!Files.exists(data.records())) {
      return false;
    }
    try (Records records =
        Records.open(new Place.LocalFile(data.records()), AccessRoom.MIGRATIONS)) {
      return Station.access(records, data, wiring)
          .tenants(AccessRoom.administrator())
          .containsKey(tenant);
    }
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
