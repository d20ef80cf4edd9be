// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What a format made of some bytes, for tests: every entry of every event as text.
record Reading(List<Row> rows, ReadCounts counts, List<Problem> problems) {
  /// One event.
  record Row(long position, List<Cell> cells) {
    /// The texts of all values of a name.
    List<String> all(String name) {
      return cells.stream().filter(it -> it.name().equals(name)).map(Cell::text).toList();
    }

    /// The text of a name's only value.
    String one(String name) {
      List<String> texts = all(name);
      if (texts.size() != 1) {
        throw new AssertionError(name + " has " + texts + " in " + cells);
      }
      return texts.getFirst();
    }

    Cell cell(String name) {
      return cells.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    }
  }

  /// One entry.
  record Cell(String name, int element, ValueType type, String text, int flags) {}

  static Reading of(Format format, byte[] bytes) {
    return of(format, bytes, Limits.STANDARD);
  }

  static Reading of(Format format, byte[] bytes, Limits limits) {
    List<Problem> problems = new ArrayList<>();
    EventBatch batch = new EventBatch(new TenantId("test"), new FieldNames());
    List<Row> rows = new ArrayList<>();
    try (RecordReader reader =
        format.open(new Input("test", bytes), Input.context(problems, limits))) {
      while (reader.read(batch)) {
        rows.add(row(new Event().on(batch, batch.count() - 1)));
        batch.clear();
      }
      return new Reading(rows, reader.counts(), problems);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Row row(Event event) {
    List<Cell> cells = new ArrayList<>();
    for (int entry = 0; entry < event.size(); entry++) {
      cells.add(
          new Cell(
              event.nameText(entry),
              event.element(entry),
              event.type(entry),
              event.text(entry),
              event.flags(entry)));
    }
    return new Row(event.position(), cells);
  }

  List<String> problemIds() {
    return problems.stream().map(it -> it.what().id()).toList();
  }
}
