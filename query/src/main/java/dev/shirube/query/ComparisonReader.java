// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.match.Cidr;
import dev.shirube.match.Glob;
import dev.shirube.query.Predicate.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one test of a field: a name, how it is compared, and with what.
final class ComparisonReader {
  private final Scanner scanner;
  private final FieldWords names;
  private final ValueReader values;

  ComparisonReader(Scanner scanner, FieldWords names, ValueReader values) {
    this.scanner = scanner;
    this.names = names;
    this.values = values;
  }

  private enum Operator {
    CONTAINS,
    WHOLE,
    CASED,
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    FOUND,
    IN,
    EXISTS
  }

  /// A comparison sign.
  ///
  /// @param not whether the opposite is asked
  private record Sign(Operator operator, boolean not) {}

  /// Reads a test; null if what stands here is none, wherever the scanner is then.
  @Nullable Predicate read() throws QueryFault.Refusal {
    int from = scanner.position();
    String quoted = scanner.peek() == '"' ? scanner.quoted() : null;
    String name = quoted == null ? scanner.name() : quoted;
    int end = scanner.position();
    if (end == from) {
      return null;
    }
    FieldWords.Name known =
        quoted == null ? names.find(name) : new FieldWords.Name.Of(new Column.Vendor(quoted));
    if (known != null) {
      scanner.expect(Scanner.Expected.OPERATOR);
    }
    Sign sign = sign(known != null);
    if (sign == null && known != null) {
      scanner.blanks();
      scanner.expect(Scanner.Expected.OPERATOR);
      sign = scanner.position() == end ? null : spaced(quoted != null);
    }
    if (sign == null || (known == null && isText(name, end))) {
      return null;
    }
    if (known == null) {
      scanner.moveTo(end);
      throw scanner.unknown("query.field.unknown", from, names.near(name));
    }
    return test(known, sign, from);
  }

  /// Whether a name that nobody knows, with a sign behind it, is the beginning of a text: an
  /// address of the Web, a path of Windows.
  private boolean isText(String name, int end) {
    int now = scanner.position();
    scanner.moveTo(end);
    boolean colon = scanner.peek() == ':';
    boolean path = scanner.peek(1) == '\\' || (scanner.peek(1) == '/' && name.length() == 1);
    boolean address = scanner.peek(1) == '/' && scanner.peek(2) == '/';
    scanner.moveTo(now);
    return colon && (path || address);
  }

  private @Nullable Sign sign(boolean known) {
    boolean not = scanner.peek() == '!' && ":=~".indexOf(scanner.peek(1)) >= 0;
    scanner.skip(not ? 1 : 0);
    int next = scanner.peek(1);
    Operator operator =
        switch (scanner.peek()) {
          case ':' -> Operator.CONTAINS;
          case '=' -> next == '=' ? Operator.CASED : next == '#' ? Operator.EQUAL : Operator.WHOLE;
          case '<' -> next == '=' ? Operator.LESS_OR_EQUAL : Operator.LESS;
          case '>' -> next == '=' ? Operator.GREATER_OR_EQUAL : Operator.GREATER;
          case '~' -> known || next == '/' || next == '"' ? Operator.FOUND : null;
          case '?' -> known && Quotes.isEnd(next) && next != '"' ? Operator.EXISTS : null;
          default -> null;
        };
    if (operator == null) {
      return null;
    }
    boolean two =
        operator == Operator.CASED
            || operator == Operator.LESS_OR_EQUAL
            || operator == Operator.GREATER_OR_EQUAL;
    scanner.skip(two ? 2 : 1);
    return new Sign(operator, not);
  }

  /// Reads a sign that stands apart from a name that is known.
  ///
  /// @param quoted whether the name is in quotes: then it may be a text as well, and only words of
  ///   the language make it a name
  private @Nullable Sign spaced(boolean quoted) {
    int start = scanner.position();
    if (scanner.take(Word.EXISTS)) {
      return new Sign(Operator.EXISTS, false);
    }
    boolean not = scanner.take(Word.NOT);
    scanner.blanks();
    if (scanner.take(Word.IN) && (!quoted || isList())) {
      return new Sign(Operator.IN, not);
    }
    scanner.moveTo(start);
    return quoted || scanner.peek() == '?' ? null : sign(true);
  }

