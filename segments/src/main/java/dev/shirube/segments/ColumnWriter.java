// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Bloom;
import dev.shirube.blocks.ByteSpelling;
import dev.shirube.blocks.DistinctValues;
import dev.shirube.blocks.NumberSpelling;
import dev.shirube.blocks.Values;
import dev.shirube.event.ValueType;
import dev.shirube.packing.ByteWriter;
import dev.shirube.segments.Layout.Block;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of one column while a file is written. At first each different value is kept once, in
/// memory; where nearly all differ, or memory is short, the values go to the file as they come. For
/// one thread.
final class ColumnWriter {
  /// Most values of a part of a dictionary.
  static final int PART_VALUES = 4096;

  private static final int PART_BYTES = 1 << 17;
  private static final int FEW = 48;

  private final Layout.ColumnKey key;
  private final boolean filtered;
  private final Chunks chunks = new Chunks();
  private @Nullable DistinctValues distinct = new DistinctValues();
  private int[] numbers = new int[4];
  private final Values pending = new Values(4, 64);
  private final List<Chunk> written = new ArrayList<>();
  private final ByteWriter filters = new ByteWriter();
  private int filteredValues;

  /// @param filtered whether it is likely to be asked for single values
  ColumnWriter(Layout.ColumnKey key, boolean filtered) {
    this.key = key;
    this.filtered = filtered;
  }

  void add(BlockSink sink, int row, byte[] bytes, int offset, int length) throws IOException {
    boolean first = chunks.add(row, length);
    if (first && distinct != null && chunks.size() > 1 && differ(distinct, 7, 10)) {
      writePlain(sink, distinct, chunks.size() - 1);
      numbers = new int[0];
    }
    if (distinct == null) {
      if (first && pending.count() > 0) {
        flush(sink, chunks.size() - 2);
      }
      pending.add(bytes, offset, length);
      return;
    }
    int index = chunks.count() - 1;
    if (index == numbers.length) {
      numbers = Arrays.copyOf(numbers, index * 2);
    }
    numbers[index] = distinct.number(bytes, offset, length);
  }

  private boolean differ(DistinctValues known, int part, int of) {
    return (long) known.count() * of > (long) chunks.count() * part;
  }

  /// About how many bytes of memory would be free if the values went to the file.
  long memory() {
    return distinct == null ? 0 : distinct.memory() + 4L * numbers.length;
  }

  /// Writes what there is to the file and keeps no more but a chunk.
  void release(BlockSink sink) throws IOException {
    DistinctValues known = distinct;
    if (known != null && chunks.size() > 0) {
      int whole = chunks.size() - 1;
      writePlain(sink, known, whole);
      for (int index = chunks.start(whole); index < chunks.count(); index++) {
        addTo(pending, known.values(), numbers[index]);
      }
      numbers = new int[0];
    }
  }

  private void writePlain(BlockSink sink, DistinctValues known, int whole) throws IOException {
    for (int chunk = 0; chunk < whole; chunk++) {
      for (int index = chunks.start(chunk); index < chunks.start(chunk + 1); index++) {
        addTo(pending, known.values(), numbers[index]);
      }
      flush(sink, chunk);
    }
    distinct = null;
  }

  private static void addTo(Values all, Values from, int index) {
    all.add(from.bytes(), from.offset(index), from.length(index));
  }

