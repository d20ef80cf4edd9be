// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.match.RegexRefusal.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
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
        "((((a{100}){100}){100}){100}) ~ SIZE ~ 17",
        "(?i-) ~ SYNTAX ~ 0",
        "a**(b ~ SYNTAX ~ 2",
        "a(?i)(*b) ~ UNSUPPORTED ~ 5",
        "[z-a] ~ SYNTAX ~ 1",
        "[a-\\d] ~ SYNTAX ~ 1",
        "[a\\y] ~ ESCAPE ~ 2",
        "x\\p{Nonsense} ~ SYNTAX ~ 1"
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
    assertThat(compile("abc+d").required()).isEqualTo("abc");
    assertThat(compile("a+bcd").required()).isEqualTo("abcd");
    assertThat(compile("a|bcd").required()).isEmpty();
    assertThat(compile("(abc)d").required()).isEqualTo("abcd");
    assertThat(compile("x{0}yz").required()).isEqualTo("yz");
    assertThat(compile("(x(yz)+)*a(b(?:cd){2})").required()).isEqualTo("abcdcd");
    assertThat(compile("^\\bnet\\b$").required()).isEqualTo("net");
    assertThat(compile("[kK]ey\\d漢(s|S)").required()).isEqualTo("key");
  }

  @Test
  void knowsTextsOfWhichOneMustBeThere() {
    assertThat(compile("(foo|BAR)\\d").requiredAny()).containsExactly("foo", "bar");
    assertThat(compile("pre(foo|bar)").requiredAny()).containsExactly("prefoo", "prebar");
    assertThat(compile("(a+b|xyz)").requiredAny()).containsExactly("ab", "xyz");
    assertThat(compile("(foo|foobar|)").requiredAny()).isEmpty();
    assertThat(compile("(foo|foobar)").requiredAny()).containsExactly("foo");
    assertThat(compile("(foo|.)").requiredAny()).isEmpty();
    assertThat(compile("net\\s+user").requiredAny()).containsExactly("user");
  }

  @Test
  void findsItsRequiredTextsUnderForeignLetters() {
    Subject kelvin = new Subject("tas\u212a\u017fet");
    for (String source : List.of("(?i)taskset", "(?i)(taskset|none)", "tas\\x{212a}[\u017f]et")) {
      Regex regex = compile(source);
      assertThat(regex.find(kelvin)).as(source).isEqualTo(Regex.Outcome.YES);
      assertThat(regex.requiredAny()).as(source).isNotEmpty().anyMatch(kelvin.folded()::contains);
    }
    assertThat(compile("(?i)taskset").required()).isEqualTo("taskset");
  }

  @Test
  void foldsAsFoldDoes() {
    int folded = 0;
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      int other = Fold.fold(point);
      if (other != point) {
        folded++;
        CodePoints set = CodePoints.of(point, point).fold();
        assertThat(set.contains(other)).as("U+%X", point).isTrue();
        assertThat(set).as("U+%X", point).isEqualTo(CodePoints.of(other, other).fold());
      }
    }
    assertThat(folded).isGreaterThan(1_300);
    assertThat(find("(?i)[^\u212a]", "kK")).isFalse();
    assertThat(find("(?i)\\w{3}", "\u212a\u017fe")).isTrue();
    assertThat(find("\\w", "\u212a\u017f")).isFalse();
  }

  @Test
  void readsBytesThatAreNotUtf8AsJavaDecodesThem() {
    long seed = 11;
    Random random = new Random(seed);
    List<Regex> expressions =
        Stream.of("a.b", "\\x{fffd}", "^.{2,3}$", "[^\\x00-\\x7f]b", "\\p{L}", "漢?\\b", "a\\Bb|\\z")
            .map(source -> compile(source, Regex.Flag.DOT_ALL))
            .toList();
    int broken = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      for (int index = 0; index < bytes.length; index++) {
        int[] likely = {'a', 'b', 0xe6, 0xbc, 0xa2, 0xc3, 0xa9, 0xf0, 0xed, 0xa0, 0x80, 0xff};
        bytes[index] = (byte) likely[random.nextInt(likely.length)];
      }
      int from = random.nextInt(bytes.length);
      String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
      broken += text.indexOf('\ufffd') >= 0 ? 1 : 0;
      for (Regex regex : expressions) {
        assertThat(regex.find(bytes, from, bytes.length - from, Regex.DEFAULT_BUDGET))
            .as("seed %s: %s on %s", seed, regex, text)
            .isEqualTo(regex.find(new Subject(text)));
      }
    }
    assertThat(broken).isGreaterThan(10_000);
  }

  @Test
  void takesLoneSurrogatesAsCharacters() {
    assertThat(find("^a.b$", "a\ud83db")).isTrue();
    assertThat(find("a?b", "a\ude00b?")).isTrue();
    assertThat(find("^[\\x{d800}-\\x{dfff}]$", "\ude00")).isTrue();
    assertThat(find("[\\x{d800}-\\x{dfff}]", "😀?")).isFalse();
    assertThat(find("\\?", "\ud83d")).isFalse();
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
