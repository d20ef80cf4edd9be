// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Bloom;
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
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A segment file, mapped into memory and unpacked as it is asked for. Whatever is damaged is told
/// as an {@link UnreadableSegment} when it is come upon. It may be closed only when nobody reads it
/// any more.
public final class SegmentFile implements Segment {
  private static final long OWN_CACHE = 32L << 20;
  private static final int ID_BYTES = 16;

  private final FileRows file;
  private final BlockSource source;
  private final Layout layout;

  private SegmentFile(FileRows file) {
    this.file = file;
    source = file.source();
    layout = file.layout();
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
      SegmentFile segment = new SegmentFile(new FileRows(source, cache));
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
      long filters = 0;
      for (int number = 0; number < column.filters(); number++) {
        filters += column.filterBytes(number);
      }
      whole &= column.bloom() == null || column.bloom().length() == filters;
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

  List<ColumnReader> columns() {
    return file.columns();
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
    return file.head(Head.TIME, row);
  }

  @Override
  public EventId id(int row) {
    return file.id(row);
  }

  @Override
  public int rowOf(EventId id) {
    return file.rowOf(id);
  }

  @Override
  public void dropKnown(EventId[] ids, BitSet among) {
    if (layout.rows() > 0) {
      file.dropKnown(ids, among);
    }
  }

  @Override
  public Selection select(TimeRange range, Predicate wanted, BooleanSupplier cancelled) {
    return new FileSelect(file, cancelled).select(range, wanted);
  }

  @Override
  public void values(Column column, Selection rows, ValueSink sink) {
    try {
      new FileValues(file).hand(column, rows.rows(), sink);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw source.damaged(0, e);
    }
  }

  @Override
  public RowCopier copier() {
    return new RowReader(file);
  }

  /// Unmaps the file.
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
