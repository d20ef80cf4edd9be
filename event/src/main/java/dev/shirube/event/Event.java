// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cursor on one event of a batch. Moving it costs nothing; text is made only when asked for.
public final class Event {
  private @Nullable EventBatch batch;
  private int index;
  private int first;
  private int size;

  /// A cursor that is on no event yet.
  public Event() {}

  /// Moves the cursor.
  ///
  /// @return this cursor
  public Event on(EventBatch newBatch, int newIndex) {
    batch = newBatch;
    index = newIndex;
    refresh();
    return this;
  }

  /// Looks again at how many entries the event has, after normalizing added some.
  public void refresh() {
    first = batch().tapeStart(index);
    size = (batch().tapeEnd(index) - first) / EventBatch.STRIDE;
  }

  /// The batch under the cursor.
  public EventBatch batch() {
    EventBatch current = batch;
    if (current == null) {
      throw new IllegalStateException("the cursor is on no event");
    }
    return current;
  }

  public int index() {
    return index;
  }

  /// How many entries the event has.
  public int size() {
    return size;
  }

  private int at(int entry, int column) {
    return batch().tape()[first + entry * EventBatch.STRIDE + column];
  }

  /// The catalogue field of an entry, 0 while it is only raw.
  public int field(int entry) {
    return at(entry, 0);
  }

  /// The source's name of an entry, a number of {@link EventBatch#names()}.
  public int name(int entry) {
    return at(entry, 1);
  }

  /// The name that its reader gave an entry, whatever it was renamed to since; a number as {@link
  /// #name}.
  public int readerName(int entry) {
    return at(entry, 6);
  }

  /// The source's name of an entry.
  public String nameText(int entry) {
    return batch().names().text(name(entry));
  }

  public int offset(int entry) {
    return at(entry, 2);
  }

  public int length(int entry) {
    return at(entry, 3);
  }

  public ValueType type(int entry) {
    return ValueType.of(at(entry, 4) & 0xff);
  }

  /// {@link EntryFlag} bits of an entry.
  public int flags(int entry) {
    return at(entry, 4) >>> 8;
  }

  /// Ordinal of the innermost array element the entry came from, 0 outside arrays.
  public int element(int entry) {
    return at(entry, 5);
  }

  /// The value of an entry as text; empty for NULL.
  public String text(int entry) {
    return ValueText.of(type(entry), batch().buffer(), offset(entry), length(entry));
  }

  /// The first entry with a catalogue field, or -1.
  public int find(Field field) {
    for (int entry = 0; entry < size; entry++) {
      if (field(entry) == field.id()) {
        return entry;
      }
    }
    return -1;
  }

  /// The first entry with a source name, or -1.
  public int findName(String name) {
    int id = batch().names().find(name);
    for (int entry = 0; entry < size && id >= 0; entry++) {
      if (name(entry) == id) {
        return entry;
      }
    }
    return -1;
  }

  /// The text of a catalogue field's first entry; null when the event has none.
  public @Nullable String text(Field field) {
    int entry = find(field);
    return entry < 0 ? null : text(entry);
  }

  /// The texts of all entries of a catalogue field.
  public List<String> texts(Field field) {
    List<String> values = new ArrayList<>();
    for (int entry = 0; entry < size; entry++) {
      if (field(entry) == field.id()) {
        values.add(text(entry));
      }
    }
    return values;
  }

  /// The texts of all entries of a catalogue path; none for a path the catalogue does not have.
  public List<String> texts(String path) {
    Field field = FieldCatalogue.builtIn().find(path);
    return field == null ? List.of() : texts(field);
  }

  /// When it happened, nanoseconds since 1970 UTC.
  public long time() {
    return batch().header(index, 0);
  }

  public TimeSource timeSource() {
    return TimeSource.at((int) batch().header(index, 1) & 0xff);
  }

  /// {@link TimeFlag} bits.
  public int timeFlags() {
    return (int) batch().header(index, 1) >>> 8;
  }

  /// When it was received, nanoseconds since 1970 UTC; 0 if unknown.
  public long received() {
    return batch().header(index, 2);
  }

  public EventClass eventClass() {
    return EventClass.at((int) batch().header(index, 3));
  }

  /// OCSF's activity_id within the class, 0 if unknown.
  public int activity() {
    return (int) (batch().header(index, 3) >>> 32);
  }

  /// The source description the event was read by; empty before normalizing.
  public String source() {
    return batch().names().text((int) batch().header(index, 4));
  }

  /// The number of {@link #source} in the batch's names.
  public int sourceName() {
    return (int) batch().header(index, 4);
  }

  /// The number of {@link #input} in the batch's names.
  public int inputName() {
    return (int) batch().header(index, 9);
  }

  /// The input the record came from, as people find it; empty if nobody told.
  public String input() {
    return batch().names().text((int) batch().header(index, 9));
  }

  /// Where in its input the record stood.
  public long position() {
    return batch().header(index, 5);
  }

  /// Its identity; worked out when first asked for.
  public EventId id() {
    return batch().id(index);
  }

  /// Offset of the record as it was read, in the buffer; meaningless if its length is 0.
  public int recordOffset() {
    return (int) (batch().header(index, 8) >>> 32);
  }

  /// Length of the record as it was read; 0 if the reader did not keep it.
  public int recordLength() {
    return (int) batch().header(index, 8);
  }

  /// Writes what the event looks like without its values and its head: five numbers an entry, its
  /// field, name, reader's name, type with flags in the bits above eight, and element.
  ///
  /// @param into has room for them behind the place
  /// @return the place behind the last number
  public int look(int[] into, int from) {
    int[] tape = batch().tape();
    int to = from;
    for (int at = first; at < first + size * EventBatch.STRIDE; at += EventBatch.STRIDE) {
      into[to] = tape[at];
      into[to + 1] = tape[at + 1];
      into[to + 2] = tape[at + 6];
      into[to + 3] = tape[at + 4];
      into[to + 4] = tape[at + 5];
      to += 5;
    }
    return to;
  }

  /// A cursor on a copy of this event that stays when the batch is cleared.
  public Event keep() {
    return new Event().on(batch().extract(index), 0);
  }
}
