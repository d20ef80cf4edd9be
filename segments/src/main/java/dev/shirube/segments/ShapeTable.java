// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.Digests;
import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import dev.shirube.segments.Layout.ColumnKey;
import dev.shirube.segments.Layout.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the events of a file look like, each look once. For one thread.
final class ShapeTable {
  private static final int MOST_PATTERNS = 1 << 14;
  private static final int MOST_DICTIONARIES = 64;
  private static final int NARROWED = 1 << 31;
  private static final long ODD = 0x9e37_79b9_7f4a_7c15L;

  private final FieldNames names = new FieldNames();
  private final Map<ColumnKey, Integer> columns = new HashMap<>();
  private final List<ColumnKey> keys = new ArrayList<>();
  private final Map<Numbered, Integer> numbers = new HashMap<>();
  private final List<Shape> shapes = new ArrayList<>();
  private long memory;

  // What events of a dictionary's names looked like, in numbers of those names; for some
  // dictionaries, as rows of several parts come in turn.
  private final Map<FieldNames, Map<Numbered, Integer>> known = new HashMap<>();
  private Map<Numbered, Integer> patterns = new HashMap<>();
  private @Nullable FieldNames theirs;
  private final Numbered probe = new Numbered();

  /// Some numbers as one key.
  private static final class Numbered {
    private int[] numbers = new int[64];
    private int size;

    void add(int number) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, size * 2);
      }
      numbers[size++] = number;
    }

    /// Adds what the entries of an event look like.
    void entries(Event event, boolean[] narrowed) {
      int most = size + event.size() * 5;
      if (most > numbers.length) {
        numbers = Arrays.copyOf(numbers, most * 2);
      }
      int from = size;
      size = event.look(numbers, size);
      for (int entry = 0; entry < event.size(); entry++) {
        if (narrowed[entry]) {
          numbers[from + entry * 5 + 3] |= NARROWED;
        }
      }
    }

    Numbered copy() {
      Numbered copy = new Numbered();
      copy.numbers = Arrays.copyOf(numbers, size);
      copy.size = size;
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Numbered that
          && Arrays.equals(numbers, 0, size, that.numbers, 0, that.size);
    }

    @Override
    public int hashCode() {
      long hash = size;
      int index = 0;
      for (; index + 1 < size; index += 2) {
        long two = (long) numbers[index] << 32 ^ numbers[index + 1];
        hash = Digests.Quick.mix(hash ^ two, ODD);
      }
      hash = index < size ? Digests.Quick.mix(hash ^ numbers[index], ODD) : hash;
      return (int) (hash ^ hash >>> 32);
    }
  }

  /// The names of the file.
  FieldNames names() {
    return names;
  }

  List<ColumnKey> keys() {
    return keys;
  }

  List<Shape> shapes() {
    return shapes;
  }

  Shape shape(int number) {
    return shapes.get(number);
  }

  /// About how many bytes of memory it takes.
  long memory() {
    return memory;
  }

  /// The number that a name of a batch has in the file.
  int name(FieldNames from, int name) {
    byte[] spelled = from.spelling(name);
    return names.intern(spelled, 0, spelled.length);
  }

  /// The number of an event's shape.
  ///
  /// @param narrowed one for each entry: whether its UTF-16 is kept in UTF-8
  int number(Event event, boolean[] narrowed) {
    patternsOf(event.batch().names());
    probe.size = 0;
    probe.add(event.timeSource().ordinal() | event.timeFlags() << 8);
    probe.add(event.eventClass().ordinal());
    probe.add(event.activity());
    probe.add(event.sourceName());
    probe.add(event.recordLength() > 0 ? 1 : 0);
    probe.entries(event, narrowed);
    Integer shape = patterns.get(probe);
    if (shape == null) {
      Numbered pattern = probe.copy();
      shape = learn(event, narrowed);
      patterns.put(pattern, shape);
    }
    return shape;
  }

  /// Goes on with the patterns of a dictionary.
  @SuppressWarnings("ReferenceEquality")
  private void patternsOf(FieldNames names) {
    if (names != theirs || patterns.size() > MOST_PATTERNS) {
      if (known.size() > MOST_DICTIONARIES || patterns.size() > MOST_PATTERNS) {
        known.clear();
      }
      patterns = known.computeIfAbsent(names, _ -> new HashMap<>());
      theirs = names;
    }
  }

  private int learn(Event event, boolean[] narrowed) {
    FieldNames from = event.batch().names();
    EventClass eventClass = event.eventClass();
    int record = event.recordLength() > 0 ? 1 : 0;
    int[] slots = new int[(event.size() + record) * Shape.STRIDE];
    for (int entry = 0; entry < event.size(); entry++) {
      int name = name(from, event.name(entry));
      int reader = name(from, event.readerName(entry));
      ValueType type = event.type(entry);
      ColumnKey key = new ColumnKey(event.field(entry), name, reader, type, narrowed[entry], false);
      slots[entry * Shape.STRIDE] = column(key);
      slots[entry * Shape.STRIDE + 1] = event.flags(entry);
      slots[entry * Shape.STRIDE + 2] = event.element(entry);
    }
    if (record == 1) {
      slots[slots.length - Shape.STRIDE] =
          column(new ColumnKey(0, 0, 0, ValueType.BINARY, false, true));
    }
    int clock = event.timeSource().ordinal() | event.timeFlags() << 8;
    int source = name(from, event.sourceName());
    return number(new Shape(clock, eventClass.uid(), event.activity(), source, slots));
  }

  private int number(Shape shape) {
    probe.size = 0;
    probe.add(shape.clock());
    probe.add(shape.eventClass());
    probe.add(shape.activity());
    probe.add(shape.source());
    for (int slot : shape.slots()) {
      probe.add(slot);
    }
    Integer known = numbers.get(probe);
    if (known == null) {
      known = shapes.size();
      numbers.put(probe.copy(), known);
      shapes.add(shape);
      memory += 200 + 8L * shape.slots().length;
    }
    return known;
  }

  private int column(ColumnKey key) {
    return columns.computeIfAbsent(
        key,
        fresh -> {
          keys.add(fresh);
          memory += 600;
          return keys.size() - 1;
        });
  }
}
