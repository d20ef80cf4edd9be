// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ValueType;
import dev.shirube.query.Column;
import dev.shirube.query.Judge;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SelectTest {
  private static final Path FILE = Path.of("a.segment");

  private final MemoryDisk disk = new MemoryDisk();

  private SegmentFile written(EventBatch batch) throws IOException {
    try (SegmentWriter writer = SegmentWriter.create(disk, FILE, EventGenerator.TENANT)) {
      writer.addAll(Events.inMemory(batch), 0);
      writer.finish();
    }
    return SegmentFile.open(disk, FILE, EventGenerator.TENANT);
  }

  /// What the plain reading of a predicate says.
  private static Selection judged(EventBatch batch, TimeRange range, Predicate predicate) {
    BitSet rows = new BitSet();
    int undecided = 0;
    Judge judge = Judge.of(predicate);
    Event event = new Event();
    for (int row = 0; row < batch.count(); row++) {
      if (range.contains(event.on(batch, row).time())) {
        switch (judge.judge(event)) {
          case YES -> rows.set(row);
          case UNDECIDED -> undecided++;
          case NO -> {
            // Not wanted.
          }
        }
      }
    }
    return new Selection(rows, undecided);
  }

  private void sameAsJudge(long seed, int rows, int predicates) throws IOException {
    EventBatch batch = Events.generated(seed, rows);
    PredicateGenerator generator = new PredicateGenerator(seed + 1, batch);
    EventGenerator random = new EventGenerator(seed + 2);
    int some = 0;
    int undecided = 0;
    try (SegmentFile file = written(batch);
        BatchSegment memory = Events.inMemory(batch)) {
      for (int count = 0; count < predicates; count++) {
        Predicate predicate = generator.next(3);
        TimeRange range = range(file, random);
        Selection wanted = judged(batch, range, predicate);
        assertThat(file.select(range, predicate, () -> false))
            .as("seed %d, predicate %d: %s", seed, count, predicate)
            .isEqualTo(wanted);
        if (count % 4 == 0) {
          assertThat(memory.select(range, predicate, () -> false)).isEqualTo(wanted);
        }
        some += wanted.rows().isEmpty() ? 0 : 1;
        undecided += wanted.undecided() > 0 ? 1 : 0;
      }
    }
    assertThat(some).as("predicates that hold of an event").isGreaterThan(predicates / 4);
    if (predicates > 1000) {
      assertThat(undecided).as("predicates that leave events undecided").isPositive();
    }
  }

  private static TimeRange range(Segment segment, EventGenerator random) {
    if (random.below(2) == 0) {
      return TimeRange.ALL;
    }
    long length = segment.lastNanos() - segment.firstNanos();
    long from = segment.firstNanos() + length / 10 * random.below(10);
    return new TimeRange(from, from + length / 10 * random.below(8));
  }

  @Test
  void fewRowsManyPredicates() throws IOException {
    sameAsJudge(100, 400, 1600);
  }

  @Test
  void manyRowsFewPredicates() throws IOException {
    sameAsJudge(200, 18_000, 100);
  }

  @Test
  void differentFiles() throws IOException {
    for (int seed = 300; seed < 310; seed++) {
      sameAsJudge(seed, 1000, 40);
    }
  }

  @Tag("prove")
  @Test
  void longRun() throws IOException {
    for (int seed = 1000; seed < 1100; seed++) {
      sameAsJudge(seed, 1000, 300);
    }
  }

  @Test
  void valuesAreTheTextsInOrder() throws IOException {
    EventBatch batch = Events.generated(400, 12_000);
    List<Column> columns = new ArrayList<>(List.of(Column.Head.values()));
    EventGenerator.NAMES.forEach(name -> columns.add(new Column.Vendor(name)));
    EventGenerator.PATHS.forEach(
        path -> columns.add(new Column.Catalogue(FieldCatalogue.require(path))));
    BitSet rows = new BitSet();
    for (int row = 3; row < 12_000; row += 1 + row % 7) {
      rows.set(row);
    }
    Selection selection = new Selection(rows, 0);
    int seen = 0;
    try (SegmentFile file = written(batch);
        BatchSegment memory = Events.inMemory(batch)) {
      for (Column column : columns) {
        List<String> wanted = wanted(batch, column, rows);
        assertThat(handed(file, column, selection)).isEqualTo(wanted);
        assertThat(handed(memory, column, selection)).isEqualTo(wanted);
        seen += wanted.size();
      }
    }
    assertThat(seen).isGreaterThan(10_000);
  }

  private static List<String> wanted(EventBatch batch, Column column, BitSet rows) {
    List<String> values = new ArrayList<>();
    Event event = new Event();
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      event.on(batch, row);
      if (column instanceof Column.Head head) {
        values.add(row + " " + head.text(event));
      }
      for (int entry = 0; entry < event.size(); entry++) {
        boolean is =
            switch (column) {
              case Column.Head _ -> false;
              case Column.Catalogue(Field field) -> event.field(entry) == field.id();
              case Column.Vendor(String name) -> event.nameText(entry).equalsIgnoreCase(name);
            };
        if (is && event.type(entry) != ValueType.NULL) {
          values.add(row + " " + utf8(event.text(entry)));
        }
      }
    }
    return values;
  }

  /// As UTF-8 has it: without halves of surrogate pairs.
  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static List<String> handed(Segment segment, Column column, Selection rows) {
    List<String> values = new ArrayList<>();
    segment.values(
        column,
        rows,
        (row, bytes, offset, length) ->
            values.add(row + " " + new String(bytes, offset, length, StandardCharsets.UTF_8)));
    return values;
  }

  @Test
  void cancelledAnswersAreEmpty() throws IOException {
    EventBatch batch = Events.generated(500, 1000);
    Predicate all = new Predicate.And(List.of());
    try (SegmentFile file = written(batch);
        BatchSegment memory = Events.inMemory(batch)) {
      for (Segment segment : List.of(file, memory)) {
        Selection wanted = segment.select(TimeRange.ALL, all, () -> false);
        assertThat(wanted.rows().cardinality()).isEqualTo(1000);
        Selection cut = segment.select(TimeRange.ALL, all, () -> true);
        assertThat(cut).isEqualTo(new Selection(new BitSet(), 0));
      }
    }
  }
}
