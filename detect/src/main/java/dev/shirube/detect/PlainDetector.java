// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.catalog.Problems;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.Matcher;
import dev.shirube.sigma.RuleRunner;
import dev.shirube.sigma.RuleSet;
import java.util.List;

/// Runs rules by the plain interpreter, and correlations by the plain correlator. What rules find
/// that correlations look at is gathered until {@link #finish}, as a scan reads its files in any
/// order: only then is it put in the order of time.
///
/// A rule that could not be evaluated fires as such; to correlations it counts as not matching.
public final class PlainDetector implements Detector {
  private final RuleRunner runner;
  private final Correlations correlations;
  private final Event cursor = new Event();

  /// A detector that tells nobody when it reaches a limit; for tests of single rules.
  public PlainDetector(RuleSet rules) {
    this(rules, _ -> {});
  }

  /// @param problems told when more is found than correlations can keep in mind
  public PlainDetector(RuleSet rules, Problems problems) {
    this(new Interpreter(rules), rules, problems, Correlations.MOST_SIGHTINGS);
  }

  /// @param runner runs the rules on single events
  public PlainDetector(RuleRunner runner, RuleSet rules, Problems problems) {
    this(runner, rules, problems, Correlations.MOST_SIGHTINGS);
  }

  PlainDetector(RuleRunner runner, RuleSet rules, Problems problems, int limit) {
    this.runner = runner;
    this.correlations = new Correlations(rules.correlations(), problems, limit);
  }

  @Override
  public void detect(EventBatch batch, FindingSink sink) {
    for (int index = 0; index < batch.count(); index++) {
      runner.run(cursor.on(batch, index), (detection, outcome) -> hit(detection, outcome, sink));
    }
  }

  private void hit(Detection detection, Matcher.Outcome outcome, FindingSink sink) {
    if (outcome == Matcher.Outcome.YES) {
      correlations.see(detection, cursor);
    }
    // Not to know whether a rule matches must be seen, also where only a correlation would ask.
    if (detection.isAlone() || outcome == Matcher.Outcome.UNEVALUATED) {
      sink.accept(single(detection, outcome));
    }
  }

  private Finding single(Detection detection, Matcher.Outcome outcome) {
    Event event = cursor.keep();
    return new Finding(
        FindingId.of(detection.rule().id(), detection.rule().hash(), List.of(event.id())),
        event.batch().tenant(),
        detection.rule(),
        List.of(event),
        1,
        runner.explain(detection),
        outcome == Matcher.Outcome.UNEVALUATED);
  }

  @Override
  public void finish(FindingSink sink) {
    correlations.finish(sink);
  }
}
