// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.match.Glob;
import dev.shirube.match.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Writes questions as texts that are read back as the same questions, whatever the setting but for
/// its limits: one spelling for each question. And and Or of fewer than two parts, which no text
/// has, come back as what they mean.
public final class QueryText {
  private static final int MANY = -1;
  private static final int ONE = -2;
  private static final List<String> UNITS = List.of("s", "m", "h", "d", "w");

  private QueryText() {}

  /// The text of a question.
  public static String of(Question question) {
    List<String> parts = new ArrayList<>();
    String range = of(question.range());
    boolean everything = question.predicate() instanceof Predicate.Everything;
    String asked = range.isEmpty() || !everything ? of(question.predicate()) : "";
    parts.add(range + (range.isEmpty() || asked.isEmpty() ? "" : " ") + asked);
    if (question.order() == Question.Order.OLDEST_FIRST) {
      parts.add(Word.OLDEST.text());
    }
    question.steps().forEach(step -> parts.add(of(step)));
    if (question.limit() != Question.USUAL_LIMIT) {
      parts.add(Word.LIMIT.text() + " " + question.limit());
    }
    return String.join(" | ", parts);
  }

  /// The text of a span of time; empty for all time.
  public static String of(TimeRange range) {
    boolean begins = range.from() != Long.MIN_VALUE;
    boolean ends = range.until() != Long.MAX_VALUE;
    if (begins && ends) {
      return "between " + Moments.text(range.from()) + " and " + Moments.text(range.until());
    }
    return begins
        ? "since " + Moments.text(range.from())
        : ends ? "until " + Moments.text(range.until()) : "";
  }

  /// The text of a predicate.
  public static String of(Predicate predicate) {
    return switch (predicate) {
      case Predicate.Everything _ -> "*";
      case Predicate.And(List<Predicate> parts) -> joined(parts, " and ", "*");
      case Predicate.Or(List<Predicate> parts) -> joined(parts, " or ", "not *");
      case Predicate.Not(Predicate part) -> "not " + inner(part);
      case Predicate.Exists(Column column) -> FieldWords.nameOf(column) + "?";
      case Predicate.Like like -> like(like);
      case Predicate.Anywhere(Glob glob) -> anywhere(glob);
      case Predicate.Matches(Column column, Regex regex) ->
          FieldWords.nameOf(column) + "~" + regex(regex);
      case Predicate.InNetwork in -> FieldWords.nameOf(in.column()) + " in " + in.network();
      case Predicate.Compare compare -> compare(compare);
      case Predicate.OneOf many -> FieldWords.nameOf(many.column()) + " in (" + list(many) + ")";
    };
  }

  private static String joined(List<Predicate> parts, String word, String none) {
    return switch (parts.size()) {
      case 0 -> none;
      case 1 -> of(parts.getFirst());
      default -> String.join(word, parts.stream().map(QueryText::inner).toList());
    };
  }

  /// The text of a part: in brackets if it has parts itself.
  private static String inner(Predicate part) {
    boolean and = part instanceof Predicate.And(List<Predicate> parts) && parts.size() != 1;
    boolean or = part instanceof Predicate.Or(List<Predicate> parts) && parts.size() != 1;
    if (part instanceof Predicate.And(List<Predicate> parts) && parts.size() == 1) {
      return inner(parts.getFirst());
    }
    if (part instanceof Predicate.Or(List<Predicate> parts) && parts.size() == 1) {
      return inner(parts.getFirst());
    }
    return and || or ? "(" + of(part) + ")" : of(part);
  }

  private static String like(Predicate.Like like) {
    String name = FieldWords.nameOf(like.column());
    List<Integer> signs = signs(like.glob());
    int size = signs.size();
    boolean contains =
        !like.cased()
            && size > 2
            && signs.getFirst() == MANY
            && signs.getLast() == MANY
            && signs.get(1) != MANY
            && signs.get(size - 2) != MANY;
    return contains
        ? name + ":" + value(signs.subList(1, size - 1))
        : name + (like.cased() ? "==" : "=") + value(signs);
  }

  private static String anywhere(Glob glob) {
    List<Integer> signs = signs(glob);
    int size = signs.size();
    if (size > 2 && signs.getFirst() == MANY && signs.getLast() == MANY) {
      List<Integer> inside = signs.subList(1, size - 1);
      if (inside.getFirst() != MANY && inside.getLast() != MANY) {
        boolean open = inside.contains(MANY) || inside.contains(ONE);
        return open ? "any:" + value(inside) : phrase(text(inside));
      }
    }
    return "any=" + value(signs);
  }

