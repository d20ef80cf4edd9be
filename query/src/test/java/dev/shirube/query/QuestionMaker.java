// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.match.Cidr;
import dev.shirube.match.Fold;
import dev.shirube.match.Glob;
import dev.shirube.match.Regex;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/// Makes questions at random about values that somebody has: the same seed and values, the same
/// questions. Their tests are cut from the values, so that many hold of some event; a few ask for
/// what no event has. Every question can be written as text.
final class QuestionMaker {
  private static final List<String> STRANGE =
      List.of(
          "",
          " ",
          "*",
          "?",
          "\\",
          "\"",
          "a\"b",
          "and",
          "or",
          "not",
          "in",
          "today",
          "C:\\x\\*",
          "|",
          "(x)",
          "「あ」",
          "ｆｕｌｌ",
          "full width　blank",
          "é",
          "日本語",
          "#5",
          "/x/",
          "10.0.0.0/8",
          "=x",
          "a,b",
          "ſ",
          "ß",
          "\ud83d\ude00",
          "\ud800",
          "\n",
          "\u0000",
          "“x”",
          "@list",
          "~/a",
          "exists");
  private static final List<String> NETWORKS =
      List.of(
          "10.0.0.0/8",
          "192.168.0.0/16",
          "0.0.0.0/0",
          "203.0.113.7",
          "172.16.0.0/12",
          "2001:db8::/32",
          "::1",
          "::/0",
          "fe80::/10");
  private static final List<String> EXPRESSIONS =
      List.of(
          "^a",
          "b$",
          "[a-z]+\\d",
          "a/b",
          "a\\/b",
          "\\\\",
          "(x|y)*z",
          "\\bcmd\\b",
          "\"",
          ".",
          "é+",
          "[/]",
          "x{2,3}",
          "日本",
          "\\.exe$",
          "(?i)abc");

  private final Random random;
  private final Map<Column, List<String>> values;
  private final List<Column> columns;

  /// @param values columns with some values each; none empty
  QuestionMaker(long seed, Map<Column, List<String>> values) {
    random = new Random(seed);
    this.values = values;
    columns =
        values.keySet().stream()
            .sorted((one, other) -> FieldWords.nameOf(one).compareTo(FieldWords.nameOf(other)))
            .toList();
  }

  /// A question with everything a question can have.
  Question question() {
    Question.Order order = random.nextInt(4) == 0 ? oldest() : Question.Order.NEWEST_FIRST;
    int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(5_000) : Question.USUAL_LIMIT;
    return new Question(predicate(random.nextInt(5)), range(), order, steps(), limit);
  }

  private static Question.Order oldest() {
    return Question.Order.OLDEST_FIRST;
  }

  /// A predicate.
  ///
  /// @param depth most levels of And, Or and Not
  Predicate predicate(int depth) {
    if (depth == 0) {
      return leaf();
    }
    return switch (random.nextInt(5)) {
      case 0 -> new Predicate.And(parts(depth));
      case 1 -> new Predicate.Or(parts(depth));
      case 2 -> new Predicate.Not(predicate(depth - 1));
      default -> leaf();
    };
  }

  private List<Predicate> parts(int depth) {
    List<Predicate> parts = new ArrayList<>();
    for (int count = 2 + random.nextInt(3); count > 0; count--) {
      parts.add(predicate(depth - 1));
    }
    return parts;
  }

  private Predicate leaf() {
    Column column = columns.get(random.nextInt(columns.size()));
    return switch (random.nextInt(12)) {
      case 0 -> new Predicate.Everything();
      case 1 -> new Predicate.Exists(column);
      case 2, 3 -> new Predicate.Anywhere(glob(value(column)));
      case 4 -> new Predicate.Matches(column, regex(value(column)));
      case 5 -> new Predicate.InNetwork(column, network());
      case 6 -> new Predicate.Compare(head(column), comparison(), number(value(column)));
      case 7 -> new Predicate.OneOf(column, many(column));
      case 8 -> new Predicate.Like(column, glob(value(column)), true);
      default -> new Predicate.Like(column, glob(value(column)), false);
    };
  }

  private Column head(Column column) {
    return switch (random.nextInt(6)) {
      case 0 -> Column.Head.TIME;
      case 1 -> Column.Head.RECEIVED;
      default -> column;
    };
  }

  private String value(Column column) {
    List<String> known = values.getOrDefault(column, List.of(""));
    String value = known.get(random.nextInt(known.size()));
    return switch (random.nextInt(10)) {
      case 0 -> STRANGE.get(random.nextInt(STRANGE.size()));
      case 1 -> value + STRANGE.get(random.nextInt(STRANGE.size()));
      case 2, 3 -> value.toUpperCase(Locale.ROOT);
      default -> value;
    };
  }

