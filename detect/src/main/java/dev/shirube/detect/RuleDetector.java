// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.catalog.Problems;
import dev.shirube.event.EventBatch;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.Matcher;
import dev.shirube.sigma.RuleRunner;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Runs rules on single events, by the plain interpreter unless told otherwise, and correlations
/// over what they find. All in the calling thread; {@link Workers} does the same in several.
///
/// A rule that could not be evaluated fires as such; to correlations it counts as not matching.
public final class RuleDetector implements Detector {
  private final Judge judge;
  private final Correlations correlations;

  /// A detector for a scan that tells nobody when it reaches a limit; for tests of single rules.
  public RuleDetector(RuleSet rules) {
    this(rules, CorrelationLimits.SCAN, _ -> {});
  }

  /// @param problems told what the limits of correlations cost
  public RuleDetector(RuleSet rules, CorrelationLimits limits, Problems problems) {
    this(new Interpreter(rules), new Correlations(rules, limits, problems));
  }

  /// @param runner runs the rules on single events
  /// @param problems told what the limits of correlations cost
  public RuleDetector(
      RuleRunner runner, RuleSet rules, CorrelationLimits limits, Problems problems) {
    this(runner, new Correlations(rules, limits, problems));
  }

  /// A detector for events as they happen, by {@link CorrelationLimits#LIVE}: a match may come a
  /// minute after the newest event of its source, and is looked at alone, and said to be late, if
  /// it comes later. Events must say when they were received; {@link #now} is to be told the time
  /// when none come.
  public static RuleDetector live(RuleRunner runner, RuleSet rules, Problems problems) {
    return new RuleDetector(runner, rules, CorrelationLimits.LIVE, problems);
  }

  RuleDetector(RuleRunner runner, Correlations correlations) {
    judge = new Judge(runner);
    this.correlations = correlations;
  }

  /// A detector that runs every rule on every event, whatever its log source: for the tests inside
  /// rules.
  public static RuleDetector ofAnySource(RuleSet rules, CorrelationLimits limits) {
    return new RuleDetector(
        Interpreter.ofAnySource(rules), new Correlations(rules, limits, _ -> {}));
  }

  @Override
  public void detect(EventBatch batch, FindingSink sink) {
    for (int index = 0; index < batch.count(); index++) {
      judge.judge(
          batch,
          index,
          (detection, outcome, finding) -> {
            if (outcome == Matcher.Outcome.YES) {
              correlations.see(detection, judge.event());
            }
            if (finding != null) {
              sink.accept(finding);
            }
          });
    }
    correlations.arrived(batch, sink);
  }

  @Override
  public void finish(FindingSink sink) {
    correlations.finish(sink);
  }

  @Override
  public void advanceTo(long nanos, FindingSink sink) {
    correlations.advanceTo(nanos, sink);
  }

  @Override
  public void now(long nanos, FindingSink sink) {
    correlations.now(nanos, sink);
  }

  @Override
  public void preview(long nanos, FindingSink sink) {
    correlations.preview(nanos, sink);
  }

  @Override
  public long memoryBytes() {
    return correlations.memoryBytes();
  }

  @Override
  public void writeTo(OutputStream out, String mark) throws IOException {
    correlations.writeTo(out, mark);
  }

  @Override
  public @Nullable String readFrom(InputStream in, String name) throws IOException {
    return correlations.readFrom(in, name);
  }

  @Override
  public void close() {
    correlations.close();
  }
}
