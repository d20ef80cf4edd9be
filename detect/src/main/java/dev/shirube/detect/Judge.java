// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleRunner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs the rules on single events and makes findings of what they say. For one thread.
final class Judge {
  private final RuleRunner runner;
  private final Event cursor = new Event();

  /// Takes what a rule says of the event, where it does not say no.
  @FunctionalInterface
  interface Taker {
    /// Takes what one rule says.
    ///
    /// @param finding what people are to see of it; null if only correlations look at it
    void take(Detection detection, Outcome outcome, @Nullable Finding finding);
  }

  Judge(RuleRunner runner) {
    this.runner = runner;
  }

  /// The event being judged.
  Event event() {
    return cursor;
  }

  /// Runs every rule on one event of a batch.
  void judge(EventBatch batch, int index, Taker taker) {
    runner.run(
        cursor.on(batch, index),
        (detection, outcome) -> {
          // Not to know whether a rule matches must be seen, also where only a correlation would
          // ask.
          boolean seen = detection.isAlone() || outcome == Outcome.UNEVALUATED;
          taker.take(detection, outcome, seen ? finding(detection, outcome) : null);
        });
  }

  private Finding finding(Detection detection, Outcome outcome) {
    Event event = cursor.keep();
    return new Finding(
        FindingId.of(detection.rule().id(), detection.rule().hash(), List.of(event.id())),
        event.batch().tenant(),
        detection.rule(),
        List.of(event),
        1,
        runner.explain(detection),
        outcome == Outcome.UNEVALUATED);
  }
}
