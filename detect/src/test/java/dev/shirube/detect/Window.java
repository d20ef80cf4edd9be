// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.match.Fold;
import dev.shirube.match.Numeral;
import dev.shirube.sigma.Correlation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The signs of one group that lie within the timespan, and the number their correlation judges.
final class Window {
  private static final int MOST_VALUES = 16;

  private final Correlation correlation;
  private final Deque<Seen> inside = new ArrayDeque<>();
  private final Map<String, Integer> amounts = new HashMap<>();
  private BigDecimal sum = BigDecimal.ZERO;
  private long total;
  private long events;

  /// @param values what the sign adds to the amounts
  private record Seen(Sign sign, List<String> values) {}

  Window(Correlation correlation) {
    this.correlation = correlation;
  }

  /// Takes in a sign.
  ///
  /// @param reference which of the correlation's rules it is of, 0 is the first
  /// @return whether it has what the correlation looks at
  boolean add(Sign sign, int reference) {
    List<String> values = values(sign, reference);
    if (values.isEmpty()) {
      return false;
    }
    inside.add(new Seen(sign, values));
    events += sign.count();
    values.forEach(value -> change(value, 1));
    return true;
  }

  /// Lets go of what lies further back than the timespan, which itself still counts.
  void slideTo(long nanos) {
    while (!inside.isEmpty()
        && nanos - inside.getFirst().sign.nanos() > correlation.timespanNanos()) {
      Seen gone = inside.removeFirst();
      events -= gone.sign.count();
      gone.values.forEach(value -> change(value, -1));
    }
  }

  private void change(String value, int by) {
    amounts.merge(value, by, (old, more) -> old + more == 0 ? null : old + more);
    total += by;
    if (isNumeric()) {
      sum = sum.add(number(value).multiply(BigDecimal.valueOf(by)));
    }
  }

  private boolean isNumeric() {
    return switch (correlation.type()) {
      case VALUE_SUM, VALUE_AVG -> true;
      case EVENT_COUNT, VALUE_COUNT, VALUE_PERCENTILE, TEMPORAL, TEMPORAL_ORDERED -> false;
    };
  }

  private static BigDecimal number(String text) {
    Numeral numeral = Numeral.parse(text);
    return numeral == null ? BigDecimal.ZERO : numeral.value();
  }

  /// What a sign counts for: itself, its rule, or the values of the fields looked at.
  private List<String> values(Sign sign, int reference) {
    return switch (correlation.type()) {
      case EVENT_COUNT -> List.of("");
      case TEMPORAL, TEMPORAL_ORDERED -> List.of(String.valueOf(reference));
      case VALUE_COUNT -> tuples(sign, reference);
      case VALUE_PERCENTILE -> tuples(sign, reference).stream().distinct().toList();
      case VALUE_SUM, VALUE_AVG ->
          sign.texts(name(correlation.fields().getFirst(), reference)).stream()
              .filter(text -> Numeral.parse(text) != null)
              .toList();
    };
  }

  private String name(String field, int reference) {
    return correlation.nameFor(correlation.references().get(reference), field);
  }

  private List<String> tuples(Sign sign, int reference) {
    List<String> tuples = List.of("");
    for (String field : correlation.fields()) {
      List<String> longer = new ArrayList<>();
      for (String head : tuples) {
        for (String text : sign.texts(name(field, reference))) {
          longer.add(head + text.length() + ':' + Fold.fold(text));
        }
      }
      tuples = longer.size() > MOST_VALUES ? longer.subList(0, MOST_VALUES) : longer;
    }
    return tuples.stream().distinct().toList();
  }

  boolean isEmpty() {
    return inside.isEmpty();
  }

  /// When the first sign inside happened.
  long firstNanos() {
    return inside.getFirst().sign.nanos();
  }

  /// The number judged: events, different values or rules, sum, average; for a percentile the least
  /// share that any value has, in percent.
  BigDecimal number() {
    return switch (correlation.type()) {
      case EVENT_COUNT -> BigDecimal.valueOf(total);
      case VALUE_COUNT, TEMPORAL, TEMPORAL_ORDERED -> BigDecimal.valueOf(amounts.size());
      case VALUE_SUM -> sum;
      case VALUE_AVG -> sum.divide(BigDecimal.valueOf(total), MathContext.DECIMAL64);
      case VALUE_PERCENTILE ->
          amounts.values().stream()
              .map(this::share)
              .min(BigDecimal::compareTo)
              .orElse(BigDecimal.ZERO);
    };
  }

  private BigDecimal share(int amount) {
    return BigDecimal.valueOf(100L * amount)
        .divide(BigDecimal.valueOf(total), MathContext.DECIMAL64);
  }

  /// Whether the condition holds. For a percentile: whether it holds of the share of any value.
  boolean holds() {
    return correlation.type() == Correlation.Type.VALUE_PERCENTILE
        ? amounts.values().stream().anyMatch(amount -> correlation.holds(share(amount)))
        : correlation.holds(number());
  }

  /// What the condition holds of as one sign: all inside; for a percentile those with such a value.
  ///
  /// @param values what the sign says of the fields that an outer correlation asks for
  Sign sign(Function<Sign, Map<String, List<String>>> values) {
    if (correlation.type() == Correlation.Type.VALUE_PERCENTILE) {
      List<Sign> rare = inside.stream().filter(this::isRare).map(Seen::sign).toList();
      long count = rare.stream().mapToLong(Sign::count).sum();
      return Sign.of(rare, count, values.apply(rare.getLast()));
    }
    List<Sign> ends = new ArrayList<>();
    Iterator<Seen> first = inside.iterator();
    while (first.hasNext() && ends.size() < Finding.KEPT_EVENTS) {
      ends.add(first.next().sign);
    }
    int more = Math.min(inside.size() - ends.size(), Finding.KEPT_EVENTS);
    Iterator<Seen> last = inside.descendingIterator();
    for (int index = 0; index < more; index++) {
      ends.add(Finding.KEPT_EVENTS, last.next().sign);
    }
    return Sign.of(ends, events, values.apply(inside.getLast().sign));
  }

  private boolean isRare(Seen seen) {
    return seen.values.stream()
        .anyMatch(value -> correlation.holds(share(amounts.getOrDefault(value, 0))));
  }
}
