// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.EventClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What an agent or one of its sensors can see on its machine, as far as it was shown there.
///
/// @param entries for classes of events and their fields, how well; what has no entry is missing
public record Capabilities(List<Entry> entries) {
  static final int MOST = 4096;
  private static final int LONGEST_NOTE = 300;

  /// Nothing is known of what can be seen.
  public static final Capabilities NONE = new Capabilities(List.of());

  /// How well something is seen on the machine the sensor runs on.
  public enum Quality {
    /// Seen on this machine since the sensor was started, or by its self-test.
    PROVEN,
    /// Seen with holes that the note names.
    PARTLY,
    /// Not seen on this machine.
    MISSING;

    /// The word in JSON.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Quality of(String word) throws WireException {
      for (Quality quality : values()) {
        if (quality.word().equals(word)) {
          return quality;
        }
      }
      throw Json.wrong("quality");
    }
  }

  public Capabilities {
    entries = List.copyOf(entries);
  }

  /// One class, or one field of it.
  ///
  /// @param field number in the field catalogue; 0 for the class as a whole
  /// @param note which part of it, and why not better: a word or the id of a message; may be empty
  public record Entry(EventClass eventClass, int field, Quality quality, String note) {}

  /// What two sensors see together: of each entry the better.
  public Capabilities and(Capabilities other) {
    List<Entry> all = new ArrayList<>(entries);
    for (Entry entry : other.entries) {
      int at = place(all, entry);
      if (at < 0) {
        all.add(entry);
      } else if (entry.quality().compareTo(all.get(at).quality()) < 0) {
        all.set(at, entry);
      }
    }
    return new Capabilities(all);
  }

  private static int place(List<Entry> entries, Entry sought) {
    for (int at = 0; at < entries.size(); at++) {
      Entry entry = entries.get(at);
      if (entry.eventClass() == sought.eventClass() && entry.field() == sought.field()) {
        return at;
      }
    }
    return -1;
  }

  Json json() {
    List<Json> items = new ArrayList<>();
    for (Entry entry : entries) {
      items.add(
          new Json.Members()
              .with("class", entry.eventClass().uid())
              .with("field", entry.field())
              .with("quality", entry.quality().word())
              .with("note", entry.note())
              .json());
    }
    return new Json.Items(items);
  }

  static Capabilities of(List<Json> items) throws WireException {
    List<Entry> entries = new ArrayList<>();
    for (Json item : items.subList(0, Math.min(items.size(), MOST))) {
      Json.Members entry = Json.members(item);
      Quality quality = Quality.of(entry.text("quality", 16));
      EventClass eventClass = EventClass.of((int) entry.number("class", 0, Integer.MAX_VALUE));
      int field = (int) entry.number("field", 0, 0xffff);
      entries.add(new Entry(eventClass, field, quality, entry.text("note", LONGEST_NOTE, "")));
    }
    return new Capabilities(entries);
  }
}
