// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.match.RegexRefusal.Reason;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class RegexTest {
  @ParameterizedTest
  @CsvFileSource(resources = "searches.csv", delimiter = '~', quoteCharacter = '"')
  void searchesAsPcreDoes(String source, String value, boolean matches) {
    assertThat(compile(source).find(new Subject(value)))
        .isEqualTo(matches ? Regex.Outcome.YES : Regex.Outcome.NO);
  }

  @Test
  void dollarStandsBeforeALastNewline() {
    assertThat(find("foo$", "foo\n")).isTrue();
    assertThat(find("foo\\Z", "foo\n")).isTrue();
    assertThat(find("foo\\z", "foo\n")).isFalse();
    assertThat(find("foo$", "foo\nbar")).isFalse();
    assertThat(find("(?m)foo$", "foo\nbar")).isTrue();
    assertThat(find("(foo$|x)y?", "foo\n")).isTrue();
  }

  @Test
  void readsControlCharacters() {
    assertThat(find("^\\cA\\e\\t$", "\u0001\u001b\t")).isTrue();
  }

  @Test
  void heedsFlags() {
    Subject lines = new Subject("one\nTwo");
    assertThat(compile("^two$", Regex.Flag.IGNORE_CASE).find(lines)).isEqualTo(Regex.Outcome.NO);
    assertThat(compile("^two$", Regex.Flag.IGNORE_CASE, Regex.Flag.MULTI_LINE).find(lines))
        .isEqualTo(Regex.Outcome.YES);
    assertThat(compile("one.Two").find(lines)).isEqualTo(Regex.Outcome.NO);
    assertThat(compile("one.Two", Regex.Flag.DOT_ALL).find(lines)).isEqualTo(Regex.Outcome.YES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a(?=b) ~ LOOK_AROUND ~ 1",
        "(?!b) ~ LOOK_AROUND ~ 0",
        "(?<=b)a ~ LOOK_AROUND ~ 0",
        "(?<!b)a ~ LOOK_AROUND ~ 0",
        "(a)\\1 ~ BACK_REFERENCE ~ 3",
        "\\101 ~ BACK_REFERENCE ~ 0",
        "(?<n>a)\\k<n> ~ BACK_REFERENCE ~ 7",
        "(?P<n>a)(?P=n) ~ BACK_REFERENCE ~ 8",
        "(?R) ~ BACK_REFERENCE ~ 0",
        "(?>a) ~ ATOMIC ~ 0",
        "a++ ~ ATOMIC ~ 1",
        "a{2}+ ~ ATOMIC ~ 1",
        "(?(1)a) ~ UNSUPPORTED ~ 0",
        "(*ANY)a ~ UNSUPPORTED ~ 0",
        "(?x)a b ~ UNSUPPORTED ~ 0",
        "\\Ga ~ UNSUPPORTED ~ 0",
        "\\y ~ ESCAPE ~ 0",
        "a{2000} ~ REPEAT ~ 1",
        "(a ~ SYNTAX ~ 2",
        "a) ~ SYNTAX ~ 1",
        "[a ~ SYNTAX ~ 2",
        "*a ~ SYNTAX ~ 0",
        "a{3,2} ~ SYNTAX ~ 1",
        "((((a{100}){100}){100}){100}) ~ SIZE ~ 17"
      })
  void refusesWhatIsNotRegular(String source, Reason reason, int position) {
    RegexRefusal refusal = refusal(source);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.position()).isEqualTo(position);
  }

  @Test
  void givesUpVisiblyAboveItsBudget() {
    Regex regex = compile("(a|b)*c");
    Subject subject = new Subject("a".repeat(1_000) + "c");
    assertThat(regex.find(subject, 500)).isEqualTo(Regex.Outcome.OVER_BUDGET);
    assertThat(regex.find(subject)).isEqualTo(Regex.Outcome.YES);
  }

  @Test
  void knowsATextThatMustBeThere() {
    assertThat(compile("net\\s+USER").required()).isEqualTo("user");
    assertThat(compile("abc?d").required()).isEqualTo("ab");
    assertThat(compile("a|bcd").required()).isEmpty();
    assertThat(compile("(abc)d").required()).isEqualTo("d");
    assertThat(compile("x{0}yz").required()).isEqualTo("yz");
  }

  @Test
  void neverThrowsAndNeverMissesItsRequiredText() {
    long seed = 7;
    Random random = new Random(seed);
    String letters = "ab(|)*+?{}2,[]^-$.\\dsQEkZ:<>=!iP";
    int ready = 0;
    for (int round = 0; round < 60_000; round++) {
      StringBuilder source = new StringBuilder();
      for (int left = random.nextInt(12); left >= 0; left--) {
        source.append(letters.charAt(random.nextInt(letters.length())));
      }
      if (Regex.compile(source.toString(), Set.of()) instanceof Regex.Compiled.Ready(Regex regex)) {
        ready++;
        Subject subject = new Subject("abba2-");
        if (regex.find(subject) == Regex.Outcome.YES) {
          assertThat(subject.folded()).as("seed %s: %s", seed, source).contains(regex.required());
        }
      }
    }
    assertThat(ready).isGreaterThan(5_000);
  }

  private static boolean find(String source, String value) {
    return compile(source).find(new Subject(value)) == Regex.Outcome.YES;
  }

  private static Regex compile(String source, Regex.Flag... flags) {
    return switch (Regex.compile(source, Set.of(flags))) {
      case Regex.Compiled.Ready ready -> ready.regex();
      case Regex.Compiled.Refused refused -> throw new AssertionError(refused.refusal());
    };
  }

  private static RegexRefusal refusal(String source) {
    return switch (Regex.compile(source, Set.of())) {
      case Regex.Compiled.Ready _ -> throw new AssertionError("not refused: " + source);
      case Regex.Compiled.Refused refused -> refused.refusal();
    };
  }
}
