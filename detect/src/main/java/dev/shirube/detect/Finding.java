// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Event;
import dev.shirube.event.TenantId;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Rule;
import java.util.ArrayList;
import java.util.List;

/// A rule has fired: which, on which events, and why.
///
/// @param events the events it fired on, oldest first, each a copy that stays; never empty. A
///   correlation over many events keeps the first and last ones up to {@value #KEPT_EVENTS}
/// @param eventCount how many events it fired on
/// @param unevaluated the rule's step budget was used up, so that it is not known whether it fires
public record Finding(
    FindingId id,
    TenantId tenant,
    Rule rule,
    List<Event> events,
    long eventCount,
    List<Evidence> evidence,
    boolean unevaluated) {
  /// Most events a finding keeps as copies.
  public static final int KEPT_EVENTS = 32;

  public Finding {
    events = List.copyOf(events);
    evidence = List.copyOf(evidence);
  }

  /// The same with one more reason.
  Finding with(Evidence more) {
    List<Evidence> all = new ArrayList<>(evidence);
    all.add(more);
    return new Finding(id, tenant, rule, events, eventCount, all, unevaluated);
  }

  /// Time of the first event, nanoseconds since 1970 UTC.
  public long firstNanos() {
    return events.getFirst().time();
  }

  /// Time of the last event, nanoseconds since 1970 UTC.
  public long lastNanos() {
    return events.getLast().time();
  }
}
