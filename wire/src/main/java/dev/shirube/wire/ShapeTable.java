// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.Event;
import dev.shirube.event.FieldNames;
import dev.shirube.packing.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Gives shapes of events and the texts in them their numbers, and puts down what is new.
final class ShapeTable {
  private static final int HEAD = 6;
  private static final int ENTRY = 5;
  private static final int MOST_DICTIONARIES = 16;

  private final List<int[]> shapes = new ArrayList<>();
  private final int[] slots = new int[BatchCodec.MOST_SHAPES * 2];
  private int[] firsts = new int[64];
  private int entries;

  private final Map<String, Integer> texts = new HashMap<>();
  private final IdentityHashMap<FieldNames, int[]> numbers = new IdentityHashMap<>();
  private int spelled;
  private int[] look = new int[256];
  private int[] translated = {};

  void clear() {
    shapes.clear();
    Arrays.fill(slots, 0);
    entries = 0;
    texts.clear();
    spelled = 0;
    if (numbers.size() > MOST_DICTIONARIES) {
      numbers.clear();
    }
    numbers.values().forEach(known -> Arrays.fill(known, 0));
  }

  boolean hasRoom(int size) {
    return shapes.size() < BatchCodec.MOST_SHAPES
        && texts.size() + size + 2 <= BatchCodec.MOST_TEXTS;
  }

  /// At most so many bytes the names of an event take, were they all new.
  long longestNames(Event event) {
    FieldNames names = event.batch().names();
    long bytes = names.spelling(event.sourceName()).length;
    bytes += names.spelling(event.inputName()).length;
    int size = event.size();
    for (int entry = 0; entry < size; entry++) {
      bytes += names.spelling(event.name(entry)).length;
    }
    return bytes;
  }

  /// Where the entries of a shape begin among those of all.
  int firstEntry(int shape) {
    return firsts[shape];
  }

  /// Puts down the number of an event's shape, and the shape itself if it is new.
  ///
  /// @return the number, from 0
  int of(Event event, ByteWriter out) {
    int length = look(event);
    int mask = slots.length - 1;
    int slot = Arrays.hashCode(length == look.length ? look : Arrays.copyOf(look, length)) & mask;
    while (slots[slot] != 0) {
      int[] shape = shapes.get(slots[slot] - 1);
      if (Arrays.equals(shape, 0, shape.length, look, 0, length)) {
        out.number(slots[slot]);
        return slots[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    int number = shapes.size();
    int[] shape = Arrays.copyOf(look, length);
    shapes.add(shape);
    slots[slot] = number + 1;
    if (number == firsts.length) {
      firsts = Arrays.copyOf(firsts, number * 2);
    }
    firsts[number] = entries;
    entries += (length - HEAD) / ENTRY;
    write(shape, event, out);
    return number;
  }

  private int look(Event event) {
    FieldNames names = event.batch().names();
    translated = numbers.computeIfAbsent(names, _ -> new int[64]);
    int size = event.size();
    int length = HEAD + ENTRY * size;
    if (look.length < length) {
      look = new int[length * 2];
    }
    look[0] = event.eventClass().uid();
    look[1] = event.activity();
    look[2] = event.timeSource().ordinal();
    look[3] = event.timeFlags();
    look[4] = text(names, event.sourceName());
    look[5] = text(names, event.inputName());
    int at = HEAD;
    for (int entry = 0; entry < size; entry++) {
      look[at] = event.field(entry);
      look[at + 1] = text(names, event.name(entry));
      look[at + 2] = event.type(entry).ordinal();
      look[at + 3] = event.flags(entry);
      look[at + 4] = event.element(entry);
      at += ENTRY;
    }
    return length;
  }

  private int text(FieldNames names, int id) {
    if (id >= translated.length) {
      translated = Arrays.copyOf(translated, Math.max(id + 1, translated.length * 2));
      numbers.put(names, translated);
    }
    if (translated[id] == 0) {
      translated[id] = texts.computeIfAbsent(names.text(id), _ -> texts.size() + 1);
    }
    return translated[id];
  }

  private void write(int[] shape, Event event, ByteWriter out) {
    FieldNames names = event.batch().names();
    out.number(0);
    for (int at = 0; at < 4; at++) {
      out.number(shape[at] & 0xffff_ffffL);
    }
    text(shape[4], names.spelling(event.sourceName()), out);
    text(shape[5], names.spelling(event.inputName()), out);
    out.number(event.size());
    int entry = 0;
    for (int at = HEAD; at < shape.length; at += ENTRY) {
      out.number(shape[at]);
      text(shape[at + 1], names.spelling(event.name(entry++)), out);
      out.number(shape[at + 2]).number(shape[at + 3]).number(shape[at + 4]);
    }
  }

  // Texts get their numbers in the order in which they are put down first.
  private void text(int number, byte[] spelling, ByteWriter out) {
    if (number == spelled + 1) {
      spelled++;
      out.number(0).counted(spelling);
    } else {
      out.number(number);
    }
  }
}
