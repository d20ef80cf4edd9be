// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.query.Column;
import dev.shirube.query.Step;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Counts rows by what stands under some columns. An event with several values under a column is
/// counted once for each of them; one without any, under the empty text.
///
/// Bounded: values that would be new once {@value #MOST_GROUPS} are kept are counted as left out.
final class Counting {
  static final int MOST_GROUPS = 1_000_000;

  private static final int MOST_COMBINATIONS = 256;
  private static final Comparator<List<String>> BY_TEXT =
      (first, second) -> {
        for (int index = 0; index < first.size(); index++) {
          int order = first.get(index).compareTo(second.get(index));
          if (order != 0) {
            return order;
          }
        }
        return 0;
      };

  private final TableReader reader;
  private final List<Column> by;
  private final Spans spans;
  private final Map<List<String>, Long> counts = new HashMap<>();
  private long leftOut;

  /// @param spans the spans of time that are counted apart
  private Counting(TableReader reader, List<Column> by, Spans spans) {
    this.reader = reader;
    this.by = by;
    this.spans = spans;
  }

  /// A counting as a step wants it.
  static Counting of(Step step, TableReader reader) {
    Spans whole = new Spans(0, ZoneOffset.UTC);
    return switch (step) {
      case Step.Count(List<Column> by) -> new Counting(reader, by, whole);
      case Step.Top(int _, List<Column> by) -> new Counting(reader, by, whole);
      case Step.Rare(int _, List<Column> by) -> new Counting(reader, by, whole);
      case Step.Histogram(long width, List<Column> by, ZoneId zone) ->
          new Counting(reader, by, new Spans(width, zone));
      default -> throw new IllegalArgumentException("counts nothing: " + step);
    };
  }

  /// What a step wants of what was counted.
  List<Row> rows(Step step) {
    return switch (step) {
      case Step.Top(int most, List<Column> _) -> most(most, true);
      case Step.Rare(int most, List<Column> _) -> most(most, false);
      case Step.Histogram _ -> spans(Hunter.MOST_ROWS);
      default -> all();
    };
  }

  void add(Row row) {
    List<List<String>> keys = new ArrayList<>();
    keys.add(spans.isWhole() ? List.of() : List.of(Long.toString(spans.begin(reader.nanos(row)))));
    for (Column column : by) {
      keys = each(keys, reader.values(row, column));
    }
    for (List<String> key : keys) {
      if (counts.size() < MOST_GROUPS || counts.containsKey(key)) {
        counts.merge(key, row.count(), Long::sum);
      } else {
        leftOut += row.count();
      }
    }
  }

  private static List<List<String>> each(List<List<String>> keys, List<String> values) {
    List<String> distinct = values.isEmpty() ? List.of("") : values.stream().distinct().toList();
    List<List<String>> longer = new ArrayList<>();
    for (List<String> key : keys) {
      for (String value : distinct) {
        if (longer.size() < MOST_COMBINATIONS) {
          List<String> more = new ArrayList<>(key);
          more.add(value);
          longer.add(List.copyOf(more));
        }
      }
    }
    return longer;
  }

  /// How many events were not counted because there were too many different values.
  long leftOut() {
    return leftOut;
  }

  /// What stands over the rows.
  List<Row.Heading> headings() {
    List<Row.Heading> headings = new ArrayList<>();
    if (!spans.isWhole()) {
      headings.add(Row.Heading.Made.SPAN);
    }
    by.forEach(column -> headings.add(new Row.Heading.Of(column)));
    headings.add(Row.Heading.Made.COUNT);
    return headings;
  }

  /// Every group, the one met most often first; without columns always exactly one.
  private List<Row> all() {
    return by.isEmpty() && spans.isWhole()
        ? List.of(row(List.of(), counts.getOrDefault(List.of(), 0L)))
        : most(Integer.MAX_VALUE, true);
  }

  /// The groups met most or least often, equal ones in the order of their texts.
  private List<Row> most(int limit, boolean often) {
    Comparator<Map.Entry<List<String>, Long>> byCount = Map.Entry.comparingByValue();
    return counts.entrySet().stream()
        .sorted(
            (often ? byCount.reversed() : byCount).thenComparing(Map.Entry.comparingByKey(BY_TEXT)))
        .limit(limit)
        .map(group -> row(group.getKey(), group.getValue()))
        .toList();
  }

  /// Spans of time with all groups in them; spans without events too, as long as they are few
  /// enough to be looked at.
  private List<Row> spans(int most) {
    TreeSet<Long> moments = new TreeSet<>();
    TreeSet<List<String>> groups = new TreeSet<>(BY_TEXT);
    for (List<String> key : counts.keySet()) {
      moments.add(Long.parseLong(key.getFirst()));
      groups.add(key.subList(1, key.size()));
    }
    if (moments.isEmpty()) {
      return List.of();
    }
    long number = (moments.last() - moments.first()) / spans.width() + 1;
    if (number < 1 || number > most / groups.size()) {
      return counts.entrySet().stream()
          .sorted(
              Comparator.<Map.Entry<List<String>, Long>>comparingLong(
                      group -> Long.parseLong(group.getKey().getFirst()))
                  .thenComparing(Map.Entry.comparingByKey(BY_TEXT)))
          .map(group -> row(group.getKey(), group.getValue()))
          .toList();
    }
    List<Row> rows = new ArrayList<>();
    long span = moments.first();
    boolean more = true;
    while (more) {
      for (List<String> group : groups) {
        List<String> key = new ArrayList<>(List.of(Long.toString(span)));
        key.addAll(group);
        rows.add(row(key, counts.getOrDefault(key, 0L)));
      }
      long next = spans.next(span);
      more = next > span && next <= moments.last();
      span = next;
    }
    return rows;
  }

  private static Row row(List<String> key, long count) {
    List<String> cells = new ArrayList<>(key);
    cells.add(Long.toString(count));
    return new Row(null, cells, count);
  }
}
