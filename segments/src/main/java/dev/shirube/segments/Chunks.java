// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.segments.Layout.Chunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the chunks of a column begin, noted while its values come: every {@value #MOST_VALUES}
/// values or {@value #MOST_BYTES} bytes. For one thread.
final class Chunks {
  static final int MOST_VALUES = 8192;
  static final int MOST_BYTES = 1 << 20;

  // Three numbers a chunk: its first value, the row of that, how many of the row come before.
  private int[] marks = new int[3];
  private int used;
  private int count;
  private long bytes;
  private int row = -1;
  private int ofRow;

  /// Counts a value.
  ///
  /// @return whether it is the first of a chunk
  boolean add(int ofThisRow, int length) {
    ofRow = ofThisRow == row ? ofRow + 1 : 0;
    row = ofThisRow;
    boolean first = used == 0 || count - marks[used - 3] >= MOST_VALUES || bytes >= MOST_BYTES;
    if (first) {
      if (used == marks.length) {
        marks = Arrays.copyOf(marks, used * 2);
      }
      marks[used] = count;
      marks[used + 1] = row;
      marks[used + 2] = ofRow;
      used += 3;
      bytes = 0;
    }
    count++;
    bytes += length;
    return first;
  }

  /// How many values there are.
  int count() {
    return count;
  }

  /// How many chunks there are.
  int size() {
    return used / 3;
  }

  int start(int chunk) {
    return chunk == size() ? count : marks[chunk * 3];
  }

  Chunk chunk(int chunk, long least, long most, Layout.@Nullable Block block) {
    int start = start(chunk);
    int size = start(chunk + 1) - start;
    return new Chunk(start, size, marks[chunk * 3 + 1], marks[chunk * 3 + 2], least, most, block);
  }

  /// The chunks of numbers that every row has one of.
  static List<Chunk> ofRows(BlockSink sink, long[] numbers, int rows) throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    for (int start = 0; start < rows; start += Layout.HEAD_ROWS) {
      int size = Math.min(Layout.HEAD_ROWS, rows - start);
      long[] part = Arrays.copyOfRange(numbers, start, start + size);
      long least = Arrays.stream(part).min().orElse(0);
      long most = Arrays.stream(part).max().orElse(0);
      Layout.@Nullable Block block = least == most ? null : sink.numbers(part, size);
      chunks.add(new Chunk(start, size, start, 0, least, most, block));
    }
    return chunks;
  }
}
