// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import dev.shirube.match.Cidr;
import dev.shirube.match.DatePart;
import dev.shirube.match.Numeral;
import dev.shirube.match.Pattern;
import dev.shirube.match.Regex;
import dev.shirube.sigma.Condition;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.EventView;
import dev.shirube.sigma.ValueTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// What rules ask of events, as bytes. A search identifier is written once however many conditions
/// name it, so that it is the same one again when it is read.
final class ConditionCodec {
  private static final int MAX_DEPTH = 1_000;
  private static final Condition.Place[] PLACES = Condition.Place.values();
  private static final Correlation.Comparison[] COMPARISONS = Correlation.Comparison.values();
  private static final DatePart[] DATE_PARTS = DatePart.values();
  private static final Regex.Flag[] FLAGS = Regex.Flag.values();

  private ConditionCodec() {}

  /// What a condition, a test or a pattern begins with; never reordered.
  private static final class Kind {
    static final int AND = 0;
    static final int OR = 1;
    static final int NOT = 2;
    static final int SELECTION = 3;
    static final int VALUES = 4;
    static final int KEYWORDS = 5;
    static final int EXISTS = 6;
    static final int COMPARED = 7;
    static final int CONDITIONS = 8;

    static final int FOUND = 0;
    static final int WITHIN = 1;
    static final int RELATION = 2;
    static final int SAME_NUMBER = 3;
    static final int DATED = 4;
    static final int MISSING = 5;
    static final int ANY_OF = 6;
    static final int ANYTHING = 7;
    static final int EQUAL = 8;
    static final int STARTS = 9;
    static final int ENDS = 10;
    static final int CONTAINS = 11;
    static final int PARTS = 12;
    static final int TESTS = 13;
  }

  /// Writes conditions, and the search identifiers in them when they first come up.
  static final class Writer {
    private final ByteSink out;
    private final IdentityHashMap<Condition.Selection, Integer> selections =
        new IdentityHashMap<>();

    Writer(ByteSink out) {
      this.out = out;
    }

    void condition(Condition condition) {
      switch (condition) {
        case Condition.And and -> parts(Kind.AND, and.parts());
        case Condition.Or or -> parts(Kind.OR, or.parts());
        case Condition.Not not -> {
          out.number(Kind.NOT);
          condition(not.part());
        }
        case Condition.Selection selection -> selection(selection);
        case Condition.Values values -> {
          out.number(Kind.VALUES);
          out.number(values.field().number());
          tests(values.tests().tests());
          out.flag(values.all());
          out.flag(values.negated());
        }
        case Condition.Keywords keywords -> {
          out.number(Kind.KEYWORDS);
          tests(keywords.tests().tests());
          out.flag(keywords.all());
        }
        case Condition.Exists exists -> {
          out.number(Kind.EXISTS);
          out.number(exists.field().number());
          out.flag(exists.wanted());
        }
        case Condition.Compared compared -> {
          out.number(Kind.COMPARED);
          out.number(compared.field().number());
          out.number(compared.other().number());
          out.choice(compared.place());
          out.flag(compared.cased());
          out.flag(compared.negated());
        }
      }
    }

    private void parts(int kind, List<Condition> parts) {
      out.number(kind);
      out.number(parts.size());
      parts.forEach(this::condition);
    }

    private void selection(Condition.Selection selection) {
      Integer known = selections.get(selection);
      out.number(Kind.SELECTION);
      if (known != null) {
        out.number(known);
        return;
      }
      out.number(selections.size());
      out.text(selection.name());
      condition(selection.body());
      selections.put(selection, selections.size());
    }

    private void tests(List<ValueTest> tests) {
      out.number(tests.size());
      tests.forEach(this::test);
    }

