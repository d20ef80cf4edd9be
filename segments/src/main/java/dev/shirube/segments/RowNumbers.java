// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Bloom;
import dev.shirube.blocks.MergeSort;
import dev.shirube.event.Event;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.packing.ByteWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers that every event of a file has, while it is written. For one thread.
final class RowNumbers {
  private static final int ID_BYTES = 16;
  private static final int HEADS = Layout.Head.values().length;

  private long[][] heads = new long[HEADS][64];
  private long[] high = new long[64];
  private long[] low = new long[64];
  private int rows;
  private final Map<Integer, Integer> inputs = new HashMap<>();
  private final List<Integer> inputNames = new ArrayList<>();
  private @Nullable FieldNames theirs;
  private int theirInput;
  private int input;

  int rows() {
    return rows;
  }

  void add(Event event, int shape, ShapeTable shapes) {
    if (rows == high.length) {
      for (int head = 0; head < HEADS; head++) {
        heads[head] = Arrays.copyOf(heads[head], rows * 2);
      }
      high = Arrays.copyOf(high, rows * 2);
      low = Arrays.copyOf(low, rows * 2);
    }
    set(Layout.Head.TIME, event.time());
    set(Layout.Head.RECEIVED, event.received());
    set(Layout.Head.POSITION, event.position());
    set(Layout.Head.SHAPE, shape);
    set(Layout.Head.INPUT, input(event, shapes));
    EventId id = event.id();
    high[rows] = id.high();
    low[rows] = id.low();
    rows++;
  }

  private void set(Layout.Head head, long value) {
    heads[head.ordinal()][rows] = value;
  }

  private int input(Event event, ShapeTable shapes) {
    FieldNames current = event.batch().names();
    if (current != theirs || event.inputName() != theirInput) {
      theirs = current;
      theirInput = event.inputName();
      int name = shapes.name(current, theirInput);
      input =
          inputs.computeIfAbsent(
              name,
              fresh -> {
                inputNames.add(fresh);
                return inputNames.size() - 1;
              });
    }
    return input;
  }

  /// The numbers of the inputs' names.
  int[] inputs() {
    return inputNames.stream().mapToInt(Integer::intValue).toArray();
  }

  long firstNanos() {
    return Arrays.stream(heads[0], 0, rows).min().orElse(0);
  }

  long lastNanos() {
    return Arrays.stream(heads[0], 0, rows).max().orElse(0);
  }

  List<List<Layout.Chunk>> writeHeads(BlockSink sink) throws IOException {
    List<List<Layout.Chunk>> chunks = new ArrayList<>();
    for (long[] numbers : heads) {
      chunks.add(Chunks.ofRows(sink, numbers, rows));
    }
    return chunks;
  }

  Layout.Ids writeIds(BlockSink sink) throws IOException {
    ByteWriter plain = new ByteWriter();
    long[] hashes = new long[rows];
    int[] order = new int[rows];
    plain.reserve(Math.multiplyExact(rows, ID_BYTES));
    for (int row = 0; row < rows; row++) {
      plain.u64(high[row]).u64(low[row]);
      hashes[row] = Bloom.hash(high[row], low[row]);
      order[row] = row;
    }
    MergeSort.sort(
        order,
        (one, two) -> {
          int first = Long.compareUnsigned(high[one], high[two]);
          return first != 0 ? first : Long.compareUnsigned(low[one], low[two]);
        });
    byte[] sorted = packed(order);
    byte[] bloom = Bloom.of(hashes, rows);
    return new Layout.Ids(
        sink.bytes(plain.bytes(), plain.size()),
        sink.bytes(sorted, sorted.length),
        sink.bytes(bloom, bloom.length));
  }

  /// Numbers of as many bits as the greatest needs, one behind the other, the low bits first.
  private byte[] packed(int[] order) {
    int width = Layout.Ids.width(rows);
    byte[] packed = new byte[Layout.Ids.orderBytes(rows)];
    long at = 0;
    for (int row : order) {
      long shifted = (long) row << (at & 7);
      for (int index = (int) (at >>> 3); shifted != 0; index++) {
        packed[index] |= (byte) shifted;
        shifted >>>= 8;
      }
      at += width;
    }
    return packed;
  }
}
