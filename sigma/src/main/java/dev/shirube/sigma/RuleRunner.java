// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.event.Event;
import dev.shirube.sigma.Matcher.Evidence;
import java.util.List;

/// Runs all rules of a set on one event after the other. For one thread. Whoever runs them, every
/// rule says of every event what {@link Detection#match} says.
public interface RuleRunner {
  /// Takes what a rule says of the event, where it does not say no.
  @FunctionalInterface
  interface Hits {
    void hit(Detection detection, Matcher.Outcome outcome);
  }

  /// Runs every rule on an event.
  void run(Event event, Hits hits);

  /// Why a rule matched the event that is being run; to be asked from within {@link Hits#hit}.
  List<Evidence> explain(Detection detection);
}