  private void flush(BlockSink sink, int chunk) throws IOException {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    NumberSpelling whole = NumberSpelling.WHOLE;
    for (int index = 0; index < pending.count() && least != NumberSpelling.NONE; index++) {
      long number = whole.read(pending.bytes(), pending.offset(index), pending.length(index));
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
    boolean known = least != NumberSpelling.NONE;
    Block block = sink.values(pending, isBinary());
    written.add(chunks.chunk(chunk, known ? least : 0, known ? most : -1, block));
    if (filtered) {
      filter(pending);
    }
    pending.clear();
  }

  private boolean isBinary() {
    return key.type() == ValueType.BINARY || key.type() == ValueType.PROCESS_KEY;
  }

  /// Adds the filter of the values of a chunk or of a part of the dictionary.
  private void filter(Values values) {
    long[] hashes = new long[values.count()];
    for (int index = 0; index < hashes.length; index++) {
      hashes[index] =
          Bloom.hash(key.kept(), values.bytes(), values.offset(index), values.length(index));
    }
    byte[] filter = Bloom.of(hashes, hashes.length);
    filters.raw(filter, 0, filter.length);
    filteredValues += hashes.length;
  }

  /// Writes what is left.
  Layout.Column finish(BlockSink sink) throws IOException {
    DistinctValues known = distinct;
    if (known == null) {
      if (pending.count() > 0) {
        flush(sink, chunks.size() - 1);
      }
      return column(sink, List.of(), null, written);
    }
    boolean numbers = known.count() > 256 && differ(known, 1, 16) && isNumeric(known);
    if (numbers || differ(known, 3, 4)) {
      writePlain(sink, known, chunks.size());
      return column(sink, List.of(), null, written);
    }
    return dictionary(sink, known);
  }

  private Layout.Column column(
      BlockSink sink, List<Part> parts, @Nullable Block presence, List<Chunk> all)
      throws IOException {
    Block bloom = null;
    if (filteredValues > FEW) {
      bloom = sink.bytes(filters.bytes(), filters.size());
    }
    return new Layout.Column(key, chunks.count(), parts, presence, bloom, all);
  }

  private boolean isNumeric(DistinctValues known) {
    Values values = known.values();
    int step = Math.max(1, values.count() / 64);
    int seen = 0;
    int numeric = 0;
    for (int index = 0; index < values.count(); index += step) {
      seen++;
      int offset = values.offset(index);
      boolean number =
          !isBinary() && NumberSpelling.guess(values.bytes(), offset, values.length(index)) != null;
      numeric += number ? 1 : 0;
    }
    return numeric * 16 >= seen * 15;
  }

  private Layout.Column dictionary(BlockSink sink, DistinctValues known) throws IOException {
    int count = known.count();
    boolean fixed = isFixed(known);
    int[] order = fixed ? null : known.sorted(isNumeric(known));
    int[] rank = new int[count];
    for (int index = 0; index < count; index++) {
      rank[order == null ? index : order[index]] = index;
    }
    List<Part> parts = new ArrayList<>();
    Values part = new Values();
    int first = 0;
    for (int index = 0; index < count; index++) {
      addTo(part, known.values(), order == null ? index : order[index]);
      boolean full = part.count() == PART_VALUES || part.size() >= PART_BYTES;
      if (full || index == count - 1) {
        parts.add(new Part(first, part.count(), sink.values(part, isBinary())));
        if (filtered && count > FEW) {
          filter(part);
        }
        first = index + 1;
        part.clear();
      }
    }
    return chunked(sink, parts, rank);
  }

  /// Values of fixed width without an order of their own: left in the order of their coming, in
  /// which the numbers of new ones rise and those of late ones are near.
  private boolean isFixed(DistinctValues known) {
    Values values = known.values();
    int middle = values.count() / 2;
    return ByteSpelling.guess(
            values.bytes(), values.offset(middle), values.length(middle), isBinary())
        != null;
  }

  private Layout.Column chunked(BlockSink sink, List<Part> parts, int[] rank) throws IOException {
    List<Chunk> all = new ArrayList<>();
    long[] firstIn = new long[rank.length];
    long[] lastIn = new long[rank.length];
    Arrays.fill(firstIn, -1);
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      int start = chunks.start(chunk);
      long[] ranks = new long[chunks.start(chunk + 1) - start];
      long least = Long.MAX_VALUE;
      long most = 0;
      for (int index = 0; index < ranks.length; index++) {
        int number = rank[numbers[start + index]];
        ranks[index] = number;
        least = Math.min(least, number);
        most = Math.max(most, number);
        firstIn[number] = firstIn[number] < 0 ? chunk : firstIn[number];
        lastIn[number] = chunk;
      }
      Block block = least == most ? null : sink.numbers(ranks, ranks.length);
      all.add(chunks.chunk(chunk, least, most, block));
    }
    Block presence = null;
    if (filtered && rank.length > FEW && chunks.size() > 2) {
      long[] both = new long[rank.length * 2];
      for (int number = 0; number < rank.length; number++) {
        both[number] = firstIn[number];
        both[rank.length + number] = lastIn[number] - firstIn[number];
      }
      presence = sink.numbers(both, both.length);
    }
    return column(sink, parts, presence, all);
  }
}
