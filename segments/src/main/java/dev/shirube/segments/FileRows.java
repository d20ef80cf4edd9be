// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Bloom;
import dev.shirube.blocks.Numbers;
import dev.shirube.event.EventId;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Head;
import dev.shirube.segments.Layout.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;

/// The rows of a segment file: what all of them have, and the columns their values lie in, unpacked
/// as it is asked for. Any thread may read.
final class FileRows implements Closeable {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int ID_BYTES = 16;
  // Places in the cache that are no blocks: negative, as offsets never are.
  private static final long SHAPES = -1;
  private static final long INDEXES = -2;

  private final BlockSource source;
  private final SegmentCache cache;
  private final Layout layout;
  private final List<ColumnReader> columns = new ArrayList<>();

  /// @throws UnreadableSegment if the file has no directory that can be read
  FileRows(BlockSource source, SegmentCache cache) {
    this.source = source;
    this.cache = cache;
    layout = source.layout();
    for (Layout.Column column : layout.columns()) {
      columns.add(new ColumnReader(source, cache, column));
    }
  }

  /// Forgets what was unpacked and unmaps the file.
  @Override
  public void close() throws IOException {
    cache.forget(source);
    source.close();
  }

  BlockSource source() {
    return source;
  }

  Layout layout() {
    return layout;
  }

  List<ColumnReader> columns() {
    return columns;
  }

  /// How many rows there are.
  int count() {
    return layout.rows();
  }

  /// A number of a row.
  long head(Head head, int row) {
    List<Chunk> chunks = layout.heads().get(head.ordinal());
    Chunk chunk = chunks.get(row / Layout.HEAD_ROWS);
    return chunk.block() == null ? chunk.least() : heads(chunk)[row - chunk.start()];
  }

  /// The numbers of a chunk of rows.
  long[] heads(Chunk chunk) {
    Layout.Block block = chunk.block();
    if (block == null) {
      long[] same = new long[chunk.count()];
      Arrays.fill(same, chunk.least());
      return same;
    }
    Supplier<SegmentCache.Longs> unpack =
        () -> source.read(block, in -> new SegmentCache.Longs(Numbers.read(in, chunk.count())));
    return cache.get(source, block.offset(), SegmentCache.Longs.class, unpack).values();
  }

  /// What the events look like, by the numbers of {@link #shapes}.
  List<Shape> looks() {
    int names = layout.names().size();
    Supplier<Layout.Shapes> unpack =
        () -> source.read(layout.shapes(), in -> Directory.readShapes(in, names, columns.size()));
    return cache.get(source, layout.shapes().offset(), Layout.Shapes.class, unpack).all();
  }

  /// The shape of every row.
  int[] shapes() {
    Supplier<SegmentCache.Ints> unpack =
        () -> new SegmentCache.Ints(small(Head.SHAPE, looks().size()));
    return cache.get(source, SHAPES, SegmentCache.Ints.class, unpack).values();
  }

  /// Numbers of rows that are all below an end.
  int[] small(Head head, int end) {
    int[] all = new int[layout.rows()];
    for (Chunk chunk : layout.heads().get(head.ordinal())) {
      long[] part = heads(chunk);
      for (int index = 0; index < part.length; index++) {
        if (part[index] < 0 || part[index] >= end) {
          throw source.damaged(0, null);
        }
        all[chunk.start() + index] = (int) part[index];
      }
    }
    return all;
  }

  /// How many values of each column come before a row.
  int[] indexes(int row, int[] shapes) {
    int width = columns.size();
    int block = row / Layout.HEAD_ROWS;
    int[] bases =
        cache
            .get(
                source,
                INDEXES,
                SegmentCache.Ints.class,
                () -> new SegmentCache.Ints(bases(shapes)))
            .values();
    int[] indexes = new int[width];
    System.arraycopy(bases, block * width, indexes, 0, width);
    count(shapes, block * Layout.HEAD_ROWS, row, indexes);
    return indexes;
  }