    private void test(ValueTest test) {
      switch (test) {
        case ValueTest.Like like -> pattern(like.pattern());
        case ValueTest.Found found -> {
          out.number(Kind.FOUND);
          out.text(found.source());
          out.number(found.flags().stream().mapToLong(flag -> 1L << flag.ordinal()).sum());
          out.number(found.cost());
        }
        case ValueTest.Within within -> {
          out.number(Kind.WITHIN);
          out.text(within.network().toString());
        }
        case ValueTest.Compared compared -> {
          out.number(Kind.RELATION);
          out.choice(compared.relation());
          WordsCodec.decimal(out, compared.number().value());
        }
        case ValueTest.SameNumber same -> {
          out.number(Kind.SAME_NUMBER);
          WordsCodec.decimal(out, same.number().value());
        }
        case ValueTest.Dated dated -> {
          out.number(Kind.DATED);
          out.choice(dated.part());
          out.choice(dated.relation());
          out.text(Long.toString(dated.number()));
        }
        case ValueTest.Missing _ -> out.number(Kind.MISSING);
        case ValueTest.AnyOf any -> {
          out.number(Kind.ANY_OF);
          tests(any.tests());
        }
      }
      out.text(test.written());
    }

    private void pattern(Pattern pattern) {
      switch (pattern) {
        case Pattern.Anything _ -> out.number(Kind.ANYTHING);
        case Pattern.Equal(String text, boolean cased) -> text(Kind.EQUAL, text, cased);
        case Pattern.Starts(String text, boolean cased) -> text(Kind.STARTS, text, cased);
        case Pattern.Ends(String text, boolean cased) -> text(Kind.ENDS, text, cased);
        case Pattern.Contains(String text, boolean cased) -> text(Kind.CONTAINS, text, cased);
        case Pattern.Parts parts -> {
          out.number(Kind.PARTS);
          out.number(parts.parts().size());
          for (Pattern.Part part : parts.parts()) {
            out.text(spelled(part.elements()));
          }
          out.flag(parts.open());
          out.flag(parts.ending());
          out.flag(parts.cased());
        }
      }
    }

    private void text(int kind, String text, boolean cased) {
      out.number(kind);
      out.text(text);
      out.flag(cased);
    }
  }

  /// The elements of a part as a text: an open place is a NUL and the number below zero it stands
  /// for, a NUL itself is two.
  private static String spelled(int[] elements) {
    StringBuilder text = new StringBuilder();
    for (int element : elements) {
      if (element <= 0) {
        text.append('\0').append((char) -element);
      } else {
        text.appendCodePoint(element);
      }
    }
    return text.toString();
  }

  private static int[] elements(String text) {
    int[] points = text.codePoints().toArray();
    int size = 0;
    for (int index = 0; index < points.length; index++) {
      int point = points[index];
      if (point == 0 && (++index == points.length || points[index] > 3 || points[index] == 2)) {
        throw new ByteSource.Damaged();
      }
      points[size++] = point == 0 ? -points[index] : point;
    }
    return Arrays.copyOf(points, size);
  }

  /// Reads what a writer wrote.
  static final class Reader {
    private final ByteSource in;
    private final List<EventView.Field> fields;
    private final List<Condition.Selection> selections = new ArrayList<>();
    private int depth;

    Reader(ByteSource in, List<EventView.Field> fields) {
      this.in = in;
      this.fields = fields;
    }

    Condition condition() {
      if (++depth > MAX_DEPTH) {
        throw new ByteSource.Damaged();
      }
      Condition condition =
          switch (in.below(Kind.CONDITIONS)) {
            case Kind.AND -> Condition.And.of(parts());
            case Kind.OR -> Condition.Or.of(parts());
            case Kind.NOT -> new Condition.Not(condition());
            case Kind.SELECTION -> selection();
            case Kind.VALUES ->
                new Condition.Values(field(), new ValueTest.Listed(tests()), in.flag(), in.flag());
            case Kind.KEYWORDS -> new Condition.Keywords(new ValueTest.Listed(tests()), in.flag());
            case Kind.EXISTS -> new Condition.Exists(field(), in.flag());
            default ->
                new Condition.Compared(field(), field(), in.choice(PLACES), in.flag(), in.flag());
          };
      depth--;
      return condition;
    }

