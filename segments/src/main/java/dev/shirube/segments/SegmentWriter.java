// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes events of one tenant as a segment file: event after event in the order in which they are
/// to be its rows. The file is whole and durable once {@link #finish} has returned; its name in the
/// folder is so only once the caller has synced that. For one thread.
///
/// **Memory.** Columns whose values repeat are held until the end, as long as all of them together
/// take no more than {@value #MOST_MEMORY} bytes; beyond that the largest go to the file as they
/// come. What does not leave memory so is limited by {@link #isFull}.
public final class SegmentWriter implements Closeable {
  /// Most events of a file.
  public static final int MOST_ROWS = 1 << 20;

  private static final long MOST_MEMORY = 256L << 20;
  private static final long MOST_SHAPES = 64L << 20;
  private static final long MOST_FILE = 1L << 30;
  private static final int LOOK_EVERY = 1024;
  private static final Set<FieldType> ASKED_FOR =
      Set.of(
          FieldType.HASH, FieldType.GUID, FieldType.IP, FieldType.PROCESS_KEY, FieldType.SID);
  private static final Set<String> ASKED_FOR_ENDS =
      Set.of("user.name", "hostname", "uid", "user.email_addr", "device.name", "domain");

  private final BlockSink sink;
  private final TenantId tenant;
  private final ShapeTable shapes = new ShapeTable();
  private final RowNumbers numbers = new RowNumbers();
  private final List<ColumnWriter> columns = new ArrayList<>();
  private final Set<EventId> none = new HashSet<>();
  private byte[] scratch = new byte[1024];
  private int[] narrowedAt = new int[64];
  private int[] narrowedLength = new int[64];
  private boolean[] narrowed = new boolean[64];

  private SegmentWriter(BlockSink sink, TenantId tenant) {
    this.sink = sink;
    this.tenant = tenant;
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
    Disk.Writing writing = disk.append(file);
    try {
      writing.truncate(0);
      return new SegmentWriter(new BlockSink(writing, tenant), tenant);
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
    return numbers.rows() >= MOST_ROWS
        || shapes.memory() > MOST_SHAPES
        || sink.size() > MOST_FILE;
  }
}
