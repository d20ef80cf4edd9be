// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.match.Cidr;
import dev.shirube.match.DatePart;
import dev.shirube.match.Literals;
import dev.shirube.match.Numeral;
import dev.shirube.match.Pattern;
import dev.shirube.match.Regex;
import dev.shirube.match.Subject;
import dev.shirube.sigma.Correlation.Comparison;
import dev.shirube.sigma.Matcher.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What a rule asks of one value of an event. Each keeps its spelling in the rule, for people.
public sealed interface ValueTest {
  Outcome test(Subject value);

  /// The value as the rule writes it.
  String written();

  /// Rough cost of one test, to order by; no unit.
  int cost();

  private static Outcome of(boolean yes) {
    return yes ? Outcome.YES : Outcome.NO;
  }

  /// The text looks like this.
  record Like(String written, Pattern pattern) implements ValueTest {
    @Override
    public Outcome test(Subject value) {
      return of(pattern.matches(value));
    }

    @Override
    public int cost() {
      return pattern.cost();
    }
  }

  /// The regular expression is found in it. One that was accepted before is compiled when it is
  /// first needed.
  final class Found implements ValueTest {
    private final String written;
    private final String source;
    private final Set<Regex.Flag> flags;
    private final int cost;
    private volatile @Nullable Regex regex;

    Found(String written, Regex regex) {
      this(written, regex.toString(), regex.flags(), regex.required().isEmpty() ? 2000 : 200);
      this.regex = regex;
    }

    /// One that was accepted before.
    ///
    /// @param source the expression
    /// @param cost as {@link #cost()} gave it
    public Found(String written, String source, Set<Regex.Flag> flags, int cost) {
      this.written = written;
      this.source = source;
      this.flags = Set.copyOf(flags);
      this.cost = cost;
    }

    @Override
    public String written() {
      return written;
    }

    /// The expression, as it is searched for.
    public String source() {
      return source;
    }

    public Set<Regex.Flag> flags() {
      return flags;
    }

    /// The expression, ready to run.
    ///
    /// @throws IllegalStateException when one said to have been accepted is refused
    public Regex regex() {
      Regex known = regex;
      if (known == null) {
        known =
            switch (Regex.compile(source, flags)) {
              case Regex.Compiled.Ready ready -> ready.regex();
              case Regex.Compiled.Refused refused ->
                  throw new IllegalStateException(source + ": " + refused.refusal());
            };
        regex = known;
      }
      return known;
    }

    @Override
    public Outcome test(Subject value) {
      return switch (regex().find(value)) {
        case NO -> Outcome.NO;
        case YES -> Outcome.YES;
        case OVER_BUDGET -> Outcome.UNEVALUATED;
      };
    }

    @Override
    public int cost() {
      return cost;
    }
  }

  /// It is an address of the network.
  record Within(String written, Cidr network) implements ValueTest {
    @Override
    public Outcome test(Subject value) {
      return of(network.matches(value));
    }

    @Override
    public int cost() {
      return 4;
    }
  }

  /// It spells a number that stands in the relation.
  record Compared(String written, Comparison relation, Numeral number) implements ValueTest {
    @Override
    public Outcome test(Subject value) {
      Numeral found = value.numeral();
      return of(found != null && relation.holds(found.compareTo(number)));
    }

    @Override
    public int cost() {
      return 3;
    }
  }

  /// It is the number: in the same spelling or another one.
  record SameNumber(String written, Numeral number) implements ValueTest {
    @Override
    public Outcome test(Subject value) {
      if (value.text().equals(written)) {
        return Outcome.YES;
      }
      Numeral found = value.numeral();
      return of(found != null && found.compareTo(number) == 0);
    }

    @Override
    public int cost() {
      return 1;
    }
  }

  /// Part of the date it spells stands in the relation.
  record Dated(String written, DatePart part, Comparison relation, long number)
      implements ValueTest {
    @Override
    public Outcome test(Subject value) {
      int found = part.of(value.text());
      return of(found >= 0 && relation.holds(Long.compare(found, number)));
    }

    @Override
    public int cost() {
      return 6;
    }
  }

  /// The field is absent, or present without a value. Never true of a value.
  record Missing(String written) implements ValueTest {
    @Override
    public Outcome test(Subject value) {
      return Outcome.NO;
    }

    @Override
    public int cost() {
      return 0;
    }
  }

  /// Any of several spellings of one written value.
  record AnyOf(String written, List<ValueTest> tests) implements ValueTest {
    public AnyOf {
      tests = List.copyOf(tests);
    }

