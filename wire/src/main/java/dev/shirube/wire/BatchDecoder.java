// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.TimeFlag;
import dev.shirube.event.TimeSource;
import dev.shirube.event.Timestamp;
import dev.shirube.event.ValueType;
import dev.shirube.packing.ByteReader;
import java.util.ArrayList;
import java.util.List;

/// Reads a row of events that others wrote into a batch. The row's bytes are copied once, and all
/// values are spans of that copy: what a value is repeated for costs no memory.
///
/// Whatever the bytes are, it ends, with an IllegalArgumentException or an
/// IndexOutOfBoundsException at worst.
final class BatchDecoder {
  private static final TimeSource[] SOURCES = TimeSource.values();
  private static final ValueType[] TYPES = ValueType.values();
  private static final int MOST_DIGITS = 40;
  private static final int MOST_FLAGS = 0xffff;

  private final ByteReader in;
  private final EventBatch into;
  private final int base;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<byte[]> texts = new ArrayList<>();
  private final long[] known = new long[BatchCodec.MOST_KNOWN];
  private final byte[] digits = new byte[Decimal.LONGEST];
  private int knownCount;
  private int entries;
  private long expanded;
  private long time;

  /// What events of one shape have in common, and the values of the one before: spans of the batch
  /// as places in the upper half and lengths in the lower, and numbers where they are such.
  private record Shape(Head head, int[] look, long[] span, long[] number, boolean[] isNumber) {}

  /// The head of a shape.
  private record Head(
      EventClass eventClass,
      int activity,
      TimeSource clock,
      int timeFlags,
      int source,
      int input) {}

  private static final int LOOK = 5;

  BatchDecoder(byte[] row, EventBatch into) {
    this.into = into;
    in = new ByteReader(row);
    base = into.appendBytes(row, 0, row.length);
  }

  void all() {
    for (int count = 0; in.left() > 0; count++) {
      demand(count < Protocol.MOST_EVENTS);
      event(shape());
    }
  }

  private static void demand(boolean right) {
    if (!right) {
      throw new IllegalArgumentException("not what a row can be");
    }
  }

  private int small(int most) {
    long number = in.number();
    demand(number >= 0 && number <= most);
    return (int) number;
  }

  private Shape shape() {
    int number = small(shapes.size());
    if (number > 0) {
      return shapes.get(number - 1);
    }
    demand(shapes.size() < BatchCodec.MOST_SHAPES);
    EventClass eventClass = EventClass.of(small(Integer.MAX_VALUE));
    int activity = (int) in.number();
    TimeSource clock = SOURCES[small(SOURCES.length - 1)];
    int timeFlags = small(MOST_FLAGS);
    Head head = new Head(eventClass, activity, clock, timeFlags, text(), text());
    int size = in.parts();
    demand((long) size * LOOK <= in.left());
    int[] look = new int[size * LOOK];
    for (int at = 0; at < look.length; at += LOOK) {
      int field = small(Field.MAX_ID);
      int name = text();
      boolean strange = field != 0 && FieldCatalogue.builtIn().find(field) == null;
      // A field that a later catalogue has keeps its value, under a name that tells its number.
      look[at] = strange ? 0 : field;
      look[at + 1] = strange ? into.names().intern("field:" + field) : name;
      look[at + 2] = small(TYPES.length - 1);
      look[at + 3] = small(0xff);
      look[at + 4] = small(Integer.MAX_VALUE);
    }
    Shape shape = new Shape(head, look, new long[size], new long[size], new boolean[size]);
    shapes.add(shape);
    return shape;
  }

  /// The number of a text of a shape in the batch's names.
  private int text() {
    int number = small(texts.size());
    if (number > 0) {
      byte[] text = texts.get(number - 1);
      return into.names().intern(text, 0, text.length);
    }
    demand(texts.size() < BatchCodec.MOST_TEXTS);
    byte[] text = in.counted();
    texts.add(text);
    return into.names().intern(text, 0, text.length);
  }

