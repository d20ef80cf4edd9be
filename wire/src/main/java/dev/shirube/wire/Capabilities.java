// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.EventClass;
import java.util.ArrayList;
import java.util.List;

/// What a sensor can see on one host, as far as it was shown there: for each class of event, and
/// each field of such an event, how well it is known.
///
/// @param entries what is known; what has no entry is missing
public record Capabilities(List<Entry> entries) {
  /// How sure it is that something is seen.
  public enum Quality {
    /// Seen on this host since the sensor was started, or by its self-test.
    PROVEN,
    /// Seen with holes that the note names.
    PARTLY,
    /// Not seen on this host.
    MISSING
  }

  /// One thing that can be seen or not.
  ///
  /// @param eventClass the class of events it is about
  /// @param field the catalogue field, or 0 when it is about the class as a whole
  /// @param quality how well it is seen
  /// @param note which part of it, and why not better: a word or an id of a message; may be empty
  public record Entry(EventClass eventClass, int field, Quality quality, String note) {}

  public Capabilities {
    entries = List.copyOf(entries);
  }

  /// Nothing at all.
  public static final Capabilities NONE = new Capabilities(List.of());

  /// What two sensors see together.
  public Capabilities and(Capabilities other) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(other.entries);
    return new Capabilities(all);
  }
}
