// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.match.Pattern;
import dev.shirube.sigma.ValueTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which rules have to be looked at, given the predicates that hold. Of every rule some predicates
/// are chosen of which one must hold if the rule is to match; the ones that hold most rarely, first
/// by guess, then by what was seen. For one thread.
final class Anchors {
  private static final int FIRST_REVIEW = 256;

  private final Plan plan;
  private final double[] weight;
  private final int[] seen;
  private int[][] rulesOf = new int[0][];
  private int[] always = new int[0];
  private int looked;
  private int review = FIRST_REVIEW;

  Anchors(Plan plan) {
    this.plan = plan;
    weight = new double[plan.predicates().size()];
    seen = new int[weight.length];
    for (int number = 0; number < weight.length; number++) {
      weight[number] = guess(plan.predicates().get(number));
    }
    choose();
  }

  private static double guess(Predicate predicate) {
    return switch (predicate) {
      case Predicate.HasValue _ -> 100;
      case Predicate.HasNull _ -> 1;
      case Predicate.Any any ->
          Math.min(100, any.tests().stream().mapToDouble(Anchors::guess).sum());
    };
  }

  private static double guess(ValueTest test) {
    return switch (test) {
      case ValueTest.Like like -> guess(like.pattern());
      case ValueTest.SameNumber _ -> 2;
      default -> 20;
    };
  }

  private static double guess(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Anything _ -> 100;
      case Pattern.Equal _ -> 1;
      case Pattern.Starts starts -> 30.0 / (1 + starts.text().length());
      case Pattern.Ends ends -> 10.0 / (1 + ends.text().length());
      case Pattern.Contains contains -> 30.0 / (1 + contains.text().length());
      case Pattern.Parts parts -> 30.0 / (1 + parts.longestLiteral().length());
    };
  }

  /// Gathers the rules that could match.
  ///
  /// @param holding the predicates that hold
  /// @param candidates takes the rules' numbers
  void candidates(Marks holding, Marks candidates) {
    candidates.addAll(always);
    for (int index = 0; index < holding.size(); index++) {
      int predicate = holding.get(index);
      seen[predicate]++;
      candidates.addAll(rulesOf[predicate]);
    }
    if (++looked == review) {
      review *= 4;
      for (int number = 0; number < weight.length; number++) {
        weight[number] = weight[number] * 0.01 + 100.0 * seen[number] / looked;
      }
      choose();
    }
  }

  private void choose() {
    List<List<Integer>> lists = new ArrayList<>();
    for (int number = 0; number < weight.length; number++) {
      lists.add(new ArrayList<>());
    }
    List<Integer> unanchored = new ArrayList<>();
    for (int rule = 0; rule < plan.rules().size(); rule++) {
      Choice choice = choice(plan.rules().get(rule).formula());
      if (choice == null) {
        unanchored.add(rule);
      } else {
        for (int predicate : choice.predicates) {
          lists.get(predicate).add(rule);
        }
      }
    }
    rulesOf = lists.stream().map(Anchors::array).toArray(int[][]::new);
    always = array(unanchored);
  }

  private static int[] array(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).distinct().toArray();
  }

  /// @param predicates of which one must hold
  /// @param weight how often that is, roughly
  private record Choice(int[] predicates, double weight) {}

  /// The best choice for a formula; null when it may hold with no predicate holding.
  private @Nullable Choice choice(Formula formula) {
    return switch (formula) {
      case Formula.Atom atom -> new Choice(new int[] {atom.predicate()}, weight[atom.predicate()]);
      case Formula.Search search -> new Choice(new int[] {search.gate()}, weight[search.gate()]);
      case Formula.And and -> rarest(and.parts());
      case Formula.Or or -> together(or.parts());
      case Formula.Not _, Formula.Plain _ -> null;
    };
  }

  private @Nullable Choice rarest(List<Formula> parts) {
    Choice best = null;
    for (Formula part : parts) {
      Choice choice = choice(part);
      if (choice != null && (best == null || choice.weight < best.weight)) {
        best = choice;
      }
    }
    return best;
  }

  private @Nullable Choice together(List<Formula> parts) {
    int[] all = new int[0];
    double sum = 0;
    for (Formula part : parts) {
      Choice choice = choice(part);
      if (choice == null) {
        return null;
      }
      int from = all.length;
      all = Arrays.copyOf(all, from + choice.predicates.length);
      System.arraycopy(choice.predicates, 0, all, from, choice.predicates.length);
      sum += choice.weight;
    }
    return new Choice(all, sum);
  }
}
