// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where in the event at hand the names of the vocabulary stand. Filled by one pass over the
/// entries; every look-up after that is an array read.
final class ValueIndex {
  private static final int UNSEEN = 0;
  private static final int FOREIGN = 1;
  private static final int SHIFT = 2;

  private final Vocabulary vocabulary;
  private final View view = new View();
  private final int[] stamp;
  private final int[] first;
  private final int[] last;
  private final int[] wordStamp;
  private final int[] word;
  private int[] next = new int[256];
  private int[] known = new int[1024];
  private @Nullable FieldNames names;
  private int serial;
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
    view.on(event, entry);
    int found = words.find(view.bytes(), view.offset(), view.length());
    if (entry == first[number]) {
      wordStamp[number] = serial;
      word[number] = found;
    }
    return found;
  }

  /// A view on an entry; valid until the next call.
  View view(Event event, int entry) {
    return view.on(event, entry);
  }

  /// The text of one entry as UTF-8 bytes: where it lies in the batch if it is spelled so, else in
  /// a buffer of its own. Moved from entry to entry; the batch must not grow while it is read.
  static final class View {
    private byte[] scratch = new byte[256];
    private byte[] bytes = scratch;
    private int offset;
    private int length;

    byte[] bytes() {
      return bytes;
    }

    int offset() {
      return offset;
    }

    int length() {
      return length;
    }

    /// Moves the view.
    View on(Event event, int entry) {
      bytes = event.batch().buffer();
      offset = event.offset(entry);
      length = event.length(entry);
      ValueType type = event.type(entry);
      if (type == ValueType.TEXT_UTF16) {
        narrow(event, entry);
      } else if (type == ValueType.BINARY || type == ValueType.PROCESS_KEY || escaped(type)) {
        take(event.text(entry));
      }
      return this;
    }

    private boolean escaped(ValueType type) {
      if (type != ValueType.TEXT_JSON) {
        return false;
      }
      for (int index = offset; index < offset + length; index++) {
        if (bytes[index] == '\\') {
          return true;
        }
      }
      return false;
    }

    private void narrow(Event event, int entry) {
      int chars = length / 2;
      if (scratch.length < chars) {
        scratch = new byte[Math.max(chars, scratch.length * 2)];
      }
      for (int index = 0; index < chars; index++) {
        byte low = bytes[offset + index * 2];
        if (low < 0 || bytes[offset + index * 2 + 1] != 0) {
          take(event.text(entry));
          return;
        }
        scratch[index] = low;
      }
      bytes = scratch;
      offset = 0;
      length = chars;
    }

    private void take(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
      offset = 0;
      length = bytes.length;
    }

    /// Whether the text contains some folded bytes at a place, ASCII letters without case.
    private boolean at(byte[] folded, int place) {
      for (int index = 0; index < folded.length; index++) {
        if (Vocabulary.Words.lower(bytes[offset + place + index]) != folded[index]) {
          return false;
        }
      }
      return true;
    }

    boolean startsWith(byte[] folded) {
      return length >= folded.length && at(folded, 0);
    }

    boolean endsWith(byte[] folded) {
      return length >= folded.length && at(folded, length - folded.length);
    }

    boolean contains(byte[] folded) {
      for (int place = 0; place + folded.length <= length; place++) {
        if (at(folded, place)) {
          return true;
        }
      }
      return false;
    }
  }
}
