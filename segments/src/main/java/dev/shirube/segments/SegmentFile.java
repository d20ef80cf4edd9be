// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Bloom;
import dev.shirube.blocks.Numbers;
import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Head;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A segment file, mapped into memory and unpacked as it is asked for. Whatever is damaged is told
/// as an {@link UnreadableSegment} when it is come upon. It may be closed only when nobody reads it
/// any more.
public final class SegmentFile implements Segment {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long OWN_CACHE = 32L << 20;
  private static final int ID_BYTES = 16;
  // Places in the cache that are no blocks: negative, as offsets never are.
  private static final long SHAPES = -1;
  private static final long INDEXES = -2;

  private final BlockSource source;
  private final SegmentCache cache;
  private final Layout layout;
  private final List<ColumnReader> columns = new ArrayList<>();

  private SegmentFile(BlockSource source, SegmentCache cache) {
    this.source = source;
    this.cache = cache;
    layout = source.layout();
    for (Layout.Column column : layout.columns()) {
      columns.add(new ColumnReader(this, column));
    }
  }

  /// Opens a file with a small cache of its own.
  ///
  /// @throws UnreadableSegment if it is no segment file of the tenant that this release can read
  public static SegmentFile open(Disk disk, Path file, TenantId tenant) throws IOException {
    return open(disk, file, tenant, new SegmentCache(OWN_CACHE));
  }

  /// Opens a file.
  ///
  /// @param cache what keeps unpacked parts; shared with other files
  /// @throws UnreadableSegment if it is no segment file of the tenant that this release can read
  public static SegmentFile open(Disk disk, Path file, TenantId tenant, SegmentCache cache)
      throws IOException {
    BlockSource source = new BlockSource(disk, file, tenant);
    try {
      SegmentFile segment = new SegmentFile(source, cache);
      segment.demandWhole();
      return segment;
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /// What the directory tells must fit together, or rows would be read where none are.
  private void demandWhole() {
    int rows = layout.rows();
    boolean whole =
        layout.ids().plain().length() == (long) rows * ID_BYTES
            && layout.ids().order().length() == Layout.Ids.orderBytes(rows)
            && layout.ids().bloom().length() >= Bloom.BLOCK
            && (rows == 0 || layout.inputs().length > 0);
    for (List<Chunk> head : layout.heads()) {
      long counted = head.stream().mapToLong(Chunk::count).sum();
      whole &= counted == rows;
      for (Chunk chunk : head) {
        whole &= chunk.start() % Layout.HEAD_ROWS == 0 && chunk.count() <= Layout.HEAD_ROWS;
      }
    }
    for (Layout.Column column : layout.columns()) {
      whole &= column.chunks().stream().mapToLong(Chunk::count).sum() == column.count();
    }
    if (!whole) {
      throw source.damaged(0, null);
    }
  }

  /// Reads the whole file and compares the hash it tells of itself: for who wants to know, at
  /// times, whether disks keep what they were given.
  ///
  /// @throws UnreadableSegment if it is another
  public void verify() {
    source.verify();
  }

  BlockSource source() {
    return source;
  }

  SegmentCache cache() {
    return cache;
  }

  Layout layout() {
    return layout;
  }

  List<ColumnReader> columns() {
    return columns;
  }

  @Override
  public int rows() {
    return layout.rows();
  }

  @Override
  public long firstNanos() {
    return layout.firstNanos();
  }

  @Override
  public long lastNanos() {
    return layout.lastNanos();
  }

  @Override
  public long nanos(int row) {
    return head(Head.TIME, row);
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
    return cache.get(this, block.offset(), SegmentCache.Longs.class, unpack).values();
  }

  /// What the events look like, by the numbers of {@link #shapes}.
  List<Layout.Shape> looks() {
    int names = layout.names().size();
    Supplier<Layout.Shapes> unpack =
        () -> source.read(layout.shapes(), in -> Directory.readShapes(in, names, columns.size()));
    return cache.get(this, layout.shapes().offset(), Layout.Shapes.class, unpack).all();
  }

  /// The shape of every row.
  int[] shapes() {
    Supplier<SegmentCache.Ints> unpack =
        () -> new SegmentCache.Ints(small(Head.SHAPE, looks().size()));
    return cache.get(this, SHAPES, SegmentCache.Ints.class, unpack).values();
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
            .get(this, INDEXES, SegmentCache.Ints.class, () -> new SegmentCache.Ints(bases(shapes)))
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
    List<Layout.Shape> looks = looks();
    int[] times = new int[looks.size()];
    for (int row = from; row < to; row++) {
      times[shapes[row]]++;
    }
    for (int number = 0; number < times.length; number++) {
      if (times[number] > 0) {
        Layout.Shape shape = looks.get(number);
        for (int entry = 0; entry < shape.size(); entry++) {
          indexes[shape.column(entry)] += times[number];
        }
      }
    }
  }

  @Override
  public EventId id(int row) {
    if (row < 0 || row >= layout.rows()) {
      throw new IndexOutOfBoundsException("no row " + row);
    }
    return id(source.view(layout.ids().plain()), row);
  }

  private static EventId id(MemorySegment ids, int row) {
    long at = (long) row * ID_BYTES;
    return new EventId(ids.get(LONG, at), ids.get(LONG, at + 8));
  }

  @Override
  public int rowOf(EventId id) {
    MemorySegment bloom = source.view(layout.ids().bloom());
    if (layout.rows() == 0 || !Bloom.mayHold(bloom, Bloom.hash(id.high(), id.low()))) {
      return -1;
    }
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

  @Override
  public Selection select(TimeRange range, Predicate wanted, BooleanSupplier cancelled) {
    return new FileSelect(this, cancelled).select(range, wanted);
  }

  @Override
  public void values(Column column, Selection rows, ValueSink sink) {
    try {
      new FileValues(this).hand(column, rows.rows(), sink);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw source.damaged(0, e);
    }
  }

  @Override
  public RowCopier copier() {
    return new RowReader(this);
  }

  /// Unmaps the file.
  @Override
  public void close() {
    cache.forget(this);
    try {
      source.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
