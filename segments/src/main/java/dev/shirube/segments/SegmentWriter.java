// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Skeleton;
import dev.shirube.blocks.Utf16;
import dev.shirube.event.Event;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldType;
import dev.shirube.event.TenantId;
import dev.shirube.event.ValueType;
import dev.shirube.journal.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Writes events of one tenant as a segment file: event after event in the order in which they are
/// to be its rows. The file is whole and durable once {@link #finish} has returned; its name in the
/// folder is so only once the caller has synced that. For one thread.
///
/// **Memory.** Columns whose values repeat are held until the end, as long as all of them together
/// take no more than 256 million bytes; beyond that the largest go to the file as they come. What
/// does not leave memory so is limited by {@link #isFull}.
public final class SegmentWriter implements Closeable {
  /// Most events of a file.
  public static final int MOST_ROWS = 1 << 20;

  private static final long MOST_MEMORY =
      Math.clamp(Runtime.getRuntime().maxMemory() / 8, 64L << 20, 256L << 20);
  private static final long MOST_SHAPES = 64L << 20;
  private static final long MOST_FILE = 1L << 30;
  private static final int LOOK_EVERY = 1024;
  private static final Set<FieldType> ASKED_FOR =
      Set.of(FieldType.HASH, FieldType.GUID, FieldType.IP, FieldType.PROCESS_KEY, FieldType.SID);
  private static final Set<String> ASKED_FOR_ENDS =
      Set.of("user.name", "hostname", "uid", "user.email_addr", "device.name", "domain");

  private final BlockSink sink;
  private final TenantId tenant;
  private final long mostMemory;
  private final ShapeTable shapes = new ShapeTable();
  private final RowNumbers numbers = new RowNumbers();
  private final List<ColumnWriter> columns = new ArrayList<>();
  private final Skeleton skeletons = new Skeleton();
  private byte[] scratch = new byte[1024];
  private int[] ends = new int[64];
  private boolean[] narrowed = new boolean[64];

  private SegmentWriter(BlockSink sink, TenantId tenant, long mostMemory) {
    this.sink = sink;
    this.tenant = tenant;
    this.mostMemory = mostMemory;
  }

  /// What was written.
  ///
  /// @param rows how many events
  /// @param bytes how long the file is
  /// @param firstNanos when the earliest event happened, nanoseconds since 1970 UTC
  /// @param lastNanos when the latest event happened
  /// @param sha256 the hash that the file tells of itself, as hexadecimal digits
  public record Written(int rows, long bytes, long firstNanos, long lastNanos, String sha256) {}

  /// Begins a file. It must not be there yet.
  public static SegmentWriter create(Disk disk, Path file, TenantId tenant) throws IOException {
    return create(disk, file, tenant, MOST_MEMORY);
  }

