// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.FieldCatalogue;
import dev.shirube.match.Glob;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryTextTest {
  private static final int QUESTIONS = 12_000;
  private static final long SEED = 20261129;

  static final Map<Column, List<String>> VALUES =
      Map.of(
          catalogue("process.cmd_line"),
          List.of(
              "powershell.exe -NoP -Enc AAAA",
              "\"C:\\Program Files\\a b\\x.exe\" /c \"q\"",
              "ls -l"),
          catalogue("src_endpoint.ip"),
          List.of("10.1.2.3", "2001:db8::1"),
          catalogue("count"),
          List.of("5", "17", "0x10"),
          catalogue("user.name"),
          List.of("Administrator", "山田　太郎", "O'Neil", "svc_backup$"),
          new Column.Vendor("CommandLine"),
          List.of("cmd /c echo 100%", "a*b?c"),
          new Column.Vendor("Process Command Line"),
          List.of("x|y", "(z)"),
          new Column.Vendor("名前"),
          List.of("請求書２０２６.xlsx", "「案」"),
          new Column.Vendor("raw.\"odd\""),
          List.of("1"),
          Column.Head.CLASS,
          List.of("process_activity", "authentication"),
          Column.Head.SOURCE,
          List.of("windows-security"));

  private static Column catalogue(String path) {
    return new Column.Catalogue(FieldCatalogue.require(path));
  }

  private static Question read(String text) {
    QueryReader.Outcome outcome = QueryReader.read(text, Setting.of(0, ZoneOffset.UTC));
    assertThat(outcome).as(text).isInstanceOf(QueryReader.Outcome.Ready.class);
    return ((QueryReader.Outcome.Ready) outcome).question();
  }

  @Test
  void writesWhatIsReadBackTheSame() {
    QuestionMaker maker = new QuestionMaker(SEED, VALUES);
    Set<Class<?>> seen = new HashSet<>();
    Set<String> texts = new HashSet<>();
    for (int number = 0; number < QUESTIONS; number++) {
      Question question = maker.question();
      String text = QueryText.of(question);
      Question again = read(text);
      assertThat(again).as("seed %d, question %d: %s", SEED, number, text).isEqualTo(question);
      assertThat(QueryText.of(again)).isEqualTo(text);
      question.steps().forEach(step -> seen.add(step.getClass()));
      note(question.predicate(), seen);
      texts.add(text);
    }
    assertThat(seen).hasSize(11 + 9);
    assertThat(texts).hasSizeGreaterThan(QUESTIONS * 9 / 10);
  }

  private static void note(Predicate predicate, Set<Class<?>> seen) {
    seen.add(predicate.getClass());
    switch (predicate) {
      case Predicate.And(List<Predicate> parts) -> parts.forEach(part -> note(part, seen));
      case Predicate.Or(List<Predicate> parts) -> parts.forEach(part -> note(part, seen));
      case Predicate.Not(Predicate part) -> note(part, seen);
      default -> {}
    }
  }

  @Test
  void isTheSameForTheSameSeed() {
    QuestionMaker one = new QuestionMaker(5, VALUES);
    QuestionMaker other = new QuestionMaker(5, new HashMap<>(VALUES));
    for (int number = 0; number < 100; number++) {
      assertThat(one.question()).isEqualTo(other.question());
    }
  }

  @Test
  void writesTreesThatNoTextHasAsWhatTheyMean() {
    Predicate one = new Predicate.Anywhere(Glob.literal("x").anywhere());
    assertThat(QueryText.of(new Predicate.And(List.of()))).isEqualTo("*");
    assertThat(QueryText.of(new Predicate.Or(List.of()))).isEqualTo("not *");
    assertThat(QueryText.of(new Predicate.Not(new Predicate.Or(List.of()))))
        .isEqualTo("not (not *)");
    assertThat(QueryText.of(new Predicate.Not(new Predicate.And(List.of(one))))).isEqualTo("not x");
    assertThat(read("not (not *)").predicate())
        .isEqualTo(new Predicate.Not(new Predicate.Not(new Predicate.Everything())));
  }

  @Test
  void writesTheEdgesOfTime() {
    long[] edges = {Long.MIN_VALUE + 1, -1, 0, 1, 999_999_999, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    for (long from : edges) {
      for (long until : edges) {
        if (from <= until) {
          TimeRange range = new TimeRange(from, until);
          assertThat(read(QueryText.of(range)).range()).isEqualTo(range);
        }
      }
    }
    TimeRange none = new TimeRange(Long.MIN_VALUE, Long.MIN_VALUE);
    assertThat(read(QueryText.of(none)).range()).isEqualTo(none);
  }

  @Test
  void refusesQuestionsThatMakeNoSense() {
    List<Step> steps = List.of(new Step.Count(List.of()), new Step.Tree());
    Predicate all = new Predicate.Everything();
    Question.Order order = Question.Order.NEWEST_FIRST;
    assertThatThrownBy(() -> new Question(all, TimeRange.ALL, order, steps, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Question(all, TimeRange.ALL, order, List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Step.Top(0, List.of(Column.Head.ID)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Step.Histogram(5, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
