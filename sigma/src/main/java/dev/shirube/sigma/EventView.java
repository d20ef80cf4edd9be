// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import dev.shirube.match.Subject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One event as rules look at it: the values of a field by the field's number, made into text once
/// however many rules ask. Moved from event to event; for one thread.
public final class EventView {
  private static final int UNKNOWN = -2;
  private static final int NO_RULE = -1;
  private static final Values ABSENT = new Values(List.of(), 0);

  private final Fields fields;
  private Event event = new Event();
  private @Nullable FieldNames names;
  private int[] ruleNames = new int[0];
  private int[] entryNames = new int[64];
  private @Nullable Subject[] subjects = new @Nullable Subject[64];
  private @Nullable Values[] values = new @Nullable Values[0];
  private int[] stamps = new int[0];
  private int stamp;
  private boolean indexed;
  private @Nullable List<Subject> everything;

  EventView(Fields fields) {
    this.fields = fields;
  }

  /// A field that rules use. An event's values for it are those under the source's name (blanks in
  /// that name do not count) and those of the catalogue fields.
  ///
  /// @param name as rules spell it
  /// @param catalogue ids of the catalogue fields it means
  public record Field(String name, List<Integer> catalogue) {
    public Field {
      catalogue = List.copyOf(catalogue);
    }
  }

  /// The fields of a set of rules, numbered: a rule's name for it with the catalogue fields it
  /// means.
  static final class Fields {
    private final Map<Meaning, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final List<Meaning> meanings = new ArrayList<>();
    private final List<Field> list = new ArrayList<>();

    /// Every field in the order of their numbers.
    List<Field> list() {
      return List.copyOf(list);
    }

    /// The number of a field, giving it one if it is new.
    ///
    /// @param name the rule's name
    /// @param catalogue ids of the catalogue fields it means
    int intern(String name, List<Integer> catalogue) {
      int id = names.computeIfAbsent(name, _ -> names.size());
      Meaning meaning = new Meaning(id, List.copyOf(catalogue));
      return numbers.computeIfAbsent(
          meaning,
          _ -> {
            meanings.add(meaning);
            list.add(new Field(name, catalogue));
            return meanings.size() - 1;
          });
    }
  }

  /// @param name number of the rule's name
  private record Meaning(int name, List<Integer> catalogue) {}

  /// What an event has for a field.
  ///
  /// @param subjects the values, in the order of the event
  /// @param nulls how often the field is there without a value
  record Values(List<Subject> subjects, int nulls) {
    boolean isPresent() {
      return nulls > 0 || !subjects.isEmpty();
    }
  }

  /// Moves to an event.
  EventView on(Event newEvent) {
    event = newEvent;
    stamp++;
    indexed = false;
    everything = null;
    return this;
  }

  Event event() {
    return event;
  }

  /// What the event has for a field of {@link Fields}.
  Values values(int field) {
    if (field >= values.length) {
      values = Arrays.copyOf(values, fields.meanings.size());
      stamps = Arrays.copyOf(stamps, fields.meanings.size());
    }
    Values known = values[field];
    if (known == null || stamps[field] != stamp) {
      known = find(fields.meanings.get(field));
      values[field] = known;
      stamps[field] = stamp;
    }
    return known;
  }

  /// What the event has for a catalogue field.
  Values catalogueValues(int catalogue) {
    index();
    return find(new Meaning(UNKNOWN, List.of(catalogue)));
  }

  /// Every value that is not also there in parts, and the record as it was read: what keywords are
  /// looked for in.
  List<Subject> everything() {
    List<Subject> known = everything;
    if (known == null) {
      index();
      known = new ArrayList<>();
      for (int entry = 0; entry < event.size(); entry++) {
        if ((event.flags(entry) & EntryFlag.SPLIT) == 0 && event.type(entry) != ValueType.NULL) {
          known.add(subject(entry));
        }
      }
      if (event.recordLength() > 0) {
        known.add(new Subject(record()));
      }
      everything = known;
    }
    return known;
  }

  private String record() {
    return new String(
        event.batch().buffer(), event.recordOffset(), event.recordLength(), StandardCharsets.UTF_8);
  }

  private Values find(Meaning meaning) {
    index();
    List<Subject> found = null;
    int nulls = 0;
    for (int entry = 0; entry < event.size(); entry++) {
      if (entryNames[entry] == meaning.name || meaning.catalogue.contains(event.field(entry))) {
        if (event.type(entry) == ValueType.NULL) {
          nulls++;
        } else {
          found = found == null ? new ArrayList<>(2) : found;
          found.add(subject(entry));
        }
      }
    }
    return found != null
        ? new Values(found, nulls)
        : nulls > 0 ? new Values(List.of(), nulls) : ABSENT;
  }

  private Subject subject(int entry) {
    Subject known = subjects[entry];
    if (known == null) {
      known = new Subject(event.text(entry));
      subjects[entry] = known;
    }
    return known;
  }

  private void index() {
    if (indexed) {
      return;
    }
    FieldNames current = event.batch().names();
    if (current != names) {
      names = current;
      ruleNames = new int[0];
    }
    if (event.size() > entryNames.length) {
      entryNames = new int[event.size() * 2];
      subjects = new @Nullable Subject[event.size() * 2];
    }
    Arrays.fill(subjects, 0, event.size(), null);
    for (int entry = 0; entry < event.size(); entry++) {
      entryNames[entry] = ruleName(event.name(entry), current);
    }
    indexed = true;
  }

  /// The number of the rules' name that a source's name is, once its spaces are gone.
  private int ruleName(int name, FieldNames current) {
    if (name >= ruleNames.length) {
      int known = ruleNames.length;
      ruleNames = Arrays.copyOf(ruleNames, Math.max(name + 64, known * 2));
      Arrays.fill(ruleNames, known, ruleNames.length, UNKNOWN);
    }
    if (ruleNames[name] == UNKNOWN) {
      String text = current.text(name);
      String plain = text.indexOf(' ') < 0 ? text : text.replace(" ", "");
      ruleNames[name] = fields.names.getOrDefault(plain, NO_RULE);
    }
    return ruleNames[name];
  }
}
