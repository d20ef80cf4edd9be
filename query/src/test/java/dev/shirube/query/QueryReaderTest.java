// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueryReaderTest {
  private static final Setting SETTING =
      new Setting(
          Instant.parse("2026-11-29T03:04:05Z").getEpochSecond() * 1_000_000_000L,
          ZoneId.of("Asia/Tokyo"),
          FieldWords.ofCatalogue().with(List.of("CommandLine", "TargetUserName", "ユーザ")),
          new Named(Map.of("bad.txt", List.of("One", "10.0.0.0/8"), "empty", List.of())),
          QueryLimits.USUAL);

  private record Named(Map<String, List<String>> lists) implements Setting.Lists {
    @Override
    public @Nullable Collection<String> find(String name) {
      return lists.get(name);
    }

    @Override
    public Collection<String> names() {
      return lists.keySet();
    }
  }

  private static String read(String text) {
    return switch (QueryReader.read(text, SETTING)) {
      case QueryReader.Outcome.Ready(Question question) -> QueryText.of(question);
      case QueryReader.Outcome.Refused(QueryFault fault) ->
          fault.what().id() + "@" + fault.position() + "+" + fault.length() + fault.suggestions();
    };
  }

  private static void holds(String[][] table) {
    List<String> wanted = new ArrayList<>();
    List<String> got = new ArrayList<>();
    for (String[] each : table) {
      wanted.add(each[0] + " -> " + each[1]);
      got.add(each[0] + " -> " + read(each[0]));
    }
    assertThat(got).isEqualTo(wanted);
  }

  @Test
  void readsEveryExampleOfTheReference() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "reference", "query.md"));
    boolean example = false;
    int seen = 0;
    for (String line : lines) {
      if (line.startsWith("```")) {
        example = !example;
      } else if (example) {
        seen++;
        assertThat(QueryReader.read(line, SETTING))
            .as(line)
            .isInstanceOf(QueryReader.Outcome.Ready.class);
      }
    }
    assertThat(seen).isGreaterThanOrEqualTo(20);
  }

  @Test
  void readsTests() {
    holds(
        new String[][] {
          {"process.cmd_line:mimikatz", "process.cmd_line:mimikatz"},
          {"process.cmd_line : mimikatz", "process.cmd_line:mimikatz"},
          {"process.cmd_line:*power*shell*", "process.cmd_line:power*shell"},
          {"process.cmd_line:\"a b\"", "process.cmd_line:\"a b\""},
          {"file.path=C:\\Windows\\*.exe", "file.path=\"C:\\Windows\\\"*.exe"},
          {"file.path=*\"Program Files\"*\\x?", "file.path=*\"Program Files\"*\\x?"},
          {"file.name=\"a\"\"b*\"", "file.name=\"a\"\"b*\""},
          {"file.name==Cmd.exe", "file.name==Cmd.exe"},
          {"file.name!=Cmd.exe", "not file.name=Cmd.exe"},
          {"file.name!:x", "not file.name:x"},
          {"file.name=\"\"", "file.name=\"\""},
          {"file.name:*", "file.name=*"},
          {"count=#5", "count=#5"},
          {"count > 5", "count>5"},
          {"count>=#0x10", "count>=16"},
          {"count<=-1 count<2", "count<=-1 and count<2"},
          {"time>=2026-11-01T09:00", "time>=2026-11-01T00:00:00Z"},
          {"received<\"2026-11-01 09:00:00.5Z\"", "received<2026-11-01T09:00:00.500Z"},
          {"process.cmd_line~/-e(nc)?\\b/i", "process.cmd_line~/-e(nc)?\\b/i"},
          {"url.path~\"a/\"\"b\"ms", "url.path~\"a/\"\"b\"ms"},
          {"user.name in (Bob, \"a b\" alice、eve)", "user.name in (\"a b\", alice, bob, eve)"},
          {"user.name in (a, b*)", "user.name in (a) or user.name=b*"},
          {"src_endpoint.ip in 10.0.0.0/8", "src_endpoint.ip in 10.0.0.0/8"},
          {"src_endpoint.ip not in 2001:db8::/32", "not src_endpoint.ip in 2001:db8::/32"},
          {
            "src_endpoint.ip in (10.0.0.0/8, 192.168.0.0/16)",
            "src_endpoint.ip in 10.0.0.0/8 or src_endpoint.ip in 192.168.0.0/16"
          },
          {"user.name in @bad.txt", "user.name in (one) or user.name in 10.0.0.0/8"},
          {"user.name in @empty", "user.name in ()"},
          {"user.name?", "user.name?"},
          {"user.name exists", "user.name?"},
          {"\"Process Command Line\":x", "\"Process Command Line\":x"},
          {"\"Process Command Line\"?", "\"Process Command Line\"?"},
          {"raw.CommandLine:x", "raw.CommandLine:x"},
          {"commandline:x", "raw.CommandLine:x"},
          {"ユーザ=x", "\"ユーザ\"=x"},
          {"コマンドライン:x", "process.cmd_line:x"},
          {"親のコマンドライン：x", "process.parent_process.cmd_line:x"},
          {"通信元が送ったバイト数>1000", "src_endpoint.bytes>1000"},
          {"種別=process_activity", "class=process_activity"},
          {"field.count>1", "count>1"},
          {"any in ()", "not *"},
          {"any=x any:y any in (a, b*)", "any=x and y and (any=a or any=b*)"},
        });
  }

  @Test
  void readsWordsAndConnectives() {
    holds(
        new String[][] {
          {"", "*"},
          {"*", "*"},
          {"mimikatz", "mimikatz"},
          {"-enc", "\"-enc\""},
          {"\"two words\"", "\"two words\""},
          {"C:\\Windows\\x", "\"C:\\Windows\\x\""},
          {"https://example.com/a?b", "any:\"https://example.com/a\"?b"},
          {"HKLM:\\Software", "\"HKLM:\\Software\""},
          {"::1", "\"::1\""},
          {"2001:db8::1", "\"2001:db8::1\""},
          {"cat ~/.ssh/id_rsa", "cat and \"~/.ssh/id_rsa\""},
          {"power*", "power"},
          {"p*r", "any:p*r"},
          {"a b or c", "(a and b) or c"},
          {"a and (b or c)", "a and (b or c)"},
          {"a (b c)", "a and (b and c)"},
          {"not a b", "not a and b"},
          {"not (a or b)", "not (a or b)"},
          {"NOT not a", "not not a"},
          {"a かつ b または c", "(a and b) or c"},
          {"a ではない", "not a"},
          {"(a　または　b)　ではない", "not (a or b)"},
          {"ａｂｃ　（ｘ　ＯＲ　ｙ）", "abc and (x or y)"},
          {"請求書２０２６", "\"請求書２０２６\""},
          {"「and or」", "\"and or\""},
          {"\"and\" in last", "\"and\" and \"in\" and \"last\""},
          {"from:x", "query.field.unknown@0+4[email.from]"},
          {"status in", "query.expected.list@9+0[]"},
          {"\"a b\" in last", "\"a b\" and \"in\" and \"last\""},
          {"\"a b\" in 10.0.0.0/8", "\"a b\" in 10.0.0.0/8"},
        });
  }

  @Test
  void tellsWhatIsWrongAndWhere() {
    holds(
        new String[][] {
          {"proces.cmd_line:x", "query.field.unknown@0+15[process.cmd_line, job.cmd_line]"},
          {"a and", "query.expected.term@5+0[]"},
          {"a and or b", "query.expected.term@6+2[]"},
          {"a or", "query.expected.term@4+0[]"},
          {"(a", "query.expected.close@2+0[]"},
          {"a)", "query.expected.connective@1+1[]"},
          {"\"a", "query.expected.quote@0+1[]"},
          {"user.name:", "query.expected.value@10+0[]"},
          {"user.name: | count", "query.expected.value@11+1[]"},
          {"count>x", "query.expected.number@6+1[]"},
          {"count>1.5", "query.number@6+3[]"},
          {"count>99999999999999999999", "query.number@6+20[]"},
          {"user.name~/(?=a)/", "query.regex.look_around@10+7[]"},
          {"user.name~/a", "query.regex.open@10+1[]"},
          {"user.name~/a/x", "query.regex.flag@13+1[]"},
          {"user.name~a", "query.expected.regex@10+1[]"},
          {"user.name in (a", "query.expected.close@15+0[]"},
          {"user.name in @bd.txt", "query.list.unknown@14+6[bad.txt]"},
          {"src_endpoint.ip in 10.0.0.1/8", "query.network@19+10[]"},
          {"any>5", "query.any@0+4[]"},
          {"time=2026-11-01", "query.time.text@0+15[]"},
          {"a | cuont", "query.step.unknown@4+5[count]"},
          {"a | ", "query.expected.step@4+0[]"},
          {"a | count by", "query.expected.field@12+0[]"},
          {"a | count by usr.name", "query.field.unknown@13+8[user.name, app.name]"},
          {"a | top 0 user.name", "query.step.rows@8+1[]"},
          {"a | tree | count", "query.step.ended@11+5[]"},
          {"a | count | tree", "query.step.events@12+4[]"},
          {"a | count by user.name | sort status", "query.step.gone@25+11[]"},
          {"a | count | oldest", "query.step.first@12+6[]"},
          {"a | limit 5 | count", "query.step.last@14+5[]"},
          {"a | histogram 1 month", "query.expected.width@14+1[]"},
          {"a | join host", "query.expected.process@9+4[]"},
        });
  }

  @Test
  void readsSteps() {
    holds(
        new String[][] {
          {"a|count", "a | count"},
          {"a | count by user.name, file.path", "a | count by user.name, file.path"},
          {"a | 件数 ユーザー、端末", "a | count by actor.user.name, device.hostname"},
          {"a | top 20 user.name, raw.X", "a | top 20 user.name, raw.X"},
          {"a | top user.name", "a | top 10 user.name"},
          {"a | rare 5 by user.name", "a | rare 5 user.name"},
          {"a | histogram 60m", "a | histogram 1h"},
          {"a | 推移 1時間 別 user.name", "a | histogram 1h by user.name"},
          {"a | sort user.name desc, time", "a | sort user.name desc, time"},
          {"a | count by status | sort count desc", "a | count by status | sort count desc"},
          {
            "a | count by count | sort count, field.count desc",
            "a | count by count | sort count, field.count desc"
          },
          {"a | fields time, \"A B\" | head 5", "a | fields time, \"A B\" | head 5"},
          {"a | join process | tree", "a | join process | tree"},
          {"a | newest | count", "a | count"},
          {"a | 古い順 | head | limit 5", "a | oldest | head 10 | limit 5"},
          {"| count", "* | count"},
        });
  }

  @Test
  void readsTimes() {
    String day = "between 2026-11-28T15:00:00Z and 2026-11-29T15:00:00Z";
    String twoHours = "between 2026-11-29T01:04:05Z and 2026-11-29T03:04:05Z";
    holds(
        new String[][] {
          {"today", day},
          {"今日 a", day + " a"},
          {"a today", day + " a"},
          {"a and today | count", day + " a | count"},
          {"今日の a", day + " a"},
          {"last 2 hours", twoHours},
          {"past 2h", twoHours},
          {"過去2時間", twoHours},
          {"過去２時間 の a", twoHours + " a"},
          {"直近 120 分 a", twoHours + " a"},
          {"yesterday", "between 2026-11-27T15:00:00Z and 2026-11-28T15:00:00Z"},
          {"おととい", "between 2026-11-26T15:00:00Z and 2026-11-27T15:00:00Z"},
          {"last week", "between 2026-11-15T15:00:00Z and 2026-11-22T15:00:00Z"},
          {"先週", "between 2026-11-15T15:00:00Z and 2026-11-22T15:00:00Z"},
          {"this month", "between 2026-10-31T15:00:00Z and 2026-11-30T15:00:00Z"},
          {"since 2026-11-01 09:00", "since 2026-11-01T00:00:00Z"},
          {"since 2026-11-01T09:00:00+01:00 a", "since 2026-11-01T08:00:00Z a"},
          {"since yesterday 18:00", "since 2026-11-28T09:00:00Z"},
          {
            "since 3 days ago until 2026-11-28",
            "between 2026-11-26T03:04:05Z and 2026-11-28T15:00:00Z"
          },
          {
            "between 2026-11-01 and 2026-11-02",
            "between 2026-10-31T15:00:00Z and 2026-11-02T15:00:00Z"
          },
          {"from 2026/11/1 10:00 to now", "between 2026-11-01T01:00:00Z and 2026-11-29T03:04:05Z"},
          {"before 9:00", "until 2026-11-29T00:00:00Z"},
          {"on 2026-11-01", "between 2026-10-31T15:00:00Z and 2026-11-01T15:00:00Z"},
          {"11月1日", "between 2026-10-31T15:00:00Z and 2026-11-01T15:00:00Z"},
          {"12月1日", "between 2025-11-30T15:00:00Z and 2025-12-01T15:00:00Z"},
          {"11月1日から11月3日まで a", "between 2026-10-31T15:00:00Z and 2026-11-03T15:00:00Z a"},
          {"2026年11月1日 9時30分 以降", "since 2026-11-01T00:30:00Z"},
          {"2時間前から a", "since 2026-11-29T01:04:05Z a"},
          {"昨日 18:00 から 今日 9時 まで", "between 2026-11-28T09:00:00Z and 2026-11-29T00:00:00Z"},
          {"9時間", "\"9時間\""},
          {"2026-11-01 a", "\"2026-11-01\" and a"},
          {"last resort", "\"last\" and resort"},
          {"from home on fire", "\"from\" and home and \"on\" and fire"},
          {"今日子", "\"今日子\""},
          {"\"today\"", "\"today\""},
          {"today a or b", day + " a or b"},
          {"a or b today", day + " a or b"},
          {"a today or b", "query.time.choice@2+0[]"},
          {"today or b", "query.time.choice@6+0[]"},
          {"(today)", "query.time.inside@1+5[]"},
          {"not today", "query.time.inside@4+5[]"},
          {"today yesterday", "query.time.apart@6+9[]"},
          {"since lunch", "query.expected.moment@6+5[]"},
          {"between 2026-11-02 and 2026-11-01", "query.time.backwards@0+33[]"},
          {"between 2026-11-02", "query.expected.second_moment@18+0[]"},
          {"today 10:00", "query.time.alone@0+11[]"},
          {"last 2 foo", "query.expected.unit@7+3[]"},
        });
  }
}
