// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.sigma.LogSource;
import dev.shirube.sigma.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a doctor found about some logs and a set of rules.
///
/// @param events how many events were looked at
/// @param hosts what each host wrote
/// @param rules how many rules there are
/// @param fed ids of the rules that these logs can feed
/// @param unfed the others, by the reason
/// @param sources rules by log source, most rules first
/// @param advice what to do, best first
public record Diagnosis(
    long events,
    List<Host> hosts,
    int rules,
    Set<String> fed,
    Map<Reason, List<Rule>> unfed,
    List<SourceCount> sources,
    List<Advice> advice) {
  public Diagnosis {
    hosts = List.copyOf(hosts);
    fed = Set.copyOf(fed);
    unfed = Map.copyOf(unfed);
    sources = List.copyOf(sources);
    advice = List.copyOf(advice);
  }

  /// One host's logs.
  ///
  /// @param name empty for events that name no host
  /// @param firstNanos time of the earliest event, nanoseconds since 1970 UTC
  /// @param lastNanos time of the latest
  /// @param logs how many events of each log, by channel or source
  /// @param fed how many rules it can feed
  public record Host(
      String name, long firstNanos, long lastNanos, Map<String, Long> logs, int fed) {
    public Host {
      logs = Map.copyOf(logs);
    }
  }

  /// How many rules of a log source are fed.
  public record SourceCount(LogSource logSource, int rules, int fed) {}

  /// Why a rule gets no events.
  public enum Reason {
    /// No source that Shirube knows is meant by its log source.
    UNKNOWN_LOG_SOURCE,
    /// None of these events is of its log source.
    NO_EVENTS,
    /// There are events of its log source, but none with the event id or the fields it asks for.
    NO_VALUES
  }
}
