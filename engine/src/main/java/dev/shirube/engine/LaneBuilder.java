// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.literals.LiteralIndex;
import dev.shirube.literals.LiteralIndex.Place;
import dev.shirube.match.Cidr;
import dev.shirube.match.CidrIndex;
import dev.shirube.match.Pattern;
import dev.shirube.sigma.ValueTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// Gathers what a plan asks of some fields into one lane.
final class LaneBuilder {
  private final List<Integer> constants = new ArrayList<>();
  private final List<Integer> nulls = new ArrayList<>();
  private final LiteralIndex.Builder literals = new LiteralIndex.Builder();
  private final List<List<Integer>> satisfied = new ArrayList<>();
  private final List<List<Integer>> gated = new ArrayList<>();
  private final Map<ValueTest, List<Integer>> tests = new LinkedHashMap<>();
  private final List<Lane.Check> checks = new ArrayList<>();
  private final List<Integer> always = new ArrayList<>();
  private final Map<BigDecimal, List<Integer>> numbers = new HashMap<>();
  private final Map<String, List<Integer>> spellings = new HashMap<>();
  private final Map<Cidr, List<Integer>> networks = new LinkedHashMap<>();

  private LaneBuilder() {}

  /// The lane of some fields.
  ///
  /// @param fields tells of a rule field's number whether values are looked at for it
  static Lane lane(Plan plan, IntPredicate fields) {
    LaneBuilder builder = new LaneBuilder();
    for (int number = 0; number < plan.predicates().size(); number++) {
      Predicate predicate = plan.predicates().get(number);
      if (fields.test(predicate.field())) {
        builder.add(predicate, number);
      }
    }
    builder.tests.forEach(builder::check);
    return new Lane(builder.tables());
  }

  private void add(Predicate predicate, int number) {
    switch (predicate) {
      case Predicate.HasValue _ -> constants.add(number);
      case Predicate.HasNull _ -> nulls.add(number);
      case Predicate.Any any -> any.tests().forEach(test -> add(test, number));
    }
  }

  private void add(ValueTest test, int number) {
    switch (test) {
      case ValueTest.Like like -> like(like, number);
      case ValueTest.SameNumber same -> {
        put(numbers, same.number().value().stripTrailingZeros(), number);
        put(spellings, same.written(), number);
      }
      case ValueTest.Within within -> put(networks, within.network(), number);
      case ValueTest.Compared _, ValueTest.Dated _ -> put(tests, test, number);
      case ValueTest.Missing _, ValueTest.AnyOf _, ValueTest.Found _ ->
          throw new IllegalArgumentException("not a test of one value alone: " + test);
    }
  }

  private static <K> void put(Map<K, List<Integer>> map, K key, int number) {
    map.computeIfAbsent(key, _ -> new ArrayList<>()).add(number);
  }

  private void like(ValueTest.Like like, int number) {
    switch (like.pattern()) {
      case Pattern.Anything _ -> constants.add(number);
      case Pattern.Equal(String text, boolean cased) ->
          like(like, Place.WHOLE, text, cased, number);
      case Pattern.Starts(String text, boolean cased) ->
          like(like, Place.START, text, cased, number);
      case Pattern.Ends(String text, boolean cased) -> like(like, Place.END, text, cased, number);
      case Pattern.Contains(String text, boolean cased) ->
          like(like, Place.ANYWHERE, text, cased, number);
      case Pattern.Parts _ -> put(tests, like, number);
    }
  }

  private void like(ValueTest.Like like, Place place, String text, boolean cased, int number) {
    if (cased) {
      put(tests, like, number);
    } else {
      satisfied.get(literal(place, text)).add(number);
    }
  }

  /// The number of a literal, with its lists.
  private int literal(Place place, String text) {
    int literal = literals.add(place, FoldedValue.fold(text));
    if (literal == satisfied.size()) {
      satisfied.add(new ArrayList<>());
      gated.add(new ArrayList<>());
    }
    return literal;
  }

  /// A test that has to be run, but if possible only on values that hold a text it needs.
  private void check(ValueTest test, List<Integer> predicates) {
    checks.add(new Lane.Check(test, array(predicates)));
    String needed = test instanceof ValueTest.Like like ? needed(like.pattern()) : "";
    if (needed.isEmpty()) {
      always.add(checks.size() - 1);
    } else {
      gated.get(literal(Place.ANYWHERE, needed)).add(checks.size() - 1);
    }
  }

  private static String needed(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Anything _ -> "";
      case Pattern.Equal equal -> equal.text();
      case Pattern.Starts starts -> starts.text();
      case Pattern.Ends ends -> ends.text();
      case Pattern.Contains contains -> contains.text();
      case Pattern.Parts parts -> parts.longestLiteral();
    };
  }

  private static int[] array(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).distinct().toArray();
  }

  private static int[][] arrays(Iterable<List<Integer>> lists) {
    List<int[]> arrays = new ArrayList<>();
    lists.forEach(list -> arrays.add(array(list)));
    return arrays.toArray(int[][]::new);
  }

  private static <K> Map<K, int[]> arrays(Map<K, List<Integer>> map) {
    Map<K, int[]> arrays = new HashMap<>();
    map.forEach((key, list) -> arrays.put(key, array(list)));
    return arrays;
  }

  private Lane.Tables tables() {
    return new Lane.Tables(
        array(constants),
        array(nulls),
        literals.build(),
        arrays(satisfied),
        arrays(gated),
        List.copyOf(checks),
        array(always),
        arrays(numbers),
        arrays(spellings),
        new CidrIndex(List.copyOf(networks.keySet())),
        arrays(networks.values()));
  }
}
