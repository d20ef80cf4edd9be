// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Bloom;
import dev.shirube.blocks.Numbers;
import dev.shirube.blocks.ValueBlock;
import dev.shirube.blocks.Values;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Part;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The values of one column of a file, unpacked when asked for. Any thread may read.
final class ColumnReader {
  private final BlockSource source;
  private final SegmentCache cache;
  private final Layout.Column column;

  ColumnReader(BlockSource source, SegmentCache cache, Layout.Column column) {
    this.source = source;
    this.cache = cache;
    this.column = column;
  }

  Layout.ColumnKey key() {
    return column.key();
  }

  int count() {
    return column.count();
  }

  boolean isDictionary() {
    return column.isDictionary();
  }

  int distinct() {
    return column.distinct();
  }

  List<Part> parts() {
    return column.parts();
  }

  List<Chunk> chunks() {
    return column.chunks();
  }

  /// The values of a part of the dictionary.
  Values part(Part part) {
    return unpacked(part.block(), part.count());
  }

  /// The part of the dictionary that a number is in.
  Part partOf(int number) {
    List<Part> parts = column.parts();
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (parts.get(middle).first() <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return parts.get(low);
  }

  /// The values of a chunk that holds values.
  Values values(Chunk chunk) {
    Layout.Block block = chunk.block();
    if (block == null) {
      throw source.damaged(0, null);
    }
    return unpacked(block, chunk.count());
  }

  private Values unpacked(Layout.Block block, int count) {
    Supplier<Values> unpack = () -> source.read(block, in -> ValueBlock.read(in, count));
    return cache.get(source, block.offset(), Values.class, unpack);
  }

  /// The numbers in the dictionary of a chunk's values.
  int[] numbers(Chunk chunk) {
    Layout.Block block = chunk.block();
    if (block == null) {
      int[] same = new int[chunk.count()];
      Arrays.fill(same, checked(chunk.least()));
      return same;
    }
    Supplier<SegmentCache.Ints> unpack =
        () ->
            source.read(
                block,
                in -> {
                  long[] numbers = Numbers.read(in, chunk.count());
                  int[] small = new int[numbers.length];
                  for (int index = 0; index < small.length; index++) {
                    small[index] = checked(numbers[index]);
                  }
                  return new SegmentCache.Ints(small);
                });
    return cache.get(source, block.offset(), SegmentCache.Ints.class, unpack).values();
  }

  private int checked(long number) {
    if (number < 0 || number >= column.distinct()) {
      throw new IllegalArgumentException("no value has the number " + number);
    }
    return (int) number;
  }

  /// The chunk that a value of the column is in.
  int chunkOf(int index) {
    List<Chunk> chunks = column.chunks();
    int low = 0;
    int high = chunks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (chunks.get(middle).start() <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /// Which of its parts, or of its chunks if it has no dictionary, may have one of some texts by
  /// their foldings' hashes.
  ///
  /// @return one bit a part or chunk; null if the file does not tell
  @Nullable BitSet mayHold(long[] hashes) {
    Layout.Block bloom = column.bloom();
    if (bloom == null) {
      return null;
    }
    MemorySegment all = source.view(bloom);
    BitSet possible = new BitSet();
    long at = 0;
    for (int number = 0; number < column.filters(); number++) {
      MemorySegment filter = all.asSlice(at, column.filterBytes(number));
      for (int index = 0; index < hashes.length && !possible.get(number); index++) {
        possible.set(number, Bloom.mayHold(filter, hashes[index]));
      }
      at += filter.byteSize();
    }
    return possible;
  }

  boolean hasBloom() {
    return column.bloom() != null;
  }

  /// How many values it has for each that is another, as far as is known.
  int repeats() {
    return isDictionary() ? count() / Math.max(1, distinct()) : 1;
  }

  /// For each value of the dictionary the first chunk it is in, and behind these for each how many
  /// chunks later the last one is; null if the file does not tell.
  long @Nullable [] presence() {
    Layout.Block presence = column.presence();
    if (presence == null) {
      return null;
    }
    Supplier<SegmentCache.Longs> unpack =
        () ->
            source.read(
                presence, in -> new SegmentCache.Longs(Numbers.read(in, column.distinct() * 2)));
    return cache.get(source, presence.offset(), SegmentCache.Longs.class, unpack).values();
  }
}
