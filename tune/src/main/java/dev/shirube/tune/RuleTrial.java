// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.catalog.Problem;
import dev.shirube.detect.CorrelationLimits;
import dev.shirube.detect.Detector;
import dev.shirube.detect.Finding;
import dev.shirube.detect.RuleDetector;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs the tests that a rule file carries. The events of a test belong to every log source of the
/// file, so that their values alone decide.
///
/// @param results one for each test
/// @param problems why the rule or a test could not be read
public record RuleTrial(List<Result> results, List<Problem> problems) {
  public RuleTrial {
    results = List.copyOf(results);
    problems = List.copyOf(problems);
  }

  /// What one test gave.
  ///
  /// @param line where the test stands
  /// @param expected whether the rule should fire
  /// @param fired whether it did
  public record Result(String name, int line, boolean expected, boolean fired) {
    public boolean isPassed() {
      return expected == fired;
    }
  }

  /// Runs the tests of a file on the rule of its first document.
  public static RuleTrial run(
      RuleFile file, Taxonomy taxonomy, Map<String, List<String>> placeholders) {
    RuleSet rules = RuleSet.load(List.of(file), taxonomy, placeholders);
    RuleTests tests = RuleTests.read(file);
    List<Problem> problems = new ArrayList<>(rules.problems());
    problems.addAll(tests.problems());
    List<Result> results = new ArrayList<>();
    for (RuleTests.Case test : tests.cases()) {
      boolean fired = fires(rules, test, tests.ruleLine());
      results.add(new Result(test.name(), test.line(), test.match(), fired));
    }
    return new RuleTrial(results, problems);
  }

  private static boolean fires(RuleSet rules, RuleTests.Case test, int ruleLine) {
    List<Finding> findings = new ArrayList<>();
    try (Detector detector = RuleDetector.ofAnySource(rules, CorrelationLimits.SCAN)) {
      detector.detect(test.events(), findings::add);
      detector.finish(findings::add);
    }
    return findings.stream()
        .anyMatch(finding -> !finding.unevaluated() && finding.rule().origin().line() == ruleLine);
  }
}
