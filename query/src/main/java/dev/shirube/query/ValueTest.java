// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.match.Numeral;
import dev.shirube.match.Pattern;
import dev.shirube.match.Regex;
import dev.shirube.match.Subject;
import java.math.BigDecimal;

/// What a predicate asks of one value, whichever event it belongs to: for engines that look at each
/// distinct value once. For one thread at a time.
@FunctionalInterface
public interface ValueTest {
  /// Whether the value satisfies the predicate. Not for values the source said it does not have.
  Judgement test(Subject value);

  /// The test of a predicate that asks something of single values.
  ///
  /// @throws IllegalArgumentException for Everything, And, Or and Not, which ask it of events
  static ValueTest of(Predicate predicate) {
    return switch (predicate) {
      case Predicate.Exists _ -> _ -> Judgement.YES;
      case Predicate.Like like -> ofPattern(like.glob().pattern(like.cased()));
      case Predicate.Anywhere anywhere -> ofPattern(anywhere.glob().pattern(false));
      case Predicate.Matches matches -> ofRegex(matches.regex());
      case Predicate.InNetwork in -> value -> Judgement.of(in.network().matches(value));
      case Predicate.Compare compare -> ofNumber(compare.how(), compare.number());
      case Predicate.OneOf many -> value -> Judgement.of(many.folded().contains(value.folded()));
      case Predicate.Everything _, Predicate.And _, Predicate.Or _, Predicate.Not _ ->
          throw new IllegalArgumentException("asks nothing of single values: " + predicate);
    };
  }

  private static ValueTest ofPattern(Pattern pattern) {
    return value -> Judgement.of(pattern.matches(value));
  }

  private static ValueTest ofRegex(Regex regex) {
    Regex.Searcher searcher = regex.searcher();
    return value ->
        switch (searcher.find(value, Regex.DEFAULT_BUDGET)) {
          case NO -> Judgement.NO;
          case YES -> Judgement.YES;
          case OVER_BUDGET -> Judgement.UNDECIDED;
        };
  }

  private static ValueTest ofNumber(Predicate.Comparison how, long number) {
    Numeral wanted = new Numeral(BigDecimal.valueOf(number));
    return value -> {
      Numeral found = value.numeral();
      return Judgement.of(found != null && how.holds(found.compareTo(wanted)));
    };
  }
}