    private List<Condition> parts() {
      return in.list(this::condition);
    }

    private Condition.FieldUse field() {
      int number = in.below(fields.size());
      return new Condition.FieldUse(fields.get(number).name(), number);
    }

    private Condition.Selection selection() {
      int number = in.below(selections.size() + 1);
      if (number < selections.size()) {
        return selections.get(number);
      }
      Condition.Selection selection = new Condition.Selection(in.text(), condition());
      if (number != selections.size()) {
        throw new ByteSource.Damaged();
      }
      selections.add(selection);
      return selection;
    }

    private List<ValueTest> tests() {
      return in.list(this::test);
    }

    private ValueTest test() {
      if (++depth > MAX_DEPTH) {
        throw new ByteSource.Damaged();
      }
      int kind = in.below(Kind.TESTS);
      ValueTest test =
          switch (kind) {
            case Kind.FOUND -> found();
            case Kind.WITHIN -> within();
            case Kind.RELATION -> {
              Correlation.Comparison relation = in.choice(COMPARISONS);
              Numeral number = new Numeral(WordsCodec.decimal(in));
              yield new ValueTest.Compared(in.text(), relation, number);
            }
            case Kind.SAME_NUMBER -> {
              Numeral number = new Numeral(WordsCodec.decimal(in));
              yield new ValueTest.SameNumber(in.text(), number);
            }
            case Kind.DATED -> {
              DatePart part = in.choice(DATE_PARTS);
              Correlation.Comparison relation = in.choice(COMPARISONS);
              long number = Long.parseLong(in.text());
              yield new ValueTest.Dated(in.text(), part, relation, number);
            }
            case Kind.MISSING -> new ValueTest.Missing(in.text());
            case Kind.ANY_OF -> {
              List<ValueTest> tests = tests();
              yield new ValueTest.AnyOf(in.text(), tests);
            }
            default -> {
              Pattern pattern = pattern(kind);
              yield new ValueTest.Like(in.text(), pattern);
            }
          };
      depth--;
      return test;
    }

    private ValueTest found() {
      String source = in.text();
      int bits = in.below(1 << FLAGS.length);
      int cost = in.below(1 << 20);
      Set<Regex.Flag> flags = EnumSet.noneOf(Regex.Flag.class);
      for (Regex.Flag flag : FLAGS) {
        if ((bits >> flag.ordinal() & 1) != 0) {
          flags.add(flag);
        }
      }
      return new ValueTest.Found(in.text(), source, flags, cost);
    }

    private ValueTest within() {
      Cidr network = Cidr.parse(in.text());
      if (network == null) {
        throw new ByteSource.Damaged();
      }
      return new ValueTest.Within(in.text(), network);
    }

    private Pattern pattern(int kind) {
      return switch (kind) {
        case Kind.ANYTHING -> new Pattern.Anything();
        case Kind.EQUAL -> new Pattern.Equal(in.text(), in.flag());
        case Kind.STARTS -> new Pattern.Starts(in.text(), in.flag());
        case Kind.ENDS -> new Pattern.Ends(in.text(), in.flag());
        case Kind.CONTAINS -> new Pattern.Contains(in.text(), in.flag());
        default -> {
          List<Pattern.Part> parts = in.list(() -> part(in.text()));
          if (parts.isEmpty()) {
            throw new ByteSource.Damaged();
          }
          yield new Pattern.Parts(parts, in.flag(), in.flag(), in.flag());
        }
      };
    }

    private static Pattern.Part part(String text) {
      int[] elements = elements(text);
      if (elements.length == 0) {
        throw new ByteSource.Damaged();
      }
      return new Pattern.Part(elements);
    }
  }
}
