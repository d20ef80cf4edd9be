// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what events have to be, and when they have to have happened, up to the first bar.
final class ConditionReader {
  private final Scanner scanner;
  private final Setting setting;
  private final ValueReader values;
  private final TimeWords times;
  private TimeRange range = TimeRange.ALL;
  private int inside = Integer.MAX_VALUE;
  private boolean choice;
  private int terms;

  ConditionReader(Scanner scanner, Setting setting) {
    this.scanner = scanner;
    this.setting = setting;
    values = new ValueReader(scanner, setting);
    times = new TimeWords(scanner, setting);
  }

  /// Reads all of it; a text without any test means every event.
  Predicate read() throws QueryFault.Refusal {
    scanner.blanks();
    Predicate predicate = scanner.atEnd() || scanner.peek() == '|' ? emptyText() : any(0);
    scanner.blanks();
    if (!scanner.atEnd() && scanner.peek() != '|') {
      throw scanner.missing(Scanner.Expected.CONNECTIVE);
    }
    if (choice && inside != Integer.MAX_VALUE) {
      scanner.moveTo(inside);
      throw scanner.wrong("query.time.choice", inside);
    }
    return predicate;
  }

  private Predicate emptyText() {
    scanner.expect(Scanner.Expected.TERM);
    return new Predicate.Everything();
  }

  /// When events have to have happened: where all spans that were read overlap.
  TimeRange range() {
    return range;
  }

  private Predicate any(int depth) throws QueryFault.Refusal {
    List<Predicate> parts = new ArrayList<>();
    do {
      Predicate part = all(depth);
      boolean more = scanner.word() == Word.OR;
      if (part == null && (more || !parts.isEmpty())) {
        throw scanner.wrong("query.time.choice", scanner.position());
      }
      parts.add(part == null ? new Predicate.Everything() : part);
      choice |= depth == 0 && more;
    } while (scanner.take(Word.OR));
    return parts.size() == 1 ? parts.getFirst() : new Predicate.Or(parts);
  }

  /// Reads terms that all have to hold; null if there is nothing but times.
  private @Nullable Predicate all(int depth) throws QueryFault.Refusal {
    List<Predicate> parts = new ArrayList<>();
    boolean timed = false;
    do {
      scanner.blanks();
      int from = scanner.position();
      TimeRange span = depth == 0 ? time(from, parts.isEmpty()) : null;
      timed |= span != null;
      if (span == null) {
        parts.add(term(depth));
      }
      scanner.blanks();
      scanner.expect(Scanner.Expected.CONNECTIVE);
    } while (scanner.take(Word.AND) || goesOn());
    return parts.isEmpty() && timed
        ? null
        : parts.size() == 1 ? parts.getFirst() : new Predicate.And(parts);
  }

  private boolean goesOn() {
    int c = scanner.peek();
    return c != Quotes.END && c != ')' && c != '|' && scanner.word() != Word.OR;
  }

  private @Nullable TimeRange time(int from, boolean first) throws QueryFault.Refusal {
    TimeRange span = isTest() ? null : times.read();
    if (span == null) {
      return null;
    }
    int end = scanner.position();
    scanner.blanks();
    boolean last = scanner.atEnd() || scanner.peek() == '|';
    scanner.moveTo(end);
    if (!last && !(first && !choice)) {
      inside = Math.min(inside, from);
    }
    long begins = Math.max(range.from(), span.from());
    long ends = Math.min(range.until(), span.until());
    if (begins > ends || (begins == ends && span.from() != span.until())) {
      throw scanner.wrong("query.time.apart", from, Scanner.shown(scanner.since(from)));
    }
    range = new TimeRange(begins, ends);
    return span;
  }

  /// Whether a name with a comparison begins here, such as from:x, which is no time.
  private boolean isTest() {
    int start = scanner.position();
    boolean test = !scanner.name().isEmpty() && ":=<>~".indexOf(scanner.peek()) >= 0;
    scanner.moveTo(start);
    return test;
  }

  private Predicate term(int depth) throws QueryFault.Refusal {
    scanner.blanks();
    int from = scanner.position();
    scanner.expect(Scanner.Expected.TERM);
    if (depth > setting.limits().depth()) {
      throw scanner.wrong("query.limit.depth", from, setting.limits().depth());
    }
    Predicate term;
    if (scanner.take(Word.NOT)) {
      term = new Predicate.Not(term(depth + 1));
    } else if (scanner.take('(')) {
      term = any(depth + 1);
      scanner.blanks();
      if (!scanner.take(')')) {
        throw scanner.missing(Scanner.Expected.CLOSE);
      }
    } else {
      term = test();
    }
    return negated(term, depth);
  }

  private Predicate negated(Predicate term, int depth) throws QueryFault.Refusal {
    int end = scanner.position();
    scanner.blanks();
    if (scanner.take(Word.NOT_BEHIND)) {
      int from = scanner.position();
      if (depth + 1 > setting.limits().depth()) {
        throw scanner.wrong("query.limit.depth", from, setting.limits().depth());
      }
      return negated(new Predicate.Not(term), depth + 1);
    }
    scanner.moveTo(end);
    return term;
  }

  private Predicate test() throws QueryFault.Refusal {
    int from = scanner.position();
    if (++terms > setting.limits().terms()) {
      throw scanner.wrong("query.limit.terms", from, setting.limits().terms());
    }
    if (!isTest() && times.read() != null) {
      throw scanner.wrong("query.time.inside", from, Scanner.shown(scanner.since(from)));
    }
    Predicate compared = new ComparisonReader(scanner, setting.names(), values).read();
    if (compared != null) {
      return compared;
    }
    scanner.moveTo(from);
    ValueReader.Value value = values.text(false);
    if (value == null) {
      throw scanner.missing(Scanner.Expected.TERM);
    }
    if (Word.of(value.plain()) == Word.AND || Word.of(value.plain()) == Word.OR) {
      scanner.moveTo(from);
      throw scanner.missing(Scanner.Expected.TERM);
    }
    return value.plain().equals("*")
        ? new Predicate.Everything()
        : new Predicate.Anywhere(ValueReader.containing(value.glob()));
  }
}