    @Override
    public Outcome test(Subject value) {
      Outcome outcome = Outcome.NO;
      for (ValueTest test : tests) {
        Outcome each = test.test(value);
        if (each == Outcome.YES) {
          return each;
        }
        outcome = each == Outcome.NO ? outcome : each;
      }
      return outcome;
    }

    @Override
    public int cost() {
      return tests.stream().mapToInt(ValueTest::cost).sum();
    }
  }

  /// The list of tests that a rule writes for one field. Long lists of plain texts are gathered, so
  /// that a value is looked up once and not compared with each.
  final class Listed {
    private static final int FEW = 4;

    private final List<ValueTest> tests;
    private final List<ValueTest> single;
    private final Set<String> equal = new HashSet<>();
    private final @Nullable Literals contained;
    private final boolean missing;

    /// @param tests in the order of the rule
    public Listed(List<ValueTest> tests) {
      this.tests = List.copyOf(tests);
      missing = tests.stream().anyMatch(test -> test instanceof Missing);
      List<String> parts = new ArrayList<>();
      List<ValueTest> containing = new ArrayList<>();
      List<ValueTest> others = new ArrayList<>();
      for (ValueTest test : tests) {
        Pattern pattern = test instanceof Like like ? like.pattern() : null;
        if (tests.size() > FEW
            && pattern instanceof Pattern.Equal(String text, boolean cased)
            && !cased) {
          equal.add(text);
        } else if (pattern instanceof Pattern.Contains(String text, boolean cased) && !cased) {
          parts.add(text);
          containing.add(test);
        } else if (!(test instanceof Missing)) {
          others.add(test);
        }
      }
      contained = Literals.of(parts, false);
      if (contained == null) {
        others.addAll(containing);
      }
      single = others.stream().sorted(Comparator.comparingInt(ValueTest::cost)).toList();
    }

    /// The tests in the order of the rule.
    public List<ValueTest> tests() {
      return tests;
    }

    /// Whether any value satisfies any test.
    Outcome anyOf(EventView.Values values) {
      if (missing && isMissing(values)) {
        return Outcome.YES;
      }
      Outcome outcome = Outcome.NO;
      List<Subject> subjects = values.subjects();
      for (int index = 0; index < subjects.size(); index++) {
        Outcome each = any(subjects.get(index));
        if (each == Outcome.YES) {
          return each;
        }
        outcome = each == Outcome.NO ? outcome : each;
      }
      return outcome;
    }

    private Outcome any(Subject subject) {
      if (!equal.isEmpty() && equal.contains(subject.folded())) {
        return Outcome.YES;
      }
      Outcome outcome = Outcome.NO;
      for (ValueTest test : single) {
        Outcome each = test.test(subject);
        if (each == Outcome.YES) {
          return each;
        }
        outcome = each == Outcome.NO ? outcome : each;
      }
      return contained != null && contained.matches(subject) ? Outcome.YES : outcome;
    }

    /// Whether every test is satisfied by some value.
    Outcome allOf(EventView.Values values) {
      Outcome outcome = Outcome.YES;
      for (ValueTest test : tests) {
        Outcome each = one(test, values);
        if (each == Outcome.NO) {
          return each;
        }
        outcome = each == Outcome.YES ? outcome : each;
      }
      return outcome;
    }

    private static Outcome one(ValueTest test, EventView.Values values) {
      if (test instanceof Missing) {
        return isMissing(values) ? Outcome.YES : Outcome.NO;
      }
      Outcome outcome = Outcome.NO;
      for (Subject subject : values.subjects()) {
        Outcome each = test.test(subject);
        if (each == Outcome.YES) {
          return each;
        }
        outcome = each == Outcome.NO ? outcome : each;
      }
      return outcome;
    }

    private static boolean isMissing(EventView.Values values) {
      return values.nulls() > 0 || values.subjects().isEmpty();
    }

    /// Tells each satisfied test, as written, with the first value that satisfies it.
    void explain(EventView.Values values, BiConsumer<String, String> reasons) {
      for (ValueTest test : tests) {
        if (test instanceof Missing) {
          if (isMissing(values)) {
            reasons.accept("null", "");
          }
          continue;
        }
        values.subjects().stream()
            .filter(subject -> test.test(subject) == Outcome.YES)
            .findFirst()
            .ifPresent(subject -> reasons.accept(test.written(), subject.text()));
      }
    }

    /// The tests as written, for people.
    String written() {
      return String.join(", ", tests.stream().map(ValueTest::written).toList());
    }

    int cost() {
      int gathered = (equal.isEmpty() ? 0 : 2) + (contained == null ? 0 : 30);
      return gathered + single.stream().mapToInt(ValueTest::cost).sum();
    }
  }
}
