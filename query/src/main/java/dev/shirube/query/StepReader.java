// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.catalog.Nearest;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the steps behind the bars, the order of events, and the limit of the answer.
final class StepReader {
  private static final int USUAL_ROWS = 10;
  private static final int MOST_DIGITS = 9;

  private final Scanner scanner;
  private final FieldWords names;
  private final ZoneId zone;
  private final StepOrder stepOrder = new StepOrder();
  private final List<Step> steps = new ArrayList<>();
  private Question.@Nullable Order order;
  private int limit;

  StepReader(Scanner scanner, Setting setting) {
    this.scanner = scanner;
    names = setting.names();
    zone = setting.zone();
  }

  /// Reads up to the end.
  void read() throws QueryFault.Refusal {
    int count = 0;
    scanner.blanks();
    while (!scanner.atEnd()) {
      int from = scanner.position();
      if (!scanner.take('|')) {
        throw scanner.missing(Scanner.Expected.END);
      }
      if (++count > scanner.limits().steps()) {
        throw scanner.wrong("query.limit.steps", from, scanner.limits().steps());
      }
      scanner.blanks();
      one();
      scanner.blanks();
    }
  }

  List<Step> steps() {
    return steps;
  }

  Question.Order order() {
    return order == null ? Question.Order.NEWEST_FIRST : order;
  }

  int limit() {
    return limit == 0 ? scanner.limits().rows() : limit;
  }

  private void one() throws QueryFault.Refusal {
    int from = scanner.position();
    scanner.expect(Scanner.Expected.STEP);
    Word word = scanner.word();
    if (word == null || !Word.STEPS.contains(word)) {
      scanner.bare(false);
      if (scanner.position() == from) {
        throw scanner.missing(Scanner.Expected.STEP);
      }
      List<String> known = Word.STEPS.stream().map(Word::text).toList();
      String written = scanner.since(from);
      String near = written.length() > Word.LONGEST * 2 ? "" : Nearest.to(written, known);
      throw scanner.unknown("query.step.unknown", from, near.isEmpty() ? List.of() : List.of(near));
    }
    scanner.take(word);
    if (limit != 0) {
      throw scanner.wrong("query.step.last", from);
    }
    scanner.blanks();
    switch (word) {
      case NEWEST -> order(from, Question.Order.NEWEST_FIRST);
      case OLDEST -> order(from, Question.Order.OLDEST_FIRST);
      case LIMIT -> limit = rows(0);
      default -> {
        Step step = step(word);
        String fault = stepOrder.add(step);
        if (!fault.isEmpty()) {
          throw scanner.wrong(fault, from, Scanner.shown(scanner.since(from).strip()));
        }
        steps.add(step);
        scanner.expect(Scanner.Expected.MORE);
      }
    }
  }

  private void order(int from, Question.Order told) throws QueryFault.Refusal {
    if (order != null || !steps.isEmpty()) {
      throw scanner.wrong("query.step.first", from);
    }
    order = told;
    scanner.expect(Scanner.Expected.END);
  }

  private Step step(Word word) throws QueryFault.Refusal {
    return switch (word) {
      case COUNT -> new Step.Count(by(false));
      case TOP -> new Step.Top(rows(USUAL_ROWS), by(true));
      case RARE -> new Step.Rare(rows(USUAL_ROWS), by(true));
      case HISTOGRAM -> new Step.Histogram(width(), by(false), zone);
      case SORT -> new Step.Sort(keys());
      case FIELDS -> new Step.Fields(columns());
      case HEAD -> new Step.Head(rows(USUAL_ROWS));
      case TREE -> new Step.Tree();
      case JOIN -> {
        scanner.expect(Scanner.Expected.PROCESS);
        if (!scanner.take(Word.PROCESS)) {
          throw scanner.missing(Scanner.Expected.PROCESS);
        }
        yield new Step.JoinProcess();
      }
      default -> throw new IllegalArgumentException("no step: " + word);
    };
  }

