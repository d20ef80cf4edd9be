// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.event.Event;
import dev.shirube.event.Field;

/// What of an event is asked about.
public sealed interface Column {
  /// A field of the catalogue: all values of the event that carry it.
  record Catalogue(Field field) implements Column {}

  /// A source's own name of a value, spelled as the source spells it but for case: all values of
  /// the event under that name, whether they have a catalogue field too or not. Values that only
  /// normalizing made have no such name; the empty name is nobody's.
  record Vendor(String name) implements Column {}

  /// What every event has in its head, once.
  enum Head implements Column {
    /// When it happened; nanoseconds since 1970 UTC as a number.
    TIME,
    /// When it was received; nanoseconds since 1970 UTC as a number.
    RECEIVED,
    /// The word of its class, such as process_activity.
    CLASS,
    /// OCSF's activity_id within its class, as a number.
    ACTIVITY,
    /// The source description it was read by.
    SOURCE,
    /// The input it came from, as people find it.
    INPUT,
    /// Its identity, as 32 hexadecimal digits.
    ID;

    /// The one value of an event under this column.
    public String text(Event event) {
      return switch (this) {
        case TIME -> Long.toString(event.time());
        case RECEIVED -> Long.toString(event.received());
        case CLASS -> event.eventClass().word();
        case ACTIVITY -> Integer.toString(event.activity());
        case SOURCE -> event.source();
        case INPUT -> event.input();
        case ID -> event.id().toString();
      };
    }
  }
}
