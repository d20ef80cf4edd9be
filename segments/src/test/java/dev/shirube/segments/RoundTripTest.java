// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoundTripTest {
  private static final Path FILE = Path.of("a.segment");

  private final MemoryDisk disk = new MemoryDisk();

  private SegmentFile written(EventBatch batch, long memory) throws IOException {
    try (SegmentWriter writer = SegmentWriter.create(disk, FILE, EventGenerator.TENANT, memory)) {
      Event event = new Event();
      for (int index = 0; index < batch.count(); index++) {
        writer.add(event.on(batch, index));
      }
      SegmentWriter.Written written = writer.finish();
      assertThat(written.rows()).isEqualTo(batch.count());
      assertThat(written.bytes()).isEqualTo(disk.content(FILE).length);
    }
    return SegmentFile.open(disk, FILE, EventGenerator.TENANT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 50, 3000, 20_000})
  void everythingComesBack(int count) throws IOException {
    EventBatch batch = Events.generated(count, count);
    try (SegmentFile file = written(batch, Long.MAX_VALUE)) {
      file.verify();
      assertThat(Events.lines(file)).isEqualTo(Events.lines(batch));
    }
  }

  @Test
  void withLittleMemoryToo() throws IOException {
    EventBatch batch = Events.generated(7, 30_000);
    byte[] roomy;
    try (SegmentFile file = written(batch, Long.MAX_VALUE)) {
      roomy = disk.content(FILE);
      assertThat(file.columns()).anyMatch(ColumnReader::isDictionary);
    }
    disk.delete(FILE);
    try (SegmentFile file = written(batch, 100_000)) {
      assertThat(disk.content(FILE)).isNotEqualTo(roomy);
      assertThat(Events.lines(file)).isEqualTo(Events.lines(batch));
    }
  }

  @Test
  void rowsAreReadInAnyOrder() throws IOException {
    EventBatch batch = Events.generated(8, 20_000);
    List<String> lines = Events.lines(batch);
    try (SegmentFile file = written(batch, Long.MAX_VALUE)) {
      EventGenerator random = new EventGenerator(9);
      Segment.RowCopier copier = file.copier();
      EventBatch one = new EventBatch(EventGenerator.TENANT, new FieldNames());
      int row = 0;
      for (int count = 0; count < 2000; count++) {
        row =
            random.below(3) == 0 ? random.below(20_000) : Math.min(19_999, row + random.below(60));
        one.clear();
        copier.copy(row, one);
        assertThat(Events.line(new Event().on(one, 0))).isEqualTo(lines.get(row));
        file.copy(row, one);
        assertThat(Events.line(new Event().on(one, 1))).isEqualTo(lines.get(row));
      }
    }
  }

  @Test
  void headsAndIdentities() throws IOException {
    EventBatch batch = Events.generated(10, 9000);
    try (SegmentFile file = written(batch, Long.MAX_VALUE);
        BatchSegment memory = Events.inMemory(batch)) {
      Event event = new Event();
      for (int row = 0; row < batch.count(); row++) {
        event.on(batch, row);
        assertThat(file.nanos(row)).isEqualTo(event.time()).isEqualTo(memory.nanos(row));
        assertThat(file.id(row)).isEqualTo(event.id()).isEqualTo(memory.id(row));
        assertThat(file.rowOf(event.id())).isEqualTo(row).isEqualTo(memory.rowOf(event.id()));
        EventId other = new EventId(event.id().high(), event.id().low() ^ 1);
        assertThat(file.rowOf(other)).isEqualTo(-1).isEqualTo(memory.rowOf(other));
      }
      assertThat(file.firstNanos()).isEqualTo(memory.firstNanos());
      assertThat(file.lastNanos()).isEqualTo(memory.lastNanos());
    }
  }

  @Test
  void mergedFilesHoldAllInOrder() throws IOException {
    EventBatch one = Events.generated(11, 5000);
    EventBatch two = Events.generated(12, 700);
    List<String> wanted = new ArrayList<>(Events.lines(one));
    wanted.addAll(Events.lines(two));
    Path merged = Path.of("merged");
    try (SegmentFile first = written(one, Long.MAX_VALUE);
        SegmentWriter writer = SegmentWriter.create(disk, merged, EventGenerator.TENANT)) {
      assertThat(writer.addAll(first, 0)).isEqualTo(5000);
      assertThat(writer.addAll(Events.inMemory(two), 0)).isEqualTo(700);
      writer.finish();
    }
    try (SegmentFile file = SegmentFile.open(disk, merged, EventGenerator.TENANT)) {
      assertThat(Events.lines(file)).isEqualTo(wanted);
    }
  }

  @Test
  void sameEventsGiveTheSameFile() throws IOException {
    EventBatch batch = Events.generated(13, 2000);
    written(batch, Long.MAX_VALUE).close();
    byte[] first = disk.content(FILE);
    written(Events.generated(13, 2000), Long.MAX_VALUE).close();
    assertThat(disk.content(FILE)).isEqualTo(first);
  }
}