  private int[] bases(int[] shapes) {
    int width = columns.size();
    int blocks = layout.rows() / Layout.HEAD_ROWS + 1;
    int[] bases = new int[Math.multiplyExact(blocks, width)];
    int[] indexes = new int[width];
    for (int block = 1; block < blocks; block++) {
      count(shapes, (block - 1) * Layout.HEAD_ROWS, block * Layout.HEAD_ROWS, indexes);
      System.arraycopy(indexes, 0, bases, block * width, width);
    }
    return bases;
  }

  private void count(int[] shapes, int from, int to, int[] indexes) {
    List<Shape> looks = looks();
    int[] times = new int[looks.size()];
    for (int row = from; row < to; row++) {
      times[shapes[row]]++;
    }
    for (int number = 0; number < times.length; number++) {
      if (times[number] > 0) {
        Shape shape = looks.get(number);
        for (int entry = 0; entry < shape.size(); entry++) {
          indexes[shape.column(entry)] += times[number];
        }
      }
    }
  }

  EventId id(int row) {
    if (row < 0 || row >= layout.rows()) {
      throw new IndexOutOfBoundsException("no row " + row);
    }
    return id(source.view(layout.ids().plain()), row);
  }

  private static EventId id(MemorySegment ids, int row) {
    long at = (long) row * ID_BYTES;
    return new EventId(ids.get(LONG, at), ids.get(LONG, at + 8));
  }

  /// The row of an event, -1 if it is not here.
  int rowOf(EventId id) {
    MemorySegment bloom = source.view(layout.ids().bloom());
    boolean possible = layout.rows() > 0 && Bloom.mayHold(bloom, Bloom.hash(id.high(), id.low()));
    return possible ? search(id) : -1;
  }

  /// Takes out of some ids those that are here.
  void dropKnown(EventId[] wanted, BitSet among) {
    MemorySegment bloom = source.view(layout.ids().bloom());
    for (int at = among.nextSetBit(0); at >= 0; at = among.nextSetBit(at + 1)) {
      EventId id = wanted[at];
      if (Bloom.mayHold(bloom, Bloom.hash(id.high(), id.low())) && search(id) >= 0) {
        among.clear(at);
      }
    }
  }

  private int search(EventId id) {
    MemorySegment ids = source.view(layout.ids().plain());
    MemorySegment order = source.view(layout.ids().order());
    int low = 0;
    int high = layout.rows() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int row = row(order, middle);
      int compared = id(ids, row).compareTo(id);
      if (compared == 0) {
        return row;
      }
      low = compared < 0 ? middle + 1 : low;
      high = compared > 0 ? middle - 1 : high;
    }
    return -1;
  }

  private int row(MemorySegment order, int index) {
    int width = Layout.Ids.width(layout.rows());
    long at = (long) index * width;
    int bits = order.get(INT, at >>> 3) >>> (at & 7);
    int row = bits & (1 << width) - 1;
    if (row >= layout.rows()) {
      throw source.damaged(layout.ids().order().offset(), null);
    }
    return row;
  }

  /// A walk over the values of one of the columns.
  Walk walk(ColumnReader column) {
    return new Walk(this, column);
  }

  /// Finds the rows that the values of a column belong to. For one thread.
  static final class Walk {
    private final int[] shapes;
    private final int[] times;

    private Walk(FileRows file, ColumnReader column) {
      shapes = file.shapes();
      int index = file.columns().indexOf(column);
      List<Shape> all = file.looks();
      times = new int[all.size()];
      for (int number = 0; number < times.length; number++) {
        Shape shape = all.get(number);
        for (int entry = 0; entry < shape.size(); entry++) {
          times[number] += shape.column(entry) == index ? 1 : 0;
        }
      }
    }

    /// Takes a value's row and its number within the chunk.
    @FunctionalInterface
    interface Step {
      void at(int row, int value);
    }

    /// Goes over the values of a chunk.
    void each(Chunk chunk, Step step) {
      int row = chunk.firstRow();
      int left = times[shapes[row]] - chunk.skip();
      for (int value = 0; value < chunk.count(); value++) {
        while (left <= 0) {
          row++;
          left = times[shapes[row]];
        }
        step.at(row, value);
        left--;
      }
    }
  }
}
