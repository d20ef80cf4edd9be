// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.ValueType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The event at hand: what conditions look at and derivations read from and add to. Always the last
/// event of its batch. A reference is the vocabulary's number of a name, or, if negative, a
/// catalogue field.
final class Work {
  private static final int MAX_KEYS = 4096;

  private final ValueIndex index;
  private final Event event = new Event();
  private final Map<String, ProcessKey> keys = new HashMap<>();

  Work(Vocabulary vocabulary) {
    index = new ValueIndex(vocabulary);
  }

  /// The reference that stands for a catalogue field.
  static int reference(Field field) {
    return -field.id();
  }

  void begin(EventBatch batch) {
    event.on(batch, batch.count() - 1);
    index.scan(event);
  }

  /// Looks at everything again, after entries were renamed or added.
  void rescan() {
    event.refresh();
    index.scan(event);
  }

  Event event() {
    return event;
  }

  EventBatch batch() {
    return event.batch();
  }

  ValueIndex index() {
    return index;
  }

  /// The first entry of a reference, or -1.
  int first(int reference) {
    return reference >= 0 ? index.first(reference) : nextWithField(-reference, 0);
  }

  /// The entry of the same reference after another, or -1.
  int next(int reference, int entry) {
    return reference >= 0 ? index.next(entry) : nextWithField(-reference, entry + 1);
  }

  private int nextWithField(int field, int from) {
    for (int entry = from; entry < event.size(); entry++) {
      if (event.field(entry) == field) {
        return entry;
      }
    }
    return -1;
  }

  /// Whether an entry has a value worth deriving from: not empty, not a lone dash.
  boolean hasValue(int entry) {
    int length = event.length(entry);
    int at = event.offset(entry);
    byte[] bytes = event.batch().buffer();
    boolean wide = event.type(entry) == ValueType.TEXT_UTF16;
    return length > 0 && !(length == (wide ? 2 : 1) && bytes[at] == '-');
  }

  /// The first entry that has a value, of the first reference that has one; or -1.
  int entry(int[] references) {
    for (int reference : references) {
      for (int entry = first(reference); entry >= 0; entry = next(reference, entry)) {
        if (hasValue(entry)) {
          return entry;
        }
      }
    }
    return -1;
  }

  /// The text of that entry, or null.
  @Nullable String text(int[] references) {
    int entry = entry(references);
    return entry < 0 ? null : event.text(entry);
  }

  /// The exact key of a process; the same few come again and again, and a digest is dear.
  ProcessKey exactKey(String host, String identity) {
    if (keys.size() >= MAX_KEYS) {
      keys.clear();
    }
    return keys.computeIfAbsent(host + '\n' + identity, _ -> ProcessKey.exact(host, identity));
  }

  /// Adds a derived text.
  void add(Target target, String value) {
    int entry = batch().addText(target.name(batch().names()), value);
    finish(target, entry);
  }

  /// Adds a derived value of another type.
  void add(Target target, ValueType type, byte[] value) {
    int entry = batch().add(target.name(batch().names()), type, value, 0, value.length);
    finish(target, entry);
  }

  /// Adds a derived value that is the bytes of an entry, or a part of them.
  void addPart(Target target, ValueType type, int offset, int length) {
    int entry = batch().addSpan(target.name(batch().names()), type, offset, length);
    finish(target, entry);
  }

  /// Adds the value of an entry under one more field.
  void addCopy(Target target, int source) {
    addPart(target, event.type(source), event.offset(source), event.length(source));
    batch().setElement(event.size() - 1, event.element(source));
  }

  private void finish(Target target, int entry) {
    if (target.field() != 0) {
      batch().setField(entry, target.field());
    }
    batch().addFlags(entry, EntryFlag.DERIVED);
    event.refresh();
    index.scanMore(event);
  }

  /// Where a derived value goes.
  ///
  /// @param field a catalogue field, or 0
  /// @param name a source name, or empty
  record Target(int field, String name) {
    int name(FieldNames names) {
      return name.isEmpty() ? FieldNames.NONE : names.intern(name);
    }
  }
}