  private boolean isList() {
    int start = scanner.position();
    scanner.blanks();
    boolean list =
        scanner.peek() == '('
            || scanner.peek() == '@'
            || Cidr.parse(Quotes.read(scanner.bare(true))) != null;
    scanner.moveTo(start);
    return list;
  }

  private Predicate test(FieldWords.Name name, Sign sign, int from) throws QueryFault.Refusal {
    if (sign.operator != Operator.EXISTS && sign.operator != Operator.IN) {
      scanner.blanks();
    }
    Predicate test =
        switch (name) {
          case FieldWords.Name.Any _ -> anywhere(sign.operator, from);
          case FieldWords.Name.Of(Column column) -> compared(column, sign.operator, from);
        };
    return sign.not ? new Predicate.Not(test) : test;
  }

  private Predicate anywhere(Operator operator, int from) throws QueryFault.Refusal {
    return switch (operator) {
      case CONTAINS -> new Predicate.Anywhere(ValueReader.containing(values.text(null).glob()));
      case WHOLE -> new Predicate.Anywhere(values.text(null).glob());
      case IN -> anywhere(values.many(), from);
      default -> throw scanner.wrong("query.any", from);
    };
  }

  private Predicate anywhere(ValueReader.Many many, int from) throws QueryFault.Refusal {
    if (!many.networks().isEmpty()) {
      throw scanner.wrong("query.any", from);
    }
    List<Predicate> parts = new ArrayList<>();
    many.texts().forEach(text -> parts.add(new Predicate.Anywhere(Glob.literal(text))));
    many.globs().forEach(glob -> parts.add(new Predicate.Anywhere(glob)));
    return switch (parts.size()) {
      case 0 -> new Predicate.Not(new Predicate.Everything());
      case 1 -> parts.getFirst();
      default -> new Predicate.Or(parts);
    };
  }

  private Predicate compared(Column column, Operator operator, int from) throws QueryFault.Refusal {
    return switch (operator) {
      case CONTAINS ->
          new Predicate.Like(column, ValueReader.containing(whole(column, from)), false);
      case WHOLE -> new Predicate.Like(column, whole(column, from), false);
      case CASED -> new Predicate.Like(column, whole(column, from), true);
      case EQUAL -> number(column, Comparison.EQUAL);
      case LESS -> number(column, Comparison.LESS);
      case LESS_OR_EQUAL -> number(column, Comparison.LESS_OR_EQUAL);
      case GREATER -> number(column, Comparison.GREATER);
      case GREATER_OR_EQUAL -> number(column, Comparison.GREATER_OR_EQUAL);
      case FOUND -> new Predicate.Matches(column, values.regex());
      case EXISTS -> new Predicate.Exists(column);
      case IN -> many(column, values.many());
    };
  }

  private Predicate number(Column column, Comparison how) throws QueryFault.Refusal {
    return new Predicate.Compare(column, how, values.number(column));
  }

  /// Reads a text; refuses a date where the value is a number of nanoseconds, which it never is.
  private Glob whole(Column column, int from) throws QueryFault.Refusal {
    Glob glob = values.text(column).glob();
    boolean time = column == Column.Head.TIME || column == Column.Head.RECEIVED;
    if (time && !glob.hasWildcards() && values.isMoment(glob.text())) {
      throw scanner.wrong("query.time.text", from, FieldWords.nameOf(column), glob.text());
    }
    return glob;
  }

  private static Predicate many(Column column, ValueReader.Many many) {
    List<Predicate> parts = new ArrayList<>();
    if (!many.texts().isEmpty() || (many.networks().isEmpty() && many.globs().isEmpty())) {
      parts.add(new Predicate.OneOf(column, Set.copyOf(many.texts())));
    }
    for (Cidr network : many.networks()) {
      parts.add(new Predicate.InNetwork(column, network));
    }
    for (Glob glob : many.globs()) {
      parts.add(new Predicate.Like(column, glob, false));
    }
    return parts.size() == 1 ? parts.getFirst() : new Predicate.Or(parts);
  }
}
