// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Severity;
import dev.shirube.sigma.Matcher.Evidence;
import java.util.List;

/// One finding as lists and pages show it: small, and free of the events it was made from.
///
/// @param id the finding's name
/// @param rule index of its rule in {@link FindingLedger#rule(int)}
/// @param severity the rule's
/// @param firstNanos time of the first event, nanoseconds since 1970 UTC
/// @param lastNanos time of the last event, nanoseconds since 1970 UTC
/// @param host the machine it happened on; empty if no event says
/// @param user whose account; empty if no event says
/// @param origin which record of which log
/// @param eventCount how many events it fired on
/// @param unevaluated the rule gave up within its step budget: not known whether it fires
/// @param facts what is worth seeing of its last event, best first
/// @param evidence why it fired
public record FindingRow(
    String id,
    int rule,
    Severity severity,
    long firstNanos,
    long lastNanos,
    String host,
    String user,
    Origin origin,
    long eventCount,
    boolean unevaluated,
    List<Fact> facts,
    List<Evidence> evidence) {
  public FindingRow {
    facts = List.copyOf(facts);
    evidence = List.copyOf(evidence);
  }

  /// Where the last event was written down.
  ///
  /// @param source the source description it was read by
  /// @param log the log it stood in, such as Security; empty if it does not say
  /// @param code the source's number or name of that sort of event
  /// @param input the file, as people find it
  /// @param position the record number or the ordinal of the line
  /// @param eventId the event's name
  public record Origin(
      String source, String log, String code, String input, long position, String eventId) {}

  /// One value of an event.
  ///
  /// @param path the catalogue path
  /// @param text its value
  public record Fact(String path, String text) {}

  /// The text of a fact; empty if there is none.
  public String fact(String path) {
    for (Fact fact : facts) {
      if (fact.path().equals(path)) {
        return fact.text();
      }
    }
    return "";
  }
}
