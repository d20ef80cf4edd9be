// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.match.Fold;
import dev.shirube.match.KeyedHash;
import dev.shirube.match.Numeral;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.Correlation.Comparison;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// What the matches of one correlation count for, each value as one number of 64 bits: a
/// fingerprint of the value by a keyed hash; the place of its rule; or the number it spells,
/// exactly.
final class Amounts {
  private static final int MOST_VALUES = 16;
  private static final int MOST_BITS = 55;

  private final Correlation correlation;
  private final KeyedHash hash;
  private final long least;
  private final Map<Long, BigDecimal> large = new HashMap<>();
  private long lastLarge;

  Amounts(Correlation correlation, KeyedHash hash) {
    this.correlation = correlation;
    this.hash = hash;
    least = least(correlation);
  }

  private static long least(Correlation correlation) {
    BigDecimal least = BigDecimal.ZERO;
    for (Correlation.Criterion each : correlation.criteria()) {
      boolean above = each.comparison() == Comparison.GT;
      BigDecimal whole =
          each.limit().setScale(0, above ? RoundingMode.FLOOR : RoundingMode.CEILING);
      least = least.max(above ? whole.add(BigDecimal.ONE) : whole);
    }
    return least.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
  }

  /// The least whole number for which a condition holds that only grows truer.
  long least() {
    return least;
  }

  /// Whether a match has always one value, which fits 32 bits.
  boolean isPlain() {
    return switch (correlation.type()) {
      case EVENT_COUNT, TEMPORAL, TEMPORAL_ORDERED -> true;
      case VALUE_COUNT, VALUE_SUM, VALUE_AVG, VALUE_PERCENTILE -> false;
    };
  }

  private boolean isNumeric() {
    return correlation.type() == Correlation.Type.VALUE_SUM
        || correlation.type() == Correlation.Type.VALUE_AVG;
  }

  /// What a match counts for; empty when it has nothing that the correlation looks at.
  ///
  /// @param reference which of the correlation's rules it is of, 0 is the first
  long[] values(Sign sign, int reference) {
    return switch (correlation.type()) {
      case EVENT_COUNT -> new long[] {0};
      case TEMPORAL, TEMPORAL_ORDERED -> new long[] {reference};
      case VALUE_COUNT, VALUE_PERCENTILE -> tuples(sign, reference);
      case VALUE_SUM, VALUE_AVG -> numbers(sign, reference);
    };
  }

  private String name(String field, int reference) {
    return correlation.nameFor(correlation.references().get(reference), field);
  }

  private long[] numbers(Sign sign, int reference) {
    List<String> texts = sign.texts(name(correlation.fields().getFirst(), reference));
    long[] values = new long[texts.size()];
    int count = 0;
    for (String text : texts) {
      Numeral numeral = Numeral.parse(text);
      if (numeral != null) {
        values[count++] = spell(numeral.value());
      }
    }
    return Arrays.copyOf(values, count);
  }

  private long[] tuples(Sign sign, int reference) {
    List<List<String>> tuples = List.of(List.of());
    for (String field : correlation.fields()) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> head : tuples) {
        for (String text : sign.texts(name(field, reference))) {
          List<String> more = new ArrayList<>(head);
          more.add(Fold.fold(text));
          longer.add(more);
        }
      }
      tuples = longer.size() > MOST_VALUES ? longer.subList(0, MOST_VALUES) : longer;
    }
    LinkedHashSet<List<String>> different = new LinkedHashSet<>(tuples);
    long[] values = new long[different.size()];
    int count = 0;
    for (List<String> tuple : different) {
      hash.begin();
      tuple.forEach(hash::add);
      values[count++] = hash.end().first();
    }
    return values;
  }

  /// A number as 64 bits: most numbers as digits and scale, the others as a place in a table.
  long spell(BigDecimal number) {
    int scale = number.scale();
    if (number.unscaledValue().bitLength() <= MOST_BITS && scale >= -64 && scale < 64) {
      return number.unscaledValue().longValue() << 8 | (scale + 64L) << 1;
    }
    large.put(++lastLarge, number);
    return lastLarge << 1 | 1;
  }

  /// The number that 64 bits spell.
  BigDecimal numberOf(long value) {
    if ((value & 1) == 0) {
      return BigDecimal.valueOf(value >> 8, (int) (value >> 1 & 0x7f) - 64);
    }
    return large.getOrDefault(value >>> 1, BigDecimal.ZERO);
  }

  /// Whether a value says something only here, so that it is to be written out as text.
  boolean isLarge(long value) {
    return isNumeric() && (value & 1) == 1;
  }

  /// A value is no longer held.
  void forget(long value) {
    if (isLarge(value)) {
      large.remove(value >>> 1);
    }
  }

  /// A number as people write it, without zeros at its end.
  static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /// A count with nothing in it.
  Tally tally() {
    return new Tally();
  }

  /// Whether the number judged can be read off a tally only.
  boolean needsTally() {
    return correlation.type() != Correlation.Type.EVENT_COUNT;
  }

  /// How often each value is there, and what the condition says of it.
  final class Tally {
    private final Map<Long, Integer> amounts = new HashMap<>();
    private BigDecimal sum = BigDecimal.ZERO;
    private long total;

    void change(long value, int by) {
      total += by;
      if (isNumeric()) {
        sum = by > 0 ? sum.add(numberOf(value)) : sum.subtract(numberOf(value));
      } else {
        amounts.merge(value, by, (old, more) -> old + more == 0 ? null : old + more);
      }
    }

    /// The number judged: events, different values or rules, sum, average; for a percentile the
    /// least share that any value has, in percent.
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

    /// Whether a percentile's condition holds of the share of a value.
    boolean isRare(long value) {
      return correlation.holds(share(amounts.getOrDefault(value, 0)));
    }
  }
}