  /// A text with wildcards, cut from a value at borders of characters.
  private Glob glob(String value) {
    int[] points = value.codePoints().toArray();
    int from = points.length == 0 ? 0 : random.nextInt(points.length);
    int to = from + (points.length == 0 ? 0 : random.nextInt(points.length - from) + 1);
    Glob part = Glob.literal(new String(points, from, to - from));
    Glob whole = Glob.literal(value);
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> part.anywhere();
      case 3 -> part.ending();
      case 4 -> part.opening();
      case 5 -> Glob.concat(List.of(part, Glob.parse("*"), whole, Glob.parse("?*")));
      case 6 -> Glob.concat(List.of(Glob.parse("?**"), part));
      default -> whole;
    };
  }

  private Regex regex(String value) {
    Set<Regex.Flag> flags = EnumSet.noneOf(Regex.Flag.class);
    for (Regex.Flag flag : Regex.Flag.values()) {
      if (random.nextInt(3) == 0) {
        flags.add(flag);
      }
    }
    StringBuilder source = new StringBuilder();
    if (random.nextBoolean()) {
      source.append(EXPRESSIONS.get(random.nextInt(EXPRESSIONS.size())));
    } else {
      value
          .codePoints()
          .limit(20)
          .filter(Character::isLetterOrDigit)
          .forEach(source::appendCodePoint);
      source.append(random.nextBoolean() ? "/" : "");
    }
    return ((Regex.Compiled.Ready) Regex.compile(source.toString(), flags)).regex();
  }

  private Cidr network() {
    return Objects.requireNonNull(Cidr.parse(NETWORKS.get(random.nextInt(NETWORKS.size()))));
  }

  private Predicate.Comparison comparison() {
    Predicate.Comparison[] all = Predicate.Comparison.values();
    return all[random.nextInt(all.length)];
  }

  private long number(String value) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      case 1 -> random.nextLong();
      case 2 -> value.hashCode();
      default -> random.nextInt(10_000);
    };
  }

  private Set<String> many(Column column) {
    Set<String> many = new HashSet<>();
    for (int count = 1 + random.nextInt(4); count > 0; count--) {
      many.add(Fold.fold(value(column)));
    }
    return many;
  }

  /// From when to when; often all time.
  TimeRange range() {
    long one =
        random.nextInt(8) == 0
            ? random.nextLong()
            : random.nextLong(2_000_000_000L) * 1_000_000_007L;
    long other = random.nextInt(8) == 0 ? one : random.nextLong(2_000_000_000L) * 1_000_000_009L;
    return switch (random.nextInt(5)) {
      case 0 -> new TimeRange(Math.min(one, other), Math.max(one, other));
      case 1 -> new TimeRange(one, Long.MAX_VALUE);
      case 2 -> new TimeRange(Long.MIN_VALUE, one);
      default -> TimeRange.ALL;
    };
  }

  /// Steps that can follow each other; often none.
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    StepOrder order = new StepOrder();
    for (int count = random.nextInt(5); count > 0; count--) {
      Step step = step();
      if (order.add(step).isEmpty()) {
        steps.add(step);
      }
    }
    return steps;
  }

  private Step step() {
    return switch (random.nextInt(9)) {
      case 0 -> new Step.Count(random.nextInt(3) == 0 ? List.of() : some());
      case 1 -> new Step.Top(1 + random.nextInt(50), some());
      case 2 -> new Step.Rare(1 + random.nextInt(50), some());
      case 3 -> new Step.Histogram(width(), random.nextBoolean() ? List.of() : some());
      case 4 -> new Step.Sort(List.of(key(), key()));
      case 5 -> new Step.Fields(some());
      case 6 -> new Step.Head(1 + random.nextInt(1_000));
      case 7 -> new Step.Tree();
      default -> new Step.JoinProcess();
    };
  }

  private Step.Order key() {
    Step.Key key =
        random.nextInt(3) == 0
            ? Step.Key.Counted.COUNT
            : new Step.Key.Of(columns.get(random.nextInt(columns.size())));
    return new Step.Order(key, random.nextBoolean());
  }

  private List<Column> some() {
    Set<Column> some = new LinkedHashSet<>();
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      some.add(columns.get(random.nextInt(columns.size())));
    }
    return List.copyOf(some);
  }

  private long width() {
    long[] units = {1, 60, 3_600, 86_400, 604_800};
    return units[random.nextInt(units.length)] * (1 + random.nextInt(90)) * 1_000_000_000L;
  }
}
