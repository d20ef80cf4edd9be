// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.query.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what stands under a column of a row.
record TableReader(@Nullable List<Row.Heading> headings) {
  List<String> values(Row row, Column column) {
    List<Row.Heading> known = headings;
    Event event = row.event();
    if (known == null) {
      return event == null ? List.of() : ColumnValues.of(event, column);
    }
    int at = known.indexOf(new Row.Heading.Of(column));
    return at < 0 ? List.of() : List.of(row.cells().get(at));
  }

  /// When the row's event happened, or the span begins; 0 if neither is known.
  long nanos(Row row) {
    Event event = row.event();
    if (event != null) {
      return event.time();
    }
    List<Row.Heading> known = headings == null ? List.of() : headings;
    for (Row.Heading time : List.of(Row.Heading.Made.SPAN, new Row.Heading.Of(Column.Head.TIME))) {
      int at = known.indexOf(time);
      if (at >= 0) {
        return Long.parseLong(row.cells().get(at));
      }
    }
    return 0;
  }
}
