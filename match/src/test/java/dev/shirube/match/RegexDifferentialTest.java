// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Our regular expressions against RE2/J's, on generated expressions and values.
class RegexDifferentialTest {
  private static final int EXPRESSIONS = 30_000;
  private static final int VALUES = 5;
  private static final long SEED = 20_260_101;

  private int yes;
  private int no;
  private int gated;

  @Test
  void agreesWithRe2j() {
    Random random = new Random(SEED);
    RegexGenerator generator = new RegexGenerator(random);
    int expressions = 0;
    while (expressions < EXPRESSIONS) {
      RegexGenerator.Generated generated = generator.next();
      // RE2/J does not end on large ranges without case: U+1C80 to U+1C88 lead it round in circles.
      if (!isSlowForRe2j(generated)) {
        expressions++;
        compare(generated, random);
      }
    }
    assertThat(yes + no).isGreaterThanOrEqualTo(100_000);
    assertThat(yes).as("matches").isGreaterThan(30_000);
    assertThat(no).as("no matches").isGreaterThan(30_000);
    assertThat(gated).as("matches with a required text").isGreaterThan(10_000);
  }

  private static boolean isSlowForRe2j(RegexGenerator.Generated generated) {
    boolean folds = generated.flags().contains(Regex.Flag.IGNORE_CASE);
    String re2 = generated.part().re2();
    return (folds || re2.contains("(?i")) && re2.contains("[:^");
  }

  private void compare(RegexGenerator.Generated generated, Random random) {
    String source = generated.part().pcre();
    Regex.Compiled compiled = Regex.compile(source, generated.flags());
    assertThat(compiled).as(source).isInstanceOf(Regex.Compiled.Ready.class);
    Regex regex = ((Regex.Compiled.Ready) compiled).regex();
    Pattern oracle = Pattern.compile(generated.part().re2(), bits(generated.flags()));
    Regex.Searcher searcher = regex.searcher();
    for (int round = 0; round < VALUES; round++) {
      String value = generated.subject(random);
      boolean expected = oracle.matcher(value).find();
      String story = "seed " + SEED + ": " + source + " " + generated.flags() + " on " + value;
      assertThat(regex.find(new Subject(value)) == Regex.Outcome.YES).as(story).isEqualTo(expected);
      byte[] bytes = ("<" + value + ">").getBytes(StandardCharsets.UTF_8);
      long before = searcher.steps();
      assertThat(searcher.find(bytes, 1, bytes.length - 2, Long.MAX_VALUE) == Regex.Outcome.YES)
          .as(story)
          .isEqualTo(expected);
      assertThat(searcher.steps() - before)
          .as(story)
          .isLessThanOrEqualTo(regex.size() * (value.length() + 1L));
      if (expected) {
        yes++;
        gates(regex, value, story);
      } else {
        no++;
      }
    }
  }

  private void gates(Regex regex, String value, String story) {
    String folded = Fold.fold(value);
    assertThat(folded).as(story).contains(regex.required());
    if (!regex.requiredAny().isEmpty()) {
      gated++;
      assertThat(regex.requiredAny()).as(story).anyMatch(folded::contains);
    }
  }

  private static int bits(Set<Regex.Flag> flags) {
    return (flags.contains(Regex.Flag.IGNORE_CASE) ? Pattern.CASE_INSENSITIVE : 0)
        | (flags.contains(Regex.Flag.MULTI_LINE) ? Pattern.MULTILINE : 0)
        | (flags.contains(Regex.Flag.DOT_ALL) ? Pattern.DOTALL : 0);
  }
}
