// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Bloom;
import dev.shirube.blocks.Weighed;
import dev.shirube.event.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where everything lies in a segment file; what its directory tells.
///
/// @param rows how many events
/// @param firstNanos when the earliest happened
/// @param lastNanos when the latest happened
/// @param names the names of its fields, sources and inputs in UTF-8; the first is empty
/// @param columns where values lie
/// @param shapes what the events look like: {@link Shape}s
/// @param inputs the names of inputs, as numbers of `names`
/// @param heads the numbers every event has, by {@link Head}
/// @param ids the events' identities
record Layout(
    int rows,
    long firstNanos,
    long lastNanos,
    List<byte[]> names,
    List<Column> columns,
    Block shapes,
    int[] inputs,
    List<List<Chunk>> heads,
    Ids ids) {
  /// How many rows the chunks of heads have, but for the last.
  static final int HEAD_ROWS = 8192;

  /// A number that every event has. Ordinals are written to files: append only.
  enum Head {
    TIME,
    RECEIVED,
    POSITION,
    /// Number of the shape.
    SHAPE,
    /// Number of the input.
    INPUT
  }

  /// Some bytes of the file.
  ///
  /// @param check CRC-32C of them
  record Block(long offset, int length, int check) {}

  /// Some values of a column, in the order of rows.
  ///
  /// @param start how many values of the column come before
  /// @param count how many values it has
  /// @param firstRow the row of its first value
  /// @param skip how many values of that row come before it
  /// @param least the least number, or number in the dictionary; more than `most` if nobody knows
  /// @param most the greatest
  /// @param block null where all are `least`
  record Chunk(
      int start, int count, int firstRow, int skip, long least, long most, @Nullable Block block) {}

  /// A part of a column's dictionary.
  ///
  /// @param first the number of its first value
  record Part(int first, int count, Block block) {}

  /// The values of one field, name and type.
  ///
  /// @param key what they are values of
  /// @param parts the dictionary; empty where the chunks hold the values themselves
  /// @param presence for each value of the dictionary the first and last chunk it is in
  /// @param bloom filters one behind the other: one for each part of the dictionary or, where there
  ///   is none, for each chunk
  record Column(
      ColumnKey key,
      int count,
      List<Part> parts,
      @Nullable Block presence,
      @Nullable Block bloom,
      List<Chunk> chunks) {
    boolean isDictionary() {
      return !parts.isEmpty();
    }

    /// How many filters it has: one for each of its parts, or of its chunks.
    int filters() {
      return bloom == null ? 0 : parts.isEmpty() ? chunks.size() : parts.size();
    }

    /// How many bytes the filter with a number has.
    int filterBytes(int number) {
      int values = parts.isEmpty() ? chunks.get(number).count() : parts.get(number).count();
      return Bloom.bytes(values);
    }

    /// How many values the dictionary has.
    int distinct() {
      return parts.isEmpty() ? 0 : parts.getLast().first() + parts.getLast().count();
    }
  }

  /// What a column holds.
  ///
  /// @param field the catalogue field, 0 if it has none
  /// @param name the source's name
  /// @param reader the name its reader gave
  /// @param type how the values are to be read
  /// @param narrowed whether values of type TEXT_UTF16 are kept in UTF-8
  /// @param record whether it is not values but {@link dev.shirube.blocks.Skeleton}s of records
  record ColumnKey(
      int field, int name, int reader, ValueType type, boolean narrowed, boolean record) {
    /// How the bytes as they are kept are to be read.
    ValueType kept() {
      return narrowed ? ValueType.TEXT : type;
    }
  }

  /// What many events have in common: their kind, and which entries they have in which order.
  ///
  /// @param clock which clock the time is from, with flags
  /// @param eventClass OCSF's class_uid
  /// @param source number of the source's name
  /// @param slots three numbers an entry: column, flags, element
  record Shape(int clock, int eventClass, int activity, int source, int[] slots) {
    static final int STRIDE = 3;

    int size() {
      return slots.length / STRIDE;
    }

    int column(int entry) {
      return slots[entry * STRIDE];
    }

    int flags(int entry) {
      return slots[entry * STRIDE + 1];
    }

    int element(int entry) {
      return slots[entry * STRIDE + 2];
    }
  }

  /// All shapes of a file.
  record Shapes(List<Shape> all) implements Weighed {
    Shapes {
      all = List.copyOf(all);
    }

    @Override
    public int weight() {
      int weight = 0;
      for (Shape shape : all) {
        weight += 64 + shape.slots().length * 4;
      }
      return weight;
    }
  }

  /// The identities of all events.
  ///
  /// @param plain 16 bytes each, in the order of rows
  /// @param order the rows in the order of identities, as numbers of {@link #width} bits, and four
  ///   bytes of nothing so that each can be read as an int
  /// @param bloom a filter of all identities
  record Ids(Block plain, Block order, Block bloom) {
    /// How many bits the number of a row takes.
    static int width(int rows) {
      return 32 - Integer.numberOfLeadingZeros(Math.max(1, rows - 1));
    }

    static int orderBytes(int rows) {
      return (int) (((long) rows * width(rows) + 7) / 8) + 4;
    }
  }
}
