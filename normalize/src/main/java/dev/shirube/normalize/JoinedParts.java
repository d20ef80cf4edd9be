// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Digests;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Waits for the parts of texts that were written as several records, in any order, and makes one
/// more event of each text. Bounded in texts and bytes: the oldest is given out incomplete.
final class JoinedParts {
  private static final int MAX_TEXTS = 1024;
  private static final int MAX_PARTS = 4096;
  private static final int MAX_CHARS = 32 << 20;

  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final ArrayDeque<Waiting> ready = new ArrayDeque<>();
  private int chars;

  /// Which values tell that records are parts of one text.
  ///
  /// @param by the identity all parts share
  /// @param part the number of this part, 1 is the first
  /// @param of how many there are
  /// @param text the part itself
  record Join(int by, int part, int of, int text) {}

  private static final class Waiting {
    private final @Nullable String[] parts;
    private final @Nullable EventId[] ids;
    private Event last;
    private final String text;
    private int missing;
    private int chars;

    Waiting(int size, Event last, String text) {
      parts = new @Nullable String[size];
      ids = new @Nullable EventId[size];
      missing = size;
      this.last = last;
      this.text = text;
    }
  }

  /// Takes the event at hand if it is a part of a text in several parts.
  void take(Work work, Join join, String host) {
    int part = number(work, join.part());
    int of = number(work, join.of());
    String by = work.text(new int[] {join.by()});
    int entry = work.first(join.text());
    if (by == null || entry < 0 || of < 2 || of > MAX_PARTS || part < 1 || part > of) {
      return;
    }
    String key = host + '\n' + by;
    Waiting text = waiting.get(key);
    if (text == null || text.parts.length != of) {
      text = new Waiting(of, work.event(), work.event().nameText(entry));
      waiting.put(key, text);
    }
    add(text, part - 1, work, entry);
    if (text.missing == 0) {
      waiting.remove(key);
      ready.add(text);
      chars -= text.chars;
    }
    shrink();
  }

  private void add(Waiting text, int part, Work work, int entry) {
    if (text.parts[part] != null) {
      return;
    }
    String value = work.event().text(entry);
    text.parts[part] = value;
    text.ids[part] = work.event().id();
    text.last = work.event().keep();
    text.missing--;
    text.chars += value.length();
    chars += value.length();
  }

  private static int number(Work work, int reference) {
    String text = work.text(new int[] {reference});
    if (text == null) {
      return 0;
    }
    boolean digits = text.length() < 6 && !text.isEmpty();
    for (int index = 0; digits && index < text.length(); index++) {
      digits = text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }
    return digits ? Integer.parseInt(text) : 0;
  }

  private void shrink() {
    Iterator<Waiting> oldest = waiting.values().iterator();
    while (oldest.hasNext() && (waiting.size() > MAX_TEXTS || chars > MAX_CHARS)) {
      Waiting text = oldest.next();
      oldest.remove();
      chars -= text.chars;
      ready.add(text);
    }
  }

  /// Gives out what is still incomplete.
  void finish() {
    ready.addAll(waiting.values());
    waiting.clear();
    chars = 0;
  }

  /// Appends one text that is due as an event: a copy of its last part with the whole text in place
  /// of the part's.
  boolean append(EventBatch batch) {
    Waiting text = ready.poll();
    if (text == null) {
      return false;
    }
    Event part = text.last;
    int index = batch.beginEvent();
    copyHeader(part, batch, index);
    batch.setId(index, id(text));
    for (int entry = 0; entry < part.size(); entry++) {
      boolean whole = part.nameText(entry).equals(text.text);
      if (whole) {
        int added = addWhole(text, text.text, batch);
        batch.setField(added, part.field(entry));
      } else {
        copy(part, entry, batch);
      }
    }
    return true;
  }

  private static int addWhole(Waiting text, String name, EventBatch batch) {
    StringBuilder joined = new StringBuilder(text.chars);
    for (String part : text.parts) {
      joined.append(part == null ? "" : part);
    }
    int added = batch.addText(batch.names().intern(name), joined.toString());
    int flags = text.missing > 0 ? EntryFlag.DERIVED | EntryFlag.TRUNCATED : EntryFlag.DERIVED;
    batch.addFlags(added, flags);
    return added;
  }

  private static void copyHeader(Event part, EventBatch batch, int index) {
    batch.setTime(index, part.time(), part.timeSource(), part.timeFlags());
    batch.setReceived(index, part.received());
    batch.setClass(index, part.eventClass(), part.activity());
    batch.setSource(index, batch.names().intern(part.source()));
    batch.setPosition(index, part.position());
  }

  private static void copy(Event part, int entry, EventBatch batch) {
    FieldNames names = batch.names();
    int name =
        names == part.batch().names() ? part.name(entry) : names.intern(part.nameText(entry));
    ValueType type = part.type(entry);
    byte[] bytes = part.batch().buffer();
    int added = batch.add(name, type, bytes, part.offset(entry), part.length(entry));
    batch.setField(added, part.field(entry));
    batch.addFlags(added, part.flags(entry));
    batch.setElement(added, part.element(entry));
  }

  /// From the parts' own identities, so that reading them again gives the same.
  private static EventId id(Waiting text) {
    StringBuilder all = new StringBuilder("joined");
    for (EventId id : text.ids) {
      all.append('\n').append(id);
    }
    byte[] digest = Digests.sha256(new String[] {all.toString()});
    return new EventId(Digests.longAt(digest, 0), Digests.longAt(digest, 8));
  }

  /// Whether anything is due.
  boolean isDue() {
    return !ready.isEmpty();
  }
}