  private void event(Shape shape) {
    Head head = shape.head();
    int size = shape.span().length;
    entries += size;
    demand(entries <= BatchCodec.MOST_ENTRIES);
    int event = into.beginEvent();
    time += in.signed();
    long told = Math.clamp(time, Timestamp.FIRST, Timestamp.LAST);
    int flags = told == time ? head.timeFlags() : head.timeFlags() | TimeFlag.CLAMPED;
    into.setTime(event, told, head.clock(), flags);
    into.setClass(event, head.eventClass(), head.activity());
    into.setSource(event, head.source());
    into.setInput(event, head.input());
    for (int entry = 0; entry < size; entry++) {
      ValueType type = TYPES[shape.look()[entry * LOOK + 2]];
      value(shape, entry, type);
      add(shape, entry, type);
    }
  }

  private void value(Shape shape, int entry, ValueType type) {
    long told = in.number();
    long rest = told >>> 2;
    switch ((int) told & 3) {
      case BatchCodec.SAME -> demand(rest == 0);
      case BatchCodec.NEW -> {
        demand(rest <= in.left());
        long span = (long) (base + in.skip((int) rest)) << 32 | rest;
        boolean eligible = rest >= BatchCodec.SHORTEST_KNOWN && rest <= BatchCodec.LONGEST_KNOWN;
        if (eligible && knownCount < known.length) {
          known[knownCount++] = span;
        }
        shape.span()[entry] = span;
        shape.isNumber()[entry] = false;
      }
      case BatchCodec.KNOWN -> {
        demand(rest < knownCount);
        shape.span()[entry] = known[(int) rest];
        shape.isNumber()[entry] = false;
      }
      default -> {
        long from =
            type == ValueType.TIME ? time : shape.isNumber()[entry] ? shape.number()[entry] : 0;
        long number = from + (rest >>> 1 ^ -(rest & 1));
        int length = Decimal.write(number, digits, 0);
        long at = into.appendBytes(digits, 0, length);
        shape.span()[entry] = at << 32 | length;
        shape.number()[entry] = number;
        shape.isNumber()[entry] = true;
      }
    }
  }

  private void add(Shape shape, int entry, ValueType type) {
    int offset = (int) (shape.span()[entry] >>> 32);
    int length = (int) shape.span()[entry];
    expanded += length;
    demand(expanded <= BatchCodec.MOST_EXPANDED);
    int at = entry * LOOK;
    int added = into.addSpan(shape.look()[at + 1], sound(type, offset, length), offset, length);
    into.setField(added, shape.look()[at]);
    into.addFlags(added, shape.look()[at + 3]);
    into.setElement(added, shape.look()[at + 4]);
  }

  /// The type of a value, or one that holds any bytes if it does not keep what its type promises.
  private ValueType sound(ValueType type, int offset, int length) {
    return switch (type) {
      case PROCESS_KEY -> length == ProcessKey.BYTES ? type : ValueType.BINARY;
      case TIME -> Decimal.is(into.buffer(), offset, length) ? type : ValueType.TEXT;
      case INTEGER -> isInteger(offset, length) ? type : ValueType.TEXT;
      case NULL -> length == 0 ? type : ValueType.TEXT;
      case TEXT_UTF16 -> length % 2 == 0 ? type : ValueType.BINARY;
      case DECIMAL, BOOLEAN -> isAscii(offset, length) ? type : ValueType.TEXT;
      case TEXT, TEXT_JSON, BINARY -> type;
    };
  }

  private boolean isInteger(int offset, int length) {
    byte[] bytes = into.buffer();
    int minus = length > 0 && bytes[offset] == '-' ? 1 : 0;
    for (int at = offset + minus; at < offset + length; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return false;
      }
    }
    return length > minus && length <= MOST_DIGITS;
  }

  private boolean isAscii(int offset, int length) {
    byte[] bytes = into.buffer();
    for (int at = offset; at < offset + length; at++) {
      if (bytes[at] < ' ' || bytes[at] > '~') {
        return false;
      }
    }
    return length > 0 && length <= MOST_DIGITS;
  }
}
