// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import dev.shirube.packing.ByteWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of a column in one group of rows, on their way to be written: each different value
/// once, and for every row which of them it has, if any.
final class Chunk {
  private static final int PER_ENTRY = 12;
  private static final int PER_VALUE = 120;
  private static final int MOST_TOLD = 64;

  private final ParquetColumn column;
  private final Map<Object, Integer> known = new HashMap<>();
  private final List<Object> distinct = new ArrayList<>();
  private final SmallNumbers places = new SmallNumbers();
  private final SmallNumbers repetitions = new SmallNumbers();
  private final SmallNumbers definitions = new SmallNumbers();
  private long weight;

  Chunk(ParquetColumn column) {
    this.column = column;
  }

  ParquetColumn column() {
    return column;
  }

  /// Adds a value.
  ///
  /// @param repetition how many repeated groups of the path go on, rather than begin anew
  /// @param value a Long, or a String for a text
  void add(int repetition, Object value) {
    level(repetition, column.definition());
    Integer place = known.get(value);
    if (place == null) {
      place = distinct.size();
      known.put(value, place);
      distinct.add(value);
      weight += PER_VALUE + (value instanceof String text ? 4L * text.length() : 0);
    }
    places.add(place);
  }

  /// Adds that there is no value.
  ///
  /// @param definition how many steps of the path are there
  void missing(int repetition, int definition) {
    level(repetition, definition);
  }

  private void level(int repetition, int definition) {
    definitions.add(definition);
    if (column.repetition() > 0) {
      repetitions.add(repetition);
    }
    weight += PER_ENTRY;
  }

  /// Adds that rows have no value, until there are so many.
  void fill(int rows) {
    while (definitions.size() < rows) {
      level(0, 0);
    }
  }

  /// How many entries there are, values or not.
  int entries() {
    return definitions.size();
  }

  /// How many bytes of memory it takes, about.
  long weight() {
    return weight;
  }

  /// Whether values repeat so often that a dictionary of them is worth it.
  boolean hasDictionary() {
    return !distinct.isEmpty() && distinct.size() * 2 <= places.size();
  }

  int distinct() {
    return distinct.size();
  }

  /// The different values, as a page of a dictionary holds them.
  ByteWriter dictionary() {
    ByteWriter out = new ByteWriter();
    distinct.forEach(value -> write(out, encoded(value)));
    return out;
  }

  /// What a page of data holds: levels, then values or their places in the dictionary.
  ByteWriter data() {
    ByteWriter out = new ByteWriter();
    if (column.repetition() > 0) {
      levels(out, repetitions, column.repetition());
    }
    levels(out, definitions, column.definition());
    if (hasDictionary()) {
      int bits = SmallNumbers.bits(distinct.size() - 1);
      out.u8(bits);
      places.write(out, bits);
      return out;
    }
    for (int index = 0; index < places.size(); index++) {
      write(out, encoded(distinct.get(places.get(index))));
    }
    return out;
  }

  private static void levels(ByteWriter out, SmallNumbers levels, int greatest) {
    ByteWriter written = new ByteWriter();
    levels.write(written, SmallNumbers.bits(greatest));
    out.u32(written.size()).raw(written.bytes(), 0, written.size());
  }

  private void write(ByteWriter out, byte[] value) {
    if (column.kind() == ParquetColumn.Kind.TEXT) {
      out.u32(value.length);
    }
    out.raw(value, 0, value.length);
  }

  /// What is told of a column of plain values, so that readers need not look at those rows they do
  /// not want.
  ///
  /// @param nulls how many rows have no value
  /// @param least the least value; null if there is none, or its text is long
  /// @param most the greatest value, as the least
  record Told(long nulls, byte @Nullable [] least, byte @Nullable [] most) {}

  Told told() {
    byte @Nullable [] least = null;
    byte @Nullable [] most = null;
    boolean numbers = column.kind() != ParquetColumn.Kind.TEXT;
    for (Object value : distinct) {
      byte[] bytes = encoded(value);
      least = least == null || compare(bytes, least, numbers) < 0 ? bytes : least;
      most = most == null || compare(bytes, most, numbers) > 0 ? bytes : most;
    }
    boolean shortly =
        least != null && most != null && Math.max(least.length, most.length) <= MOST_TOLD;
    long nulls = (long) definitions.size() - places.size();
    return new Told(nulls, shortly ? least : null, shortly ? most : null);
  }

  private static int compare(byte[] one, byte[] other, boolean numbers) {
    return numbers
        ? Long.compare(
            Long.reverseBytes(ByteBuffer.wrap(one).getLong()),
            Long.reverseBytes(ByteBuffer.wrap(other).getLong()))
        : Arrays.compareUnsigned(one, other);
  }

  private static byte[] encoded(Object value) {
    return value instanceof Long number
        ? ByteBuffer.allocate(Long.BYTES).putLong(Long.reverseBytes(number)).array()
        : utf8(value.toString());
  }

  /// Half a surrogate pair, which UTF-8 does not have, becomes a replacement character.
  private static byte[] utf8(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    CharsetEncoder encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .replaceWith("\ufffd".getBytes(StandardCharsets.UTF_8));
    try {
      ByteBuffer bytes = encoder.encode(CharBuffer.wrap(text));
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (CharacterCodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
