// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;
import dev.shirube.detect.CorrelationLimits;
import dev.shirube.detect.Workers;
import dev.shirube.engine.Engine;
import dev.shirube.engine.EngineLimits;
import dev.shirube.engine.Snapshot;
import dev.shirube.sigma.RuleSet;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Detection, and what its limits cost.
public record Detecting(Workers workers, List<Problem> problems) implements AutoCloseable {
  /// With empty memory.
  public static Detecting of(RuleSet rules, CorrelationLimits limits, int workers) {
    List<Problem> problems = Collections.synchronizedList(new ArrayList<>());
    return new Detecting(workers(rules, limits, workers, problems::add), problems);
  }

  /// Threads that run rules, with empty memory.
  static Workers workers(RuleSet rules, CorrelationLimits limits, int number, Problems problems) {
    Snapshot snapshot = Snapshot.of(rules);
    SecureRandom random = new SecureRandom();
    return new Workers(
        number,
        () -> new Engine(snapshot, EngineLimits.usual(random.nextLong())),
        rules,
        limits,
        problems);
  }

  /// The problems since this was asked last.
  public List<Problem> taken() {
    synchronized (problems) {
      List<Problem> taken = List.copyOf(problems);
      problems.clear();
      return taken;
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
