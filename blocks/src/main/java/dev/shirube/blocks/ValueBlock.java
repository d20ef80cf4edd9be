// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import dev.shirube.packing.Sections;
import org.jspecify.annotations.Nullable;

/// Values as the bytes of one block, and back. Where nearly all of them are spelled one way that
/// tells a number or fixed bytes, these are kept in the texts' place and the few others beside
/// them. The form is chosen by what the values are, anew for every block.
public final class ValueBlock {
  private static final int TEXT = 0;
  private static final int NUMBERS = 1;
  private static final int BYTES = 2;
  private static final int SAMPLES = 16;
  private static final int MOST_BYTES = 1 << 30;

  private ValueBlock() {}

  /// What a block is kept as where not as text: the ways to spell it and how many values it is not
  /// spelled in.
  private record Form(@Nullable NumberSpelling numbers, @Nullable ByteSpelling bytes) {
    boolean fits(Values values, int index, long[] number, byte[] fixed) {
      byte[] source = values.bytes();
      if (numbers != null) {
        number[0] = numbers.read(source, values.offset(index), values.length(index));
        return number[0] != NumberSpelling.NONE;
      }
      return bytes != null
          && bytes.read(source, values.offset(index), values.length(index), fixed, 0);
    }

    int width() {
      return bytes == null ? 0 : bytes.width();
    }
  }

  /// Adds a block of values.
  ///
  /// @param binary whether the values are bytes without a spelling
  public static void write(ByteWriter out, Sections sections, Values values, boolean binary) {
    Form form = choose(values, binary);
    if (form == null) {
      out.u8(TEXT);
      writeText(out, sections, values);
    } else {
      writeForm(out, sections, values, form);
    }
  }

  private static @Nullable Form choose(Values values, boolean binary) {
    int step = Math.max(1, values.count() / SAMPLES);
    Form best = null;
    int least = step == 1 ? values.count() / 4 + 1 : SAMPLES / 4;
    for (int index = 0; index < values.count(); index += step) {
      Form form = guess(values, index, binary);
      if (form != null && !form.equals(best)) {
        int others = others(values, form, step);
        if (others < least) {
          least = others;
          best = form;
        }
      }
    }
    // A number in place of a few texts that mostly repeat saves nothing, but costs nothing either.
    return best != null && others(values, best, 1) <= values.count() / 8 ? best : null;
  }

  private static @Nullable Form guess(Values values, int index, boolean binary) {
    byte[] bytes = values.bytes();
    int offset = values.offset(index);
    int length = values.length(index);
    NumberSpelling number = binary ? null : NumberSpelling.guess(bytes, offset, length);
    if (number != null) {
      return new Form(number, null);
    }
    ByteSpelling fixed = ByteSpelling.guess(bytes, offset, length, binary);
    return fixed == null ? null : new Form(null, fixed);
  }

  private static int others(Values values, Form form, int step) {
    long[] number = new long[1];
    byte[] fixed = new byte[form.width()];
    int others = 0;
    for (int index = 0; index < values.count(); index += step) {
      others += form.fits(values, index, number, fixed) ? 0 : 1;
    }
    return others;
  }

  private static void writeText(ByteWriter out, Sections sections, Values values) {
    long[] lengths = new long[values.count()];
    for (int index = 0; index < values.count(); index++) {
      lengths[index] = values.length(index);
    }
    Numbers.write(out, sections, lengths, lengths.length);
    sections.write(out, values.bytes(), 0, values.size());
  }

  private static void writeForm(ByteWriter out, Sections sections, Values values, Form form) {
    int count = values.count();
    long[] numbers = new long[count];
    byte[][] planes = new byte[form.width()][count];
    Values others = new Values();
    ByteWriter places = new ByteWriter();
    long[] number = new long[1];
    byte[] fixed = new byte[form.width()];
    int last = 0;
    for (int index = 0; index < count; index++) {
      if (form.fits(values, index, number, fixed)) {
        numbers[index] = number[0];
        for (int plane = 0; plane < planes.length; plane++) {
          planes[plane][index] = fixed[plane];
        }
      } else {
        numbers[index] = index == 0 ? 0 : numbers[index - 1];
        places.number(index - last);
        last = index;
        others.add(values.bytes(), values.offset(index), values.length(index));
      }
    }
    writeSpelling(out, form);
    out.number(others.count()).raw(places.bytes(), 0, places.size());
    if (others.count() > 0) {
      writeText(out, sections, others);
    }
    if (form.numbers() != null) {
      Numbers.write(out, sections, numbers, count);
    }
    for (byte[] plane : planes) {
      sections.write(out, plane, 0, count);
    }
  }

