// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The order in which ATT&CK shows its tactics: about the order in which an attack goes on. Version
/// 19 put stealth and defense-impairment in the place of defense-evasion; rules use both.
public final class Tactics {
  private static final String DEFENSE_EVASION = "defense-evasion";

  /// The tactics of ATT&CK for enterprises, as rules name them.
  public static final List<String> ORDER =
      List.of(
          "reconnaissance",
          "resource-development",
          "initial-access",
          "execution",
          "persistence",
          "privilege-escalation",
          DEFENSE_EVASION,
          "stealth",
          "defense-impairment",
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

  /// All tactics that an overview shows: those seen, and the others of the same version of ATT&CK.
  public static List<String> overview(Collection<String> seen) {
    boolean old = seen.contains(DEFENSE_EVASION);
    boolean now = seen.contains("stealth") || seen.contains("defense-impairment");
    List<String> all = new ArrayList<>(ORDER);
    if (!old) {
      all.remove(DEFENSE_EVASION);
    }
    if (old && !now) {
      all.removeAll(List.of("stealth", "defense-impairment"));
    }
    seen.stream().filter(tactic -> !all.contains(tactic)).forEach(all::add);
    return all;
  }
}
