// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/// One sort of event that a host writes: how many there were, when, and which names carry values in
/// them. A made-up event with one value of each name stands for them all when rules are tried.
final class LogSort {
  private static final int LONGEST_VALUE = 128;
  private static final byte[] LONG_VALUE = "x".getBytes(StandardCharsets.UTF_8);

  private final Key key;
  private final FieldNames names;
  private final EventBatch batch;
  private final Event example = new Event();
  private final BitSet seenNames = new BitSet();
  private final BitSet seenFields = new BitSet();
  private final TreeSet<String> spelled = new TreeSet<>();
  private long count;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  /// What makes events one sort.
  ///
  /// @param host empty if the events do not tell
  /// @param source the source description they were read by
  /// @param channel the log's name, empty if there is none
  /// @param provider who wrote it, empty if not told
  /// @param code the source's number of the event, empty if there is none
  record Key(
      String host,
      String source,
      String channel,
      String provider,
      String code,
      EventClass eventClass,
      int activity) {}

  LogSort(Key key, Event event) {
    this.key = key;
    names = event.batch().names();
    batch = new EventBatch(event.batch().tenant(), names);
    batch.beginEvent();
    batch.setTime(0, event.time(), event.timeSource(), event.timeFlags());
    batch.setClass(0, event.eventClass(), event.activity());
    batch.setSource(0, names.intern(event.source()));
    example.on(batch, 0);
  }

  Key key() {
    return key;
  }

  /// Whether an event speaks in the same dictionary of names as this sort.
  boolean shares(FieldNames other) {
    return names == other;
  }

  /// Counts one event of this sort.
  void add(Event event) {
    count++;
    first = Math.min(first, event.time());
    last = Math.max(last, event.time());
    for (int entry = 0; entry < event.size(); entry++) {
      int name = event.name(entry);
      int field = event.field(entry);
      if (event.length(entry) > 0 && !(seenNames.get(name) && seenFields.get(field))) {
        take(event, entry);
        seenNames.set(name);
        seenFields.set(field);
      }
    }
  }

  private void take(Event event, int entry) {
    ValueType type = event.type(entry);
    int taken;
    if (event.length(entry) > LONGEST_VALUE) {
      taken = batch.add(event.name(entry), ValueType.TEXT, LONG_VALUE, 0, LONG_VALUE.length);
    } else {
      byte[] bytes = event.batch().buffer();
      taken = batch.add(event.name(entry), type, bytes, event.offset(entry), event.length(entry));
    }
    batch.setField(taken, event.field(entry));
    example.refresh();
    String text = event.nameText(entry);
    spelled.add(text.indexOf(' ') < 0 ? text : text.replace(" ", ""));
  }

  /// The made-up event.
  Event example() {
    return example;
  }

  /// Whether some event has a value of a source's name (without spaces) or one of the fields.
  boolean has(String name, List<Field> fields) {
    return spelled.contains(name) || fields.stream().anyMatch(field -> seenFields.get(field.id()));
  }

  /// What decides which rules the sort feeds, beside its key: the names and fields with values.
  String fingerprint() {
    return spelled + " " + seenFields;
  }

  long count() {
    return count;
  }

  /// Time of the earliest event, nanoseconds since 1970 UTC.
  long first() {
    return first;
  }

  /// Time of the latest event, nanoseconds since 1970 UTC.
  long last() {
    return last;
  }
}
