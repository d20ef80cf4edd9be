// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Hostile texts: whatever is written, a question or a fault comes of it, after looking at each
/// character a bounded number of times.
class QueryFuzzTest {
  private static final long SEED = 20261130;
  private static final int TEXTS = 24_000;
  private static final int LOOKS = 600;
  private static final int START = 10_000;
  private static final Setting SETTING =
      Setting.of(1_795_921_445_000_000_000L, ZoneId.of("Asia/Tokyo"));
  private static final List<String> PIECES =
      List.of(
          "and",
          " or ",
          " not ",
          "(",
          ")",
          "((",
          "|",
          "\"",
          "\"\"",
          "＂",
          "「",
          "」",
          "“",
          "”",
          ":",
          "=",
          "==",
          "=#",
          "!=",
          "!:",
          "<",
          "<=",
          ">",
          ">=",
          "~",
          "~/",
          "/",
          "\\",
          "\\/",
          "/i",
          "?",
          "*",
          "#",
          "@",
          "@x",
          ",",
          "、",
          "　",
          " ",
          "\t",
          "\n",
          "\r",
          "\u0000",
          "\u200b",
          "\ufeff",
          "\ud800",
          "\udc00",
          "\ud83d\ude00",
          "in",
          " in (",
          "not in",
          "exists",
          "last",
          "last 2 hours",
          "過去",
          "過去2時間",
          "昨日",
          "今日の",
          "から",
          "まで",
          "since ",
          "until ",
          "between ",
          "on ",
          "2026-11-01",
          "2026-13-99",
          "09:00",
          "24:61",
          "9999-12-31",
          "0000-00-00",
          "T23:59:59.999999999Z",
          "+18:00",
          "99999999999999999999",
          "-1",
          "0x",
          "1e999",
          "11月1日",
          "2月30日",
          "9時",
          "前",
          "ago",
          "count",
          "count by ",
          "top ",
          "rare ",
          "histogram ",
          "sort ",
          "fields ",
          "head ",
          "tree",
          "join process",
          "limit ",
          "newest",
          "1h",
          "desc",
          "process.cmd_line",
          "user.name",
          "src_endpoint.ip",
          "time",
          "class",
          "raw.",
          "raw.X",
          "field.",
          "field.count",
          "any",
          "コマンドライン",
          "10.0.0.0/8",
          "::/0",
          "10.0.0.1/8",
          "ａｎｄ",
          "（",
          "）",
          "｜",
          "：",
          "かつ",
          "または",
          "ではない",
          "(?=a)",
          "a{1,1000}",
          "(a{1,100}){1,100}",
          "[[:x",
          "\\p{L}",
          "x",
          "é",
          "ß");

  private final Random random = new Random(SEED);
  private final QuestionMaker maker = new QuestionMaker(SEED, QueryTextTest.VALUES);

  private String text() {
    return switch (random.nextInt(4)) {
      case 0 -> pieces(1 + random.nextInt(40));
      case 1 -> mutated(QueryText.of(maker.question()));
      case 2 -> mutated(mutated(mutated(QueryText.of(maker.question()))));
      default -> letters(random.nextInt(200));
    };
  }