  /// A text to look for anywhere; in quotes if it could be read as anything else.
  private static String phrase(String text) {
    boolean plain = !text.isEmpty() && Word.of(text) == null;
    for (int index = 0; index < text.length() && plain; index++) {
      char c = text.charAt(index);
      plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return plain ? text : Quotes.quote(text);
  }

  /// What a glob consists of: code points, {@link #MANY} and {@link #ONE}.
  private static List<Integer> signs(Glob glob) {
    List<Integer> signs = new ArrayList<>();
    int[] points = glob.written().codePoints().toArray();
    for (int index = 0; index < points.length; index++) {
      switch (points[index]) {
        case '\\' -> signs.add(points[++index]);
        case '*' -> signs.add(MANY);
        case '?' -> signs.add(ONE);
        default -> signs.add(points[index]);
      }
    }
    return signs;
  }

  private static String text(List<Integer> points) {
    StringBuilder text = new StringBuilder();
    points.forEach(text::appendCodePoint);
    return text.toString();
  }

  private static String value(List<Integer> signs) {
    if (signs.isEmpty()) {
      return Quotes.quote("");
    }
    StringBuilder value = new StringBuilder();
    int from = 0;
    for (int index = 0; index <= signs.size(); index++) {
      boolean open = index < signs.size() && signs.get(index) < 0;
      if (index == signs.size() || open) {
        if (from < index) {
          value.append(Quotes.value(text(signs.subList(from, index))));
        }
        from = index + 1;
      }
      if (open) {
        value.append(signs.get(index) == MANY ? '*' : '?');
      }
    }
    return value.toString();
  }

  private static String regex(Regex regex) {
    String source = regex.toString();
    boolean slashed = true;
    for (int index = 0; index < source.length() && slashed; index++) {
      boolean escape = source.charAt(index) == '\\';
      slashed = source.charAt(index) != '/' && (!escape || index + 1 < source.length());
      index += escape ? 1 : 0;
    }
    StringBuilder text = new StringBuilder();
    text.append(slashed ? '/' + source + '/' : Quotes.quote(source));
    for (Regex.Flag flag : new TreeSet<>(regex.flags())) {
      text.append(
          switch (flag) {
            case IGNORE_CASE -> 'i';
            case MULTI_LINE -> 'm';
            case DOT_ALL -> 's';
          });
    }
    return text.toString();
  }

  private static String compare(Predicate.Compare compare) {
    String sign =
        switch (compare.how()) {
          case EQUAL -> "=#";
          case LESS -> "<";
          case LESS_OR_EQUAL -> "<=";
          case GREATER -> ">";
          case GREATER_OR_EQUAL -> ">=";
        };
    boolean time = compare.column() == Column.Head.TIME || compare.column() == Column.Head.RECEIVED;
    boolean moment = time && compare.how() != Predicate.Comparison.EQUAL;
    String number = moment ? Moments.text(compare.number()) : Long.toString(compare.number());
    return FieldWords.nameOf(compare.column()) + sign + number;
  }

  private static String list(Predicate.OneOf many) {
    return String.join(", ", new TreeSet<>(many.folded()).stream().map(Quotes::value).toList());
  }

  private static String of(Step step) {
    return switch (step) {
      case Step.Count(List<Column> by) -> "count" + by(by);
      case Step.Top(int most, List<Column> by) -> "top " + most + " " + names(by);
      case Step.Rare(int most, List<Column> by) -> "rare " + most + " " + names(by);
      case Step.Histogram(long width, List<Column> by, _) -> "histogram " + width(width) + by(by);
      case Step.Sort(List<Step.Order> keys) ->
          "sort " + String.join(", ", keys.stream().map(QueryText::key).toList());
      case Step.Fields(List<Column> columns) -> "fields " + names(columns);
      case Step.Head(int most) -> "head " + most;
      case Step.Tree _ -> "tree";
      case Step.JoinProcess _ -> "join process";
    };
  }

  private static String by(List<Column> by) {
    return by.isEmpty() ? "" : " by " + names(by);
  }

  private static String names(List<Column> columns) {
    return String.join(", ", columns.stream().map(FieldWords::nameOf).toList());
  }

  private static String key(Step.Order order) {
    String name =
        switch (order.key()) {
          case Step.Key.Counted.COUNT -> Word.COUNT.text();
          case Step.Key.Of(Column column) -> {
            String plain = FieldWords.nameOf(column);
            yield plain.equals(Word.COUNT.text()) ? FieldWords.FIELD + plain : plain;
          }
        };
    return order.descending() ? name + " desc" : name;
  }

  private static String width(long width) {
    for (int index = UNITS.size() - 1; index >= 0; index--) {
      long nanos = Word.UNITS.get(index).nanos();
      if (width % nanos == 0) {
        return width / nanos + UNITS.get(index);
      }
    }
    throw new IllegalArgumentException("a width of parts of seconds: " + width);
  }
}
