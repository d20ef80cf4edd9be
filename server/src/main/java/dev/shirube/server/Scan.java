// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Problem;
import dev.shirube.event.EventBatch;
import dev.shirube.installation.Detecting;
import dev.shirube.installation.Wiring;
import dev.shirube.intake.EventSink;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.TimeWindow;
import dev.shirube.report.FindingLedger;
import dev.shirube.sigma.RuleSet;
import dev.shirube.tune.AuditPolicy;
import dev.shirube.tune.Doctor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an input, runs the rules over it, and gathers what they find. The rules are run by other
/// threads than the one that reads.
final class Scan implements EventSink {
  private final Detecting engine;
  private final FindingLedger ledger;
  private final Clock clock;
  private final Instant begun;
  private final Doctor doctor = new Doctor(new AuditPolicy(List.of()));
  private @Nullable Instant firstFinding;

  /// @param begun when the person began to wait
  Scan(Detecting engine, FindingLedger ledger, Clock clock, Instant begun) {
    this.engine = engine;
    this.ledger = ledger;
    this.clock = clock;
    this.begun = begun;
  }

  /// Reads everything at or below the paths. Once: the threads that run the rules are ended then.
  IntakeReport run(Wiring wiring, List<Path> paths, TimeWindow window, IntakeProgress progress)
      throws IOException {
    try (engine) {
      IntakeReport report = wiring.intake(window, problem -> {}).read(paths, this, progress);
      engine
          .workers()
          .finish(finding -> {
            ledger.accept(finding);
            noteFirst();
          });
      return report;
    }
  }

  @Override
  public void accept(EventBatch batch) {
    engine
        .workers()
        .submit(
            batch,
            finding -> {
              ledger.accept(finding);
              noteFirst();
            },
            doctor::accept);
  }

  /// How many of the rules need events that the input has not.
  int unfed(RuleSet rules) {
    return rules.rules().size() - doctor.diagnose(rules).fed().size();
  }

  /// What the limits of detection cost.
  List<Problem> problems() {
    return engine.taken();
  }

  private void noteFirst() {
    if (firstFinding == null && ledger.size() > 0) {
      firstFinding = clock.instant();
    }
  }

  /// From the beginning to the first finding; null if there is none.
  @Nullable Duration toFirst() {
    Instant first = firstFinding;
    return first == null ? null : Duration.between(begun, first);
  }

  /// From the beginning until now.
  Duration sinceBegun() {
    return Duration.between(begun, clock.instant());
  }
}