  /// Reads how many rows.
  ///
  /// @param usual what holds if no number stands here; 0 if one has to
  private int rows(int usual) throws QueryFault.Refusal {
    int from = scanner.position();
    scanner.expect(Scanner.Expected.NUMBER);
    if (usual > 0 && !Quotes.isDigit(scanner.peek())) {
      return usual;
    }
    int rows = scanner.digits(MOST_DIGITS);
    if (rows < 1 || rows > QueryLimits.MOST_ROWS) {
      scanner.moveTo(from);
      throw Quotes.isDigit(scanner.peek())
          ? tooMany(from)
          : scanner.missing(Scanner.Expected.NUMBER);
    }
    return rows;
  }

  private QueryFault.Refusal tooMany(int from) {
    scanner.bare(true);
    return scanner.wrong(
        "query.step.rows", from, Scanner.shown(scanner.since(from)), QueryLimits.MOST_ROWS);
  }

  private List<Column> by(boolean needed) throws QueryFault.Refusal {
    scanner.blanks();
    scanner.expect(Scanner.Expected.MORE);
    boolean told = scanner.take(Word.BY);
    scanner.blanks();
    boolean ends = scanner.atEnd() || scanner.peek() == '|';
    return ends && !told && !needed ? List.of() : columns();
  }

  private List<Column> columns() throws QueryFault.Refusal {
    List<Column> columns = new ArrayList<>();
    do {
      scanner.blanks();
      columns.add(column());
      few(columns.size());
    } while (comma());
    return columns;
  }

  private List<Step.Order> keys() throws QueryFault.Refusal {
    List<Step.Order> keys = new ArrayList<>();
    do {
      scanner.blanks();
      Step.Key key;
      if (stepOrder.isCounted() && scanner.take(Word.COUNT)) {
        key = Step.Key.Counted.COUNT;
      } else {
        key = new Step.Key.Of(column());
      }
      scanner.blanks();
      scanner.expect(Scanner.Expected.MORE);
      boolean descending = scanner.take(Word.DESCENDING);
      if (!descending) {
        scanner.take(Word.ASCENDING);
      }
      keys.add(new Step.Order(key, descending));
      few(keys.size());
    } while (comma());
    return keys;
  }

  private void few(int count) throws QueryFault.Refusal {
    if (count > QueryLimits.MOST_COLUMNS) {
      throw scanner.wrong("query.limit.columns", scanner.position(), QueryLimits.MOST_COLUMNS);
    }
  }

  private boolean comma() {
    int end = scanner.position();
    scanner.blanks();
    if (Quotes.isComma(scanner.peek())) {
      scanner.skip(1);
      return true;
    }
    scanner.moveTo(end);
    return false;
  }

  private Column column() throws QueryFault.Refusal {
    int from = scanner.position();
    scanner.expect(Scanner.Expected.FIELD);
    String quoted = scanner.peek() == '"' ? scanner.quoted() : null;
    if (quoted != null) {
      return new Column.Vendor(quoted);
    }
    String name = scanner.name();
    if (name.isEmpty()) {
      throw scanner.missing(Scanner.Expected.FIELD);
    }
    return switch (names.find(name)) {
      case FieldWords.Name.Of(Column column) -> column;
      case FieldWords.Name.Any _ -> throw scanner.wrong("query.any", from);
      case null -> throw scanner.unknown("query.field.unknown", from, names.near(name));
    };
  }

  private long width() throws QueryFault.Refusal {
    int from = scanner.position();
    scanner.expect(Scanner.Expected.WIDTH);
    int amount = scanner.digits(MOST_DIGITS);
    scanner.blanks();
    Word unit = scanner.prefix(Word.UNITS);
    if (amount < 1 || unit == null || unit.nanos() == 0) {
      scanner.moveTo(from);
      throw scanner.missing(Scanner.Expected.WIDTH);
    }
    if (amount > Step.Histogram.WIDEST / unit.nanos()) {
      throw scanner.wrong("query.step.width", from);
    }
    return amount * unit.nanos();
  }
}
