// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Digests;
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
  private static final int MAX_TOLD = 80;
  private static final int TOLD = 1 << 10;
  private static final long ODD = 0x9e3779b97f4a7c15L;

  private final Vocabulary vocabulary;
  private final TextView view = new TextView();
  private final int[] stamp;
  private final int[] first;
  private final int[] last;
  private final int[] wordStamp;
  private final int[] word;

  /// A number for each name that nobody can foretell; the sum of those that are there stands for
  /// the set of them.
  private final long[] keys;

  private long shape;
  private final long[] toldKeys = new long[TOLD];
  private final int[] toldWords = new int[TOLD];
  private int[] next = new int[256];
  private int[] numbers = new int[256];
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
    keys = new long[size];
    for (int number = 0; number < size; number++) {
      keys[number] = Digests.Quick.of(new byte[0], 0, 0, number);
    }
  }

  /// Forgets the event before and looks at all entries of this one.
  void scan(Event event) {
    FieldNames current = event.batch().names();
    if (current != names) {
      names = current;
      Arrays.fill(known, UNSEEN);
    }
    serial++;
    shape = 0;
    indexed = 0;
    scanMore(event);
  }

  /// Looks at entries that were added since.
  void scanMore(Event event) {
    int size = event.size();
    if (next.length < size) {
      next = Arrays.copyOf(next, Math.max(size, next.length * 2));
      numbers = Arrays.copyOf(numbers, next.length);
    }
    for (int entry = indexed; entry < size; entry++) {
      int number = known(event.name(entry));
      number = number >= 0 && isListOf(event, entry) ? -1 : number;
      numbers[entry] = number;
      next[entry] = -1;
      if (number >= 0) {
        put(number, entry);
      }
    }
    indexed = size;
  }

  /// Whether an entry is the document of a list whose elements follow under the same name: they are
  /// its values, so it has no meaning of its own.
  private static boolean isListOf(Event event, int entry) {
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
      shape += keys[number];
    }
    last[number] = entry;
  }

  /// The vocabulary's number of a name of the batch, or negative.
  private int known(int name) {
    if (name >= known.length) {
      known = Arrays.copyOf(known, Math.max(name + 1, known.length * 2));
    }
    if (known[name] == UNSEEN && names != null) {
      int number = vocabulary.find(names.text(name));
      known[name] = number < 0 ? FOREIGN : number + SHIFT;
    }
    return known[name] - SHIFT;
  }

  /// The vocabulary's number of an entry's name; negative if no description speaks of it, or if it
  /// is the document of a list.
  int number(int entry) {
    return numbers[entry];
  }

  /// A number for the set of names that the event has values of: the same for the same set, and for
  /// another as good as never.
  long shape() {
    return shape;
  }

  /// A number for which words stand under a name, and which of its values are empty, together with
  /// another number.
  long words(Event event, int number, long before) {
    long all = before;
    for (int entry = first(number); entry >= 0; entry = next[entry]) {
      int spelled = word(event, number, entry) * 2 + (event.length(entry) > 0 ? 1 : 0);
      all = Digests.Quick.mix(all ^ Long.rotateLeft(keys[number], 17), ODD + spelled);
    }
    return all;
  }

  /// A number for the values under a name, together with another number; 0 if there are long ones,
  /// which seldom come again.
  long values(Event event, int number, long before) {
    long all = before;
    for (int entry = first(number); entry >= 0 && all != 0; entry = next[entry]) {
      all = told(event, number, entry, all);
    }
    return all;
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
    int found = found(event, number, entry, words);
    if (entry == first[number]) {
      wordStamp[number] = serial;
      word[number] = found;
    }
    return found;
  }

  /// Short values are remembered by a number nobody can foretell: the same few come again.
  private int found(Event event, int number, int entry, Vocabulary.Words words) {
    long told = told(event, number, entry, 0);
    int place = (int) (told >>> 32) & (TOLD - 1);
    if (told != 0 && toldKeys[place] == told) {
      return toldWords[place];
    }
    view(event, entry);
    int found = words.find(view.bytes(), view.offset(), view.length());
    if (told != 0) {
      toldKeys[place] = told;
      toldWords[place] = found;
    }
    return found;
  }

  /// A number for one value under a name, together with another number; 0 if it is long.
  private long told(Event event, int number, int entry, long before) {
    int length = event.length(entry);
    if (length > MAX_TOLD) {
      return 0;
    }
    long seed = before ^ Long.rotateLeft(keys[number], 31) ^ event.type(entry).ordinal();
    return Digests.Quick.of(event.batch().buffer(), event.offset(entry), length, seed);
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
