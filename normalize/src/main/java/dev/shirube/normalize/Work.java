// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Digests;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.Timestamp;
import dev.shirube.event.Timestamps;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The event at hand: what conditions look at and derivations read from and add to. Always the last
/// event of its batch. A reference is the vocabulary's number of a name, or, if negative, a
/// catalogue field.
final class Work {
  private final ValueIndex index;
  private final Event event = new Event();
  private final TextView view = new TextView();
  private final ProcessKeys keys = new ProcessKeys();
  private int viewed = -1;
  private byte[] made = new byte[256];
  private int madeSize;

  Work(Vocabulary vocabulary) {
    index = new ValueIndex(vocabulary);
  }

  /// The reference that stands for a catalogue field.
  static int reference(Field field) {
    return -field.id();
  }

  void begin(EventBatch batch) {
    event.on(batch, batch.count() - 1);
    viewed = -1;
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
      int entry = entry(reference);
      if (entry >= 0) {
        return entry;
      }
    }
    return -1;
  }

  private int entry(int reference) {
    int entry = first(reference);
    while (entry >= 0 && !hasValue(entry)) {
      entry = next(reference, entry);
    }
    return entry;
  }

  /// The text of that entry, or null.
  @Nullable String text(int[] references) {
    int entry = entry(references);
    return entry < 0 ? null : event.text(entry);
  }

  /// A view on that entry's text, or null; valid until the next one is asked for.
  @Nullable TextView view(int[] references) {
    int entry = entry(references);
    return entry < 0 ? null : view(entry);
  }

  /// A view on the text of an entry; valid until the next one is asked for.
  TextView view(int entry) {
    if (viewed != entry) {
      view.repaired(event, entry);
      viewed = entry;
    }
    return view;
  }

  /// The time that entry tells, or null.
  ///
  /// @param zone the zone of a text that does not say its own
  @Nullable Timestamp time(int[] references, ZoneId zone) {
    return timeOf(entry(references), zone);
  }

  /// The time that the first entry of a reference tells, or null.
  @Nullable Timestamp time(int reference, ZoneId zone) {
    return timeOf(entry(reference), zone);
  }

  private @Nullable Timestamp timeOf(int entry, ZoneId zone) {
    if (entry < 0) {
      return null;
    }
    TextView text = view(entry);
    return Timestamps.parse(text.bytes(), text.offset(), text.length(), zone, event.received());
  }

  /// Empties the place where texts are put together.
  void make() {
    madeSize = 0;
  }

  /// Puts bytes behind those that are there.
  void make(byte[] bytes, int offset, int length) {
    if (made.length - madeSize < length) {
      made = Arrays.copyOf(made, Math.max(made.length * 2, madeSize + length));
    }
    System.arraycopy(bytes, offset, made, madeSize, length);
    madeSize += length;
  }

  void make(byte[] bytes) {
    make(bytes, 0, bytes.length);
  }

  void make(TextView text) {
    make(text.bytes(), text.offset(), text.length());
  }

  /// Adds what was put together as a derived text.
  void addMade(Target target) {
    add(target, ValueType.TEXT, made, 0, madeSize);
  }

  /// The exact key of the process that a host and an identity name, as they are spelled; null if
  /// one of them names nothing.
  @Nullable ProcessKey exactKey(int[] host, int[] identity) {
    TextView hostText = view(host);
    if (hostText == null) {
      return null;
    }
    make();
    make(hostText);
    int hostSize = madeSize;
    TextView identityText = view(identity);
    if (identityText == null) {
      return null;
    }
    make(identityText);
    return keys.get(made, hostSize, madeSize);
  }

  /// Adds a derived text.
  void add(Target target, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    add(target, ValueType.TEXT, utf8, 0, utf8.length);
  }

  /// Adds a derived value whose bytes are copied.
  void add(Target target, ValueType type, byte[] value, int offset, int length) {
    int entry = batch().add(target.name(batch().names()), type, value, offset, length);
    finish(target, entry);
  }

  /// Adds a moment, in nanoseconds since 1970 UTC.
  void addTime(Target target, long nanos) {
    byte[] digits = Long.toString(nanos).getBytes(StandardCharsets.US_ASCII);
    add(target, ValueType.TIME, digits, 0, digits.length);
  }

  /// Adds a part of a text as a derived one.
  void addPart(Target target, TextView text, int from, int to) {
    if (text.isInBatch()) {
      addPart(target, ValueType.TEXT, text.offset() + from, to - from);
    } else {
      add(target, ValueType.TEXT, text.bytes(), text.offset() + from, to - from);
    }
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

  /// Exact keys by the bytes of host and identity: the same few come again and again, and a digest
  /// is dear.
  private static final class ProcessKeys {
    private static final int MAX_KEYS = 4096;

    private final byte[][] parts = new byte[MAX_KEYS * 2][];
    private final long[] hashes = new long[MAX_KEYS * 2];
    private final @Nullable ProcessKey[] known = new @Nullable ProcessKey[MAX_KEYS * 2];
    private int size;

    /// @param host how many of the bytes are the host's
    @Nullable ProcessKey get(byte[] bytes, int host, int length) {
      long hash = Digests.Quick.of(bytes, 0, length, host);
      int slot = (int) hash & (parts.length - 1);
      while (parts[slot] != null) {
        boolean same = hashes[slot] == hash && parts[slot].length == length;
        if (same && Arrays.equals(parts[slot], 0, length, bytes, 0, length)) {
          return known[slot];
        }
        slot = (slot + 1) & (parts.length - 1);
      }
      if (size >= MAX_KEYS) {
        Arrays.fill(parts, null);
        size = 0;
        slot = (int) hash & (parts.length - 1);
      }
      parts[slot] = Arrays.copyOf(bytes, length);
      hashes[slot] = hash;
      known[slot] = make(bytes, host, length);
      size++;
      return known[slot];
    }

    private static @Nullable ProcessKey make(byte[] bytes, int host, int length) {
      String name = new String(bytes, 0, host, StandardCharsets.UTF_8);
      String identity = new String(bytes, host, length - host, StandardCharsets.UTF_8);
      boolean nil = identity.chars().allMatch(c -> c == '0' || c == '-' || c == '{' || c == '}');
      return nil ? null : ProcessKey.exact(name.toLowerCase(Locale.ROOT), bare(identity));
    }

    /// One spelling for the same identity: no braces, lower case.
    private static String bare(String guid) {
      String lower = guid.toLowerCase(Locale.ROOT);
      boolean braces = lower.startsWith("{") && lower.endsWith("}");
      return braces ? lower.substring(1, lower.length() - 1) : lower;
    }
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