  /// @param mostMemory most bytes that columns together may hold back
  static SegmentWriter create(Disk disk, Path file, TenantId tenant, long mostMemory)
      throws IOException {
    Disk.Writing writing = disk.append(file);
    try {
      writing.truncate(0);
      return new SegmentWriter(new BlockSink(writing, tenant), tenant, mostMemory);
    } catch (IOException | RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  /// How many events were added.
  public int rows() {
    return numbers.rows();
  }

  /// Whether the file should be finished and another begun.
  public boolean isFull() {
    return numbers.rows() >= MOST_ROWS || shapes.memory() > MOST_SHAPES || sink.size() > MOST_FILE;
  }

  /// Appends every event of a segment of the same tenant, unless the file gets full.
  ///
  /// @param from the row to begin with
  /// @return the row behind the last one appended
  public int addAll(Segment segment, int from) throws IOException {
    Segment.RowViewer viewer = segment.viewer(tenant);
    int row = from;
    while (row < segment.rows() && !isFull()) {
      add(viewer.at(row++));
    }
    return row;
  }

  /// Appends an event.
  public void add(Event event) throws IOException {
    if (!event.batch().tenant().equals(tenant)) {
      throw new IllegalArgumentException(
          "an event of " + event.batch().tenant() + " is none of " + tenant);
    }
    narrow(event);
    int number = shapes.number(event, narrowed);
    addColumns();
    Layout.Shape shape = shapes.shape(number);
    byte[] bytes = event.batch().buffer();
    int row = numbers.rows();
    int from = 0;
    for (int entry = 0; entry < event.size(); entry++) {
      ColumnWriter column = columns.get(shape.column(entry));
      if (narrowed[entry]) {
        column.add(sink, row, scratch, from, ends[entry] - from);
        from = ends[entry];
      } else {
        column.add(sink, row, bytes, event.offset(entry), event.length(entry));
      }
    }
    if (event.recordLength() > 0) {
      ColumnWriter column = columns.get(shape.column(event.size()));
      int length = skeletons.take(event);
      column.add(sink, row, skeletons.bytes(), 0, length);
    }
    numbers.add(event, number, shapes);
    if (numbers.rows() % LOOK_EVERY == 0 || event.size() > LOOK_EVERY) {
      limitMemory();
    }
  }

  /// Makes UTF-8 of values in UTF-16, one behind the other in the scratch.
  private void narrow(Event event) {
    int size = event.size();
    if (narrowed.length < size) {
      narrowed = new boolean[size * 2];
      ends = new int[size * 2];
    }
    int end = 0;
    for (int entry = 0; entry < size; entry++) {
      narrowed[entry] = false;
      if (event.type(entry) == ValueType.TEXT_UTF16) {
        int length = event.length(entry);
        int most = Math.addExact(end, length + length / 2 + 3);
        if (scratch.length < most) {
          scratch = Arrays.copyOf(scratch, Math.max(most, Math.min(most, 1 << 28) * 2));
        }
        byte[] bytes = event.batch().buffer();
        int written = Utf16.toUtf8(bytes, event.offset(entry), length, scratch, end);
        narrowed[entry] = written >= 0;
        end += Math.max(written, 0);
        ends[entry] = end;
      }
    }
  }

  private void addColumns() {
    while (columns.size() < shapes.keys().size()) {
      Layout.ColumnKey key = shapes.keys().get(columns.size());
      columns.add(new ColumnWriter(key, isAskedFor(key)));
    }
  }

  private static boolean isAskedFor(Layout.ColumnKey key) {
    Field field = FieldCatalogue.builtIn().find(key.field());
    if (field == null) {
      return key.type() == ValueType.PROCESS_KEY;
    }
    return ASKED_FOR.contains(field.type())
        || ASKED_FOR_ENDS.stream().anyMatch(field.path()::endsWith);
  }

  private void limitMemory() throws IOException {
    long used = 0;
    for (ColumnWriter column : columns) {
      used += column.memory();
    }
    while (used > mostMemory) {
      ColumnWriter largest =
          columns.stream().max(Comparator.comparingLong(ColumnWriter::memory)).orElseThrow();
      used -= largest.memory();
      largest.release(sink);
    }
  }

  /// Writes what is left and makes the file durable.
  public Written finish() throws IOException {
    List<Layout.Column> written = new ArrayList<>();
    for (ColumnWriter column : columns) {
      written.add(column.finish(sink));
    }
    List<byte[]> names = new ArrayList<>();
    for (int name = 0; name < shapes.names().size(); name++) {
      names.add(shapes.names().spelling(name));
    }
    long first = numbers.firstNanos();
    long last = numbers.lastNanos();
    Layout layout =
        new Layout(
            numbers.rows(),
            first,
            last,
            names,
            written,
            sink.shapes(shapes.shapes()),
            numbers.inputs(),
            numbers.writeHeads(sink),
            numbers.writeIds(sink));
    byte[] hash = sink.finish(layout);
    String sha256 = HexFormat.of().formatHex(hash);
    return new Written(numbers.rows(), sink.size(), first, last, sha256);
  }

  /// Ends writing. A file that was not finished stays as a torso that nobody opens.
  @Override
  public void close() throws IOException {
    sink.close();
  }
}
