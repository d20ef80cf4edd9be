// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a correlation looks at: a rule's match on one event, or another correlation that was true
/// at a moment.
///
/// @param nanos the moment: the time of the event, or of the last event of the other correlation
/// @param members the events behind it, oldest first: all, or the first and last ones
/// @param count how many events are behind it
/// @param values texts of the fields that correlations ask for
record Sign(
    TenantId tenant,
    long nanos,
    List<Sighting> members,
    long count,
    Map<String, List<String>> values)
    implements Comparable<Sign> {
  Sign {
    members = List.copyOf(members);
    values = Map.copyOf(values);
  }

  static Sign of(Sighting sighting) {
    return new Sign(sighting.tenant(), sighting.nanos(), List.of(sighting), 1, sighting.values());
  }

  /// Several together, at the moment of the last.
  ///
  /// @param parts in the order of time, never empty; those in the middle of many may be left out
  /// @param count how many events are behind all of them
  static Sign of(List<Sign> parts, long count, Map<String, List<String>> values) {
    List<Sighting> all = new ArrayList<>();
    parts.forEach(part -> all.addAll(part.members));
    Sign last = parts.getLast();
    return new Sign(last.tenant, last.nanos, ends(all), count, values);
  }

  private static List<Sighting> ends(List<Sighting> all) {
    if (all.size() <= Finding.KEPT_EVENTS) {
      return all;
    }
    int half = Finding.KEPT_EVENTS / 2;
    List<Sighting> ends = new ArrayList<>(all.subList(0, half));
    ends.addAll(all.subList(all.size() - half, all.size()));
    return ends;
  }

  EventId lastId() {
    return members.getLast().id();
  }

  boolean holds(EventId id) {
    return members.stream().anyMatch(member -> member.id().equals(id));
  }

  List<String> texts(String name) {
    return values.getOrDefault(name, List.of());
  }

  @Override
  public int compareTo(Sign other) {
    int time = Long.compare(nanos, other.nanos);
    return time != 0 ? time : lastId().compareTo(other.lastId());
  }
}
