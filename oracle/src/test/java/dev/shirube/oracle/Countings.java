// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import dev.shirube.event.Event;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.hunt.HuntSink;
import dev.shirube.hunt.Hunter;
import dev.shirube.hunt.ProcessTree;
import dev.shirube.hunt.Row;
import dev.shirube.match.Fold;
import dev.shirube.query.Column;
import dev.shirube.query.Question;
import dev.shirube.query.Step;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Questions that count, each in our terms and in SQL.
final class Countings {
  private static final long HOUR = 3_600_000_000_000L;
  private static final int LIMIT = 50_000;
  private static final Comparator<List<String>> ROWS =
      (first, second) -> {
        int order = Long.compare(count(second), count(first));
        for (int index = 0; index < first.size() && order == 0; index++) {
          order = first.get(index).compareTo(second.get(index));
        }
        return order;
      };

  private final Random random;
  private final Questions questions;

  /// A question with DuckDB's answer: the cells of each row.
  record Asked(Question question, List<List<String>> rows) {}

  /// By what is counted, in both languages.
  private record By(Column column, String sql) {}

  Countings(long seed, Questions questions) {
    random = new Random(seed);
    this.questions = questions;
  }

  /// Makes one, and has it answered.
  Asked ask(DuckOracle oracle) throws SQLException {
    Questions.Pair pair = questions.next();
    List<By> by = new ArrayList<>();
    int kind = random.nextInt(5);
    int columns = kind == 0 ? 0 : kind == 4 ? random.nextInt(2) : 1 + random.nextInt(2);
    while (by.size() < columns) {
      by.add(by());
    }
    Step step = step(kind, by.stream().map(By::column).toList());
    Question question =
        new Question(
            pair.condition().predicate(),
            pair.range(),
            Question.Order.OLDEST_FIRST,
            List.of(step),
            LIMIT);
    long width = step instanceof Step.Histogram histogram ? histogram.width() : 0;
    List<List<String>> rows = oracle.rows(sql(pair, by, width));
    return new Asked(question, arranged(step, rows));
  }

  private Step step(int kind, List<Column> columns) {
    return switch (kind) {
      case 0, 1 -> new Step.Count(columns);
      case 2 -> new Step.Top(1 + random.nextInt(20), columns);
      case 3 -> new Step.Rare(1 + random.nextInt(20), columns);
      default -> new Step.Histogram(HOUR * (1 + random.nextInt(10_000)), columns);
    };
  }

  private By by() {
    String each = "select distinct row, text from value where not missing and ";
    return switch (random.nextInt(6)) {
      case 0 -> new By(Column.Head.CLASS, "select row, class as text from head");
      case 1 -> new By(Column.Head.SOURCE, "select row, source as text from head");
      case 2 -> {
        String name = questions.name();
        yield new By(
            new Column.Vendor(name), each + "name = " + DuckOracle.quoted(Fold.fold(name)));
      }
      default -> {
        List<String> paths =
            List.of(
                "process.name",
                "user.name",
                "device.hostname",
                "metadata.event_code",
                "src_endpoint.ip",
                "process.cmd_line",
                "file.path");
        Field field = FieldCatalogue.require(paths.get(random.nextInt(paths.size())));
        yield new By(new Column.Catalogue(field), each + "field = " + field.id());
      }
    };
  }

  private static String sql(Questions.Pair pair, List<By> by, long width) {
    List<String> keys = new ArrayList<>();
    StringBuilder joins = new StringBuilder();
    if (width > 0) {
      // Division of whole numbers rounds towards zero; spans begin below, and weeks on Monday.
      long monday = width % (7 * 24 * HOUR) == 0 ? 4 * 24 * HOUR : 0;
      String since = "(time - " + monday + ")";
      keys.add("(time - ((" + since + " % " + width + ") + " + width + ") % " + width + ")");
    }
    for (int index = 0; index < by.size(); index++) {
      String name = "by" + index;
      joins.append(" left join (").append(by.get(index).sql()).append(") ").append(name);
      joins.append(" on ").append(name).append(".row = wanted.row");
      keys.add("coalesce(" + name + ".text, '')");
    }
    String columns = String.join(", ", keys);
    String wanted = "(select row, time from head where " + pair.sql() + ") wanted";
    return "select "
        + (keys.isEmpty() ? "" : columns + ", ")
        + "count(*) from "
        + wanted
        + joins
        + (keys.isEmpty() ? "" : " group by " + columns);
  }

  private static long count(List<String> row) {
    return Long.parseLong(row.getLast());
  }

  /// Rows as they have to come.
  private static List<List<String>> arranged(Step step, List<List<String>> rows) {
    List<List<String>> arranged = new ArrayList<>(rows);
    arranged.sort(ROWS);
    return switch (step) {
      case Step.Top(int most, List<Column> _) ->
          arranged.subList(0, Math.min(most, arranged.size()));
      case Step.Rare(int most, List<Column> _) -> {
        arranged.sort(Comparator.comparingLong(Countings::count));
        yield arranged.subList(0, Math.min(most, arranged.size()));
      }
      case Step.Histogram(long width, List<Column> by, _) -> filled(width, by.size(), arranged);
      default -> arranged;
    };
  }

  /// Every span from the first to the last with every group there is.
  private static List<List<String>> filled(long width, int columns, List<List<String>> rows) {
    TreeMap<Long, TreeMap<String, String>> spans = new TreeMap<>();
    TreeMap<String, String> none = new TreeMap<>();
    for (List<String> row : rows) {
      none.put(columns == 0 ? "" : row.get(1), "0");
    }
    for (List<String> row : rows) {
      spans
          .computeIfAbsent(Long.parseLong(row.getFirst()), _ -> new TreeMap<>(none))
          .put(columns == 0 ? "" : row.get(1), row.getLast());
    }
    List<List<String>> filled = new ArrayList<>();
    if (!spans.isEmpty()) {
      for (long span = spans.firstKey(); span <= spans.lastKey(); span += width) {
        String begin = Long.toString(span);
        spans
            .getOrDefault(span, none)
            .forEach((group, count) ->
                filled.add(columns == 0 ? List.of(begin, count) : List.of(begin, group, count)));
      }
    }
    return filled.subList(0, Math.min(LIMIT, filled.size()));
  }

  /// Our answer: the cells of each row.
  static List<List<String>> answer(Hunter hunter, Question question) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    Hunter.Report report =
        hunter.ask(
            question,
            new HuntSink() {
              @Override
              public void headings(List<Row.Heading> headings) {}

              @Override
              public void row(Row row) {
                rows.add(row.cells());
              }

              @Override
              public void event(Event event) {
                throw new IllegalStateException("an event where rows were asked for");
              }

              @Override
              public void tree(ProcessTree tree) {
                throw new IllegalStateException("a tree where rows were asked for");
              }

              @Override
              public boolean isCancelled() {
                return false;
              }
            });
    if (report.leftOut() > 0 || !report.missing().isEmpty()) {
      rows.add(Collections.singletonList("left out " + report.leftOut() + report.missing()));
    }
    return rows;
  }

  /// Where two answers begin to differ.
  static String difference(List<List<String>> ours, List<List<String>> theirs) {
    int first =
        IntStream.range(0, Math.min(ours.size(), theirs.size()))
            .filter(index -> !ours.get(index).equals(theirs.get(index)))
            .findFirst()
            .orElse(Math.min(ours.size(), theirs.size()));
    return ours.size()
        + " rows for "
        + theirs.size()
        + ", row "
        + first
        + ": "
        + ours.stream().skip(first).limit(3).toList()
        + " for "
        + theirs.stream().skip(first).limit(3).toList();
  }
}
