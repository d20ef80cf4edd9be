// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.FieldNames;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where in the event at hand the names of the vocabulary stand. Filled by one pass over the
/// entries; every look-up after that is an array read.
final class ValueIndex {
  private static final int UNSEEN = 0;
  private static final int FOREIGN = 1;
  private static final int SHIFT = 2;

  private final Vocabulary vocabulary;
  private final TextView view = new TextView();
  private final int[] stamp;
  private final int[] first;
  private final int[] last;
  private final int[] wordStamp;
  private final int[] word;
  private int[] next = new int[256];
  private int[] known = new int[1024];
  private @Nullable FieldNames names;
  private int serial;
  private int viewed;
  private int viewSerial;
  private int indexed;

  ValueIndex(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    int size = vocabulary.size();
    stamp = new int[size];
    first = new int[size];
    last = new int[size];
    wordStamp = new int[size];
    word = new int[size];
  }

  /// Forgets the event before and looks at all entries of this one.
  void scan(Event event) {
    FieldNames current = event.batch().names();
    if (current != names) {
      names = current;
      Arrays.fill(known, UNSEEN);
    }
    serial++;
    indexed = 0;
    scanMore(event);
  }

  /// Looks at entries that were added since.
  void scanMore(Event event) {
    int size = event.size();
    if (next.length < size) {
      next = Arrays.copyOf(next, Math.max(size, next.length * 2));
    }
    for (int entry = indexed; entry < size; entry++) {
      int number = known(event.name(entry));
      next[entry] = -1;
      if (number >= 0 && !isListOf(event, entry)) {
        put(number, entry);
      }
    }
    indexed = size;
  }

  /// Whether an entry is the document of a list whose elements follow under the same name: they are
  /// its values, so it has no meaning of its own.
  static boolean isListOf(Event event, int entry) {
    return (event.flags(entry) & EntryFlag.SPLIT) != 0
        && entry + 1 < event.size()
        && event.name(entry + 1) == event.name(entry);
  }

  private void put(int number, int entry) {
    if (stamp[number] == serial) {
      next[last[number]] = entry;
    } else {
      stamp[number] = serial;
      first[number] = entry;
    }
    last[number] = entry;
  }

  /// The vocabulary's number of a name of the batch, or -1.
  int known(int name) {
    if (name >= known.length) {
      known = Arrays.copyOf(known, Math.max(name + 1, known.length * 2));
    }
    if (known[name] == UNSEEN && names != null) {
      int number = vocabulary.find(names.text(name));
      known[name] = number < 0 ? FOREIGN : number + SHIFT;
    }
    return known[name] - SHIFT;
  }

  /// The first entry with a name, or -1.
  int first(int number) {
    return stamp[number] == serial ? first[number] : -1;
  }

  /// The next entry with the same name, or -1.
  int next(int entry) {
    return next[entry];
  }

  /// The number of the word that an entry's value spells among those its name is compared with.
  int word(Event event, int number, int entry) {
    if (entry == first[number] && wordStamp[number] == serial) {
      return word[number];
    }
    Vocabulary.Words words = vocabulary.words(number);
    if (words == null) {
      return -1;
    }
    view(event, entry);
    int found = words.find(view.bytes(), view.offset(), view.length());
    if (entry == first[number]) {
      wordStamp[number] = serial;
      word[number] = found;
    }
    return found;
  }

  /// A view on an entry; valid until the next call.
  TextView view(Event event, int entry) {
    if (viewed != entry || viewSerial != serial) {
      view.on(event, entry);
      viewed = entry;
      viewSerial = serial;
    }
    return view;
  }
}
