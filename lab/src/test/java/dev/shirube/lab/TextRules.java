// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.List;
import java.util.Map;

/// House rules over texts of any kind: licence lines, machine paths, registries.
final class TextRules {
  private static final String LICENCE = "SPDX-License-Identifier: ";
  private static final List<String> LICENSED =
      List.of(
          ".java", "pom.xml", ".yaml", ".yml", ".cmd", ".sh", ".ts", ".tsx", ".css", ".html",
          ".js");
  private static final List<String> SCRIPTS = List.of("shirube", ".ci/run", ".gitattributes");
  // Written in two halves, so that this file itself does not break the rule.
  private static final List<String> MACHINE = List.of("/" + "work/", "/home/" + "runner");
  private static final List<String> MACHINE_IN_TOOLS =
      List.of("/" + "root/", "<mirror" + ">", "<repository" + ">", "\"resolved" + "\":");

  private TextRules() {}

  /// All rules over texts by path.
  static List<HouseRules.Measure> of(Map<String, String> texts) {
    return List.of(licence(texts), machinePaths(texts), lineEnds(texts));
  }

  private static HouseRules.Measure licence(Map<String, String> texts) {
    HouseRules.Measure.Tally tally = new HouseRules.Measure.Tally("licence-line", 0);
    texts.forEach((path, text) -> {
      if (LICENSED.stream().anyMatch(path::endsWith) || SCRIPTS.contains(path)) {
        boolean there = text.lines().limit(3).anyMatch(line -> line.contains(LICENCE));
        tally.look(path, !there, "no SPDX line at its top");
      }
    });
    return tally.done();
  }

  private static HouseRules.Measure machinePaths(Map<String, String> texts) {
    HouseRules.Measure.Tally tally = new HouseRules.Measure.Tally("machine-paths", 0);
    texts.forEach((path, text) -> {
      List<String> forbidden = MACHINE;
      if (path.endsWith("pom.xml") || SCRIPTS.contains(path) || path.endsWith(".json")) {
        forbidden = MACHINE_IN_TOOLS;
      }
      String found = forbidden.stream().filter(text::contains).findFirst().orElse("");
      tally.look(path, !found.isEmpty(), "names " + found);
    });
    return tally.done();
  }

  private static HouseRules.Measure lineEnds(Map<String, String> texts) {
    HouseRules.Measure.Tally tally = new HouseRules.Measure.Tally("tabs-and-returns", 0);
    texts.forEach((path, text) -> {
      if (path.endsWith(".java") || path.endsWith(".yaml") || path.endsWith("pom.xml")) {
        tally.look(path, text.indexOf('\r') >= 0, "a carriage return");
      }
    });
    return tally.done();
  }
}
