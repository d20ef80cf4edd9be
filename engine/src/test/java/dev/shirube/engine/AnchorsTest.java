// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.match.Pattern;
import dev.shirube.match.Regex;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.ValueTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Anchors are sound: a rule that does not say no, or whose answer is still open, is among the
/// candidates; also after they were chosen again by what was seen. And they are of use.
class AnchorsTest {
  private static final long SEED = 20_261_210L;
  private static final int PREDICATES = 24;
  private static final int RULES = 30;

  @Test
  void everyRuleThatDoesNotSayNoIsACandidate() {
    Detection any = Trial.rules(Trial.rule("r", "s: {A: 1}\ncondition: s")).detections().getFirst();
    int open = 0;
    int yes = 0;
    long candidatesSeen = 0;
    for (int round = 0; round < 60; round++) {
      Random random = new Random(SEED + round);
      Plan plan = plan(random, any);
      Anchors anchors = new Anchors(plan);
      Marks candidates = new Marks(RULES);
      Marks holding = new Marks(PREDICATES);
      for (int each = 0; each < 700; each++) {
        holding.clear();
        candidates.clear();
        for (int count = random.nextInt(4); count > 0; count--) {
          holding.add(random.nextInt(PREDICATES));
        }
        anchors.candidates(holding, candidates);
        candidatesSeen += candidates.size();
        for (int rule = 0; rule < RULES; rule++) {
          Outcome outcome = plan.rules().get(rule).formula().test(facts(holding));
          if (outcome != Outcome.NO) {
            assertThat(candidates.has(rule)).as("seed %s rule %s", SEED + round, rule).isTrue();
            open += outcome == null ? 1 : 0;
            yes += outcome == Outcome.YES ? 1 : 0;
          }
        }
      }
    }
    assertThat(yes).isGreaterThan(10_000);
    assertThat(open).isGreaterThan(1_000);
    assertThat(candidatesSeen).as("candidates").isLessThan(60L * 700 * RULES * 9 / 10);
  }

  private static Formula.Facts facts(Marks holding) {
    return new Formula.Facts() {
      @Override
      public boolean holds(int predicate) {
        return holding.has(predicate);
      }

      @Override
      public @Nullable Outcome search(int search) {
        return null;
      }
    };
  }

  private static Plan plan(Random random, Detection detection) {
    List<Predicate> predicates = new ArrayList<>();
    for (int number = 0; number < PREDICATES; number++) {
      String text = "t".repeat(1 + random.nextInt(20)) + number;
      predicates.add(
          switch (random.nextInt(4)) {
            case 0 -> new Predicate.HasValue(number);
            case 1 -> new Predicate.HasNull(number);
            default ->
                new Predicate.Any(
                    number, List.of(new ValueTest.Like(text, new Pattern.Contains(text, false))));
          });
    }
    List<Plan.Ruled> rules = new ArrayList<>();
    for (int number = 0; number < RULES; number++) {
      rules.add(new Plan.Ruled(detection, formula(random, 4), false));
    }
    return new Plan(0, rules, predicates, List.of(new Plan.Search(0, regex())));
  }

  private static Regex regex() {
    return switch (Regex.compile("a", Set.of())) {
      case Regex.Compiled.Ready ready -> ready.regex();
      case Regex.Compiled.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  private static Formula formula(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 8)) {
      case 0, 1 -> new Formula.Atom(random.nextInt(PREDICATES));
      case 2 ->
          random.nextInt(8) == 0
              ? new Formula.Plain()
              : new Formula.Search(0, random.nextInt(PREDICATES));
      case 3 -> new Formula.Not(formula(random, depth - 1));
      case 4, 5 -> new Formula.And(parts(random, depth));
      default -> new Formula.Or(parts(random, depth));
    };
  }

  private static List<Formula> parts(Random random, int depth) {
    List<Formula> parts = new ArrayList<>();
    for (int count = random.nextInt(4); count > 0; count--) {
      parts.add(formula(random, depth - 1));
    }
    return parts;
  }
}
