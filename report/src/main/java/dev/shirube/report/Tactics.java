// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The order in which ATT&CK shows its tactics: about the order in which an attack goes on.
public final class Tactics {
  /// The tactics of ATT&CK for enterprises, as rules name them.
  public static final List<String> ORDER =
      List.of(
          "reconnaissance",
          "resource-development",
          "initial-access",
          "execution",
          "persistence",
          "privilege-escalation",
          "defense-evasion",
          "credential-access",
          "discovery",
          "lateral-movement",
          "collection",
          "command-and-control",
          "exfiltration",
          "impact");

  private Tactics() {}

  /// The given tactics in ATT&CK's order; unknown ones at the end as they come.
  public static List<String> ordered(Collection<String> tactics) {
    List<String> ordered = new ArrayList<>(ORDER);
    ordered.retainAll(tactics);
    tactics.stream().filter(tactic -> !ORDER.contains(tactic)).forEach(ordered::add);
    return ordered;
  }
}
