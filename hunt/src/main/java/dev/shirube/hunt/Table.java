// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.query.Column;
import dev.shirube.query.Question;
import dev.shirube.query.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Rows between two steps of a question, and what each step makes of them.
///
/// @param headings what the cells are; null while rows are whole events
/// @param leftOut how many events some step did not count, because there were too many values
record Table(@Nullable List<Row.Heading> headings, List<Row> rows, long leftOut) {
  /// What the rows come to after a step that works on any rows.
  Table after(Step step) {
    return switch (step) {
      case Step.Count _, Step.Top _, Step.Rare _, Step.Histogram _ -> counted(step);
      case Step.Sort(List<Step.Order> keys) -> sorted(keys);
      case Step.Fields(List<Column> columns) -> fields(columns);
      case Step.Head(int most) ->
          new Table(headings, rows.subList(0, Math.min(most, rows.size())), leftOut);
      case Step.Tree(), Step.JoinProcess() ->
          throw new IllegalArgumentException("needs the recording: " + step);
    };
  }

  private Table counted(Step step) {
    Counting counting = Counting.of(step, new TableReader(headings));
    rows.forEach(counting::add);
    return new Table(counting.headings(), counting.rows(step), leftOut + counting.leftOut());
  }

  private Table fields(List<Column> columns) {
    TableReader reader = new TableReader(headings);
    List<Row> narrowed = new ArrayList<>(rows.size());
    for (Row row : rows) {
      narrowed.add(new Row(row.event(), cells(reader, row, columns), row.count()));
    }
    return new Table(over(columns), narrowed, leftOut);
  }

  static List<Row.Heading> over(List<Column> columns) {
    return columns.stream().map(column -> (Row.Heading) new Row.Heading.Of(column)).toList();
  }

  static List<String> cells(TableReader reader, Row row, List<Column> columns) {
    return columns.stream().map(column -> String.join(", ", reader.values(row, column))).toList();
  }

  private Table sorted(List<Step.Order> keys) {
    TableReader reader = new TableReader(headings);
    Comparator<Row> order = (_, _) -> 0;
    for (Step.Order key : keys) {
      Comparator<Row> next =
          switch (key.key()) {
            case Step.Key.Of(Column column) ->
                Comparator.comparing(
                    row -> String.join(", ", reader.values(row, column)), Table::compare);
            case Step.Key.Counted.COUNT -> Comparator.comparingLong(Row::count);
          };
      order = order.thenComparing(key.descending() ? next.reversed() : next);
    }
    return new Table(headings, rows.stream().sorted(order).toList(), leftOut);
  }

  /// Numbers by their worth and before all else, other texts without regard to case.
  private static int compare(String first, String second) {
    BigDecimal one = number(first);
    BigDecimal two = number(second);
    if (one != null && two != null) {
      return one.compareTo(two);
    }
    if (one != null || two != null) {
      return one != null ? -1 : 1;
    }
    int blind = first.toLowerCase(Locale.ROOT).compareTo(second.toLowerCase(Locale.ROOT));
    return blind != 0 ? blind : first.compareTo(second);
  }

  private static @Nullable BigDecimal number(String text) {
    if (text.isEmpty() || text.length() > 40) {
      return null;
    }
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if ((c < '0' || c > '9') && c != '.' && !(c == '-' && index == 0)) {
        return null;
      }
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  /// The first rows, as many as the question wants.
  List<Row> limited(Question question) {
    return rows.subList(0, Math.min(question.limit(), rows.size()));
  }
}