  private String pieces(int count) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < count; index++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
      text.append(random.nextInt(3) == 0 ? " " : "");
    }
    return text.toString();
  }

  private String letters(int count) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < count; index++) {
      text.append((char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
    }
    return text.toString();
  }

  private String mutated(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = from + random.nextInt(Math.min(12, text.length() - from) + 1);
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, from) + text.substring(to);
      case 1 -> text.substring(0, from) + pieces(2) + text.substring(to);
      case 2 -> text.substring(0, to) + text.substring(from);
      default -> text.substring(from);
    };
  }

  private static QueryReader.Outcome read(String text) {
    Scanner scanner = new Scanner(text, SETTING.limits());
    QueryReader.Outcome outcome = QueryReader.outcome(scanner, SETTING);
    assertThat(scanner.steps()).as(text).isLessThan(START + (long) LOOKS * text.length());
    return outcome;
  }

  @Test
  void comesToAnEndWhateverIsWritten() throws IOException {
    Messages messages = Messages.load(new Content(Path.of("..", "content"))).messages();
    int ready = 0;
    Set<String> faults = new HashSet<>();
    for (int number = 0; number < TEXTS; number++) {
      String text = text();
      String named = "seed " + SEED + ", text " + number + ": " + text;
      switch (read(text)) {
        case QueryReader.Outcome.Ready(Question question) -> {
          ready++;
          String written = QueryText.of(question);
          assertThat(read(written)).as(named).isEqualTo(new QueryReader.Outcome.Ready(question));
        }
        case QueryReader.Outcome.Refused(QueryFault fault) -> {
          faults.add(fault.what().id());
          assertThat(fault.position()).as(named).isBetween(0, text.length());
          assertThat(fault.position() + fault.length()).as(named).isBetween(0, text.length());
          for (Language language : Language.values()) {
            String said = messages.render(fault.what(), language);
            assertThat(said).as(named).doesNotContain(fault.what().id());
            assertThat(messages.render(fault.advice(), language)).doesNotContain("query.");
          }
        }
      }
      completes(text, messages);
    }
    assertThat(ready).isGreaterThan(TEXTS / 10);
    assertThat(faults).hasSizeGreaterThan(35);
  }

  private void completes(String text, Messages messages) {
    int cursor = random.nextInt(text.length() + 1);
    for (Completion.Suggestion each : Completion.at(text, cursor, SETTING)) {
      assertThat(each.from()).isBetween(0, cursor);
      assertThat(each.meaning().in(Language.JA, messages)).doesNotContain("query.");
      assertThat(each.meaning().in(Language.EN, messages)).isNotBlank();
    }
  }

  @Test
  void staysWithinItsLimits() {
    String[][] table = {
      {"(".repeat(100_000), "query.limit.depth"},
      {"not ".repeat(20_000), "query.limit.depth"},
      {"x" + " ではない".repeat(10_000), "query.limit.depth"},
      {"x ".repeat(40_000), "query.limit.terms"},
      {"x".repeat(100_001), "query.limit.length"},
      {"user.name in (" + "x,".repeat(49_000), "query.expected.close"},
      {"x" + "| count".repeat(10_000), "query.limit.steps"},
      {"x | count by " + "time,".repeat(10_000), "query.limit.columns"},
      {"x".repeat(90_000) + ":y", "query.field.unknown"},
      {"\"".repeat(99_999), "query.expected.quote"},
      {"user.name~/" + "\\".repeat(99_000), "query.regex.open"},
      {"user.name~/" + "(".repeat(50_000) + "/", "query.regex.size"},
      {"count>" + "9".repeat(99_000), "query.expected.number"},
      {"last " + "9".repeat(99_000) + " days", "query.time.far"},
      {"since " + "2026-11-01 ".repeat(9_000), "query.limit.terms"},
    };
    for (String[] each : table) {
      QueryReader.Outcome outcome = QueryReader.read(each[0], SETTING);
      String start = each[0].substring(0, 20);
      assertThat(outcome).as(start).isInstanceOf(QueryReader.Outcome.Refused.class);
      QueryFault fault = ((QueryReader.Outcome.Refused) outcome).fault();
      assertThat(fault.what().id()).as(start).isEqualTo(each[1]);
      assertThat(String.join("", fault.what().arguments()).length()).isLessThan(200);
      if (each[0].length() <= SETTING.limits().length()) {
        read(each[0]);
      }
    }
  }

  @Test
  void readsTheLongestThatIsAllowed() {
    for (String text :
        List.of("y".repeat(100_000), "\"" + "a\"\"".repeat(33_332) + "\"", "* ".repeat(999))) {
      assertThat(read(text)).isInstanceOf(QueryReader.Outcome.Ready.class);
    }
    QueryLimits few = new QueryLimits(100, 5, 10, 3, 2);
    Setting setting =
        new Setting(0, SETTING.zone(), FieldWords.ofCatalogue(), Setting.Lists.NONE, few);
    assertThat(QueryReader.read("user.name in (a, b, c)", setting))
        .isInstanceOf(QueryReader.Outcome.Ready.class);
    assertThat(QueryReader.read("user.name in (a, b, c, d)", setting))
        .isInstanceOf(QueryReader.Outcome.Refused.class);
    assertThat(QueryReader.read("user.name in (a, b) user.name in (c, d)", setting))
        .isInstanceOf(QueryReader.Outcome.Refused.class);
  }
}