  private static void writeSpelling(ByteWriter out, Form form) {
    NumberSpelling numbers = form.numbers();
    if (numbers != null) {
      out.u8(NUMBERS).u8(numbers.kind().ordinal()).u8(numbers.digits());
      out.u8(numbers.between()).u8(numbers.suffix());
    }
    ByteSpelling bytes = form.bytes();
    if (bytes != null) {
      out.u8(BYTES).u8(bytes.kind().ordinal()).u8(bytes.width()).u8(bytes.upper() ? 1 : 0);
    }
  }

  /// Reads a block of so many values.
  public static Values read(ByteReader in, int count) {
    return switch (in.u8()) {
      case TEXT -> readText(in, count);
      case NUMBERS -> readNumbers(in, count);
      case BYTES -> readBytes(in, count);
      default -> throw new IllegalArgumentException("unknown form of values");
    };
  }

  private static Values readText(ByteReader in, int count) {
    long[] lengths = Numbers.read(in, count);
    long size = 0;
    for (long length : lengths) {
      size += length;
      if (length < 0 || size > MOST_BYTES) {
        throw new IllegalArgumentException("values longer than there can be");
      }
    }
    Values values = new Values(count, (int) size);
    int at = 0;
    for (long length : lengths) {
      values.reserve((int) length);
      values.commit((int) length);
      at += (int) length;
    }
    Sections.read(in, values.bytes(), 0, at);
    return values;
  }

  /// The few values that are spelled in another way, handed out in order of their places.
  private static final class Others {
    private final int[] places;
    private final Values values;
    private int next;

    Others(ByteReader in, int count) {
      places = new int[Math.min(in.parts(), count)];
      int last = 0;
      for (int index = 0; index < places.length; index++) {
        last += in.count();
        places[index] = last;
      }
      values = places.length == 0 ? new Values(0, 0) : readText(in, places.length);
    }

    boolean addTo(Values all, int index) {
      if (next == places.length || places[next] != index) {
        return false;
      }
      all.add(values.bytes(), values.offset(next), values.length(next));
      next++;
      return true;
    }
  }

  private static Values readNumbers(ByteReader in, int count) {
    int kind = in.u8();
    NumberSpelling spelling =
        new NumberSpelling(
            NumberSpelling.Kind.values()[kind], in.u8(), (byte) in.u8(), (byte) in.u8());
    if (spelling.digits() > 18) {
      throw new IllegalArgumentException("more digits than there can be");
    }
    Others others = new Others(in, count);
    long[] numbers = Numbers.read(in, count);
    Values values = new Values(count, count * 12 + NumberSpelling.LONGEST);
    for (int index = 0; index < count; index++) {
      if (!others.addTo(values, index)) {
        int at = values.reserve(NumberSpelling.LONGEST);
        values.commit(spelling.write(numbers[index], values.bytes(), at));
      }
    }
    return values;
  }

  private static Values readBytes(ByteReader in, int count) {
    int kind = in.u8();
    int width = in.u8();
    ByteSpelling spelling = new ByteSpelling(ByteSpelling.Kind.values()[kind], width, in.u8() == 1);
    Others others = new Others(in, count);
    byte[] fixed = new byte[Math.multiplyExact(count, width)];
    byte[] plane = new byte[count];
    for (int part = 0; part < width; part++) {
      Sections.read(in, plane, 0, count);
      for (int index = 0; index < count; index++) {
        fixed[index * width + part] = plane[index];
      }
    }
    int length = spelling.length();
    Values values = new Values(count, Math.multiplyExact(count, length));
    for (int index = 0; index < count; index++) {
      if (!others.addTo(values, index)) {
        int at = values.reserve(length);
        spelling.write(fixed, index * width, values.bytes(), at);
        values.commit(length);
      }
    }
    return values;
  }
}
