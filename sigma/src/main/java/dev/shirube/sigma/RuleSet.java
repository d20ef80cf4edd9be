// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Problem;
import java.util.List;
import java.util.Map;

/// Rules, correlations and filters that were read, checked and bound to the taxonomy together.
public final class RuleSet {
  private RuleSet() {}

  /// Reads rule files. A rule that cannot be run is refused as a problem, and the others go on.
  ///
  /// @param placeholders values of %name% for the expand modifier, from the settings
  public static RuleSet load(
      List<RuleFile> files, Taxonomy taxonomy, Map<String, List<String>> placeholders) {
    return new RuleSet();
  }

  /// Every rule that runs, detections and correlations, in the order read.
  public List<Rule> rules() {
    return List.of();
  }

  /// Rules that were refused, each with file, line and advice.
  public List<Problem> problems() {
    return List.of();
  }

  /// What a rule's author should know although the rule runs, such as an old aggregation pipe.
  public List<Problem> notices() {
    return List.of();
  }
}
