// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Limits;
import dev.shirube.containers.Sample;
import dev.shirube.event.Event;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonFormatTest {
  private static final JsonFormat JSON = new JsonFormat();

  private static Reading read(String text) {
    return Reading.of(JSON, text);
  }

  @Test
  void namesValuesByTheirPath() {
    Reading read =
        read(
            """
            {"a":"text","b":{"c":-12,"d":{"e":1.50e3}},"k":{},"l":[],"m":null,"n.o":"dot",
             "":"empty","p":{"":"inner"},"a":"again","q":12345678901234567890123,"s":NaN}
            """);
    assertThat(read.event(0))
        .containsExactly(
            "a=text",
            "b={\"c\":-12,\"d\":{\"e\":1.50e3}} split",
            "b.c=int -12",
            "b.d={\"e\":1.50e3} split",
            "b.d.e=dec 1.50e3",
            "k={}",
            "l=[]",
            "m=null ",
            "n.o=dot",
            "=empty",
            "p={\"\":\"inner\"} split",
            "p.=inner",
            "a=again",
            "q=int 12345678901234567890123",
            "s=NaN");
    assertThat(read.told()).isEmpty();
  }

  @Test
  void numbersTheElementsOfArrays() {
    Reading read =
        read(
            """
            {"f":[1,"two",null,true],"g":[{"h":"x","i":{"j":2}},{"h":"y"}],"r":[[1,2],[3]]}
            """);
    assertThat(read.event(0))
        .containsExactly(
            "f=[1,\"two\",null,true] split",
            "f[1]=int 1",
            "f[2]=two",
            "f[3]=null ",
            "f[4]=bool true",
            "g=[{\"h\":\"x\",\"i\":{\"j\":2}},{\"h\":\"y\"}] split",
            "g[1]={\"h\":\"x\",\"i\":{\"j\":2}} split",
            "g.h[1]=x",
            "g.i[1]={\"j\":2} split",
            "g.i.j[1]=int 2",
            "g[2]={\"h\":\"y\"} split",
            "g.h[2]=y",
            "r=[[1,2],[3]] split",
            "r[1]=[1,2] split",
            "r[1]=int 1",
            "r[2]=int 2",
            "r[2]=[3] split",
            "r[1]=int 3");
  }

  @Test
  void keepsEscapesAndBytesAsTheyCame() {
    byte[] text =
        "{\"a\":\"x\\u65e5\\n\\\\y\",\"b\":\"日本?\",\"k\\ney\":\"raw\ttab\0\"}"
            .getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < text.length; at++) {
      text[at] = text[at] == '?' ? (byte) 0xff : text[at];
    }
    Reading read = Reading.of(JSON, text, Reading.SMALL);
    assertThat(read.event(0))
        .containsExactly("a=x日\n\\y", "b=日本\ufffd undecodable", "k\ney=raw\ttab\0");
    Event event = new Event().on(read.batch, 0);
    assertThat(read.batch.buffer()[event.offset(1) + 6]).isEqualTo((byte) 0xff);
  }

  static Stream<String> arrangements() {
    return Stream.of(
        "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n",
        "{\"a\":1}\r\n\r\n{\"a\":2}\r\n{\"a\":3}",
        "{\"a\":1}{\"a\":2}{\"a\":3}",
        "{\"a\":1} , {\"a\":2},\n{\"a\":3},",
        "[{\"a\":1},{\"a\":2},{\"a\":3}]",
        "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  },\n  {\n    \"a\": 3\n  }\n]\n",
        "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n{\n  \"a\": 3\n}\n",
        "\ufeff{\"a\":1}\n{\"a\":2}\n{\"a\":3}",
        "\u001e{\"a\":1}\n\u001e{\"a\":2}\n\u001e{\"a\":3}\n",
        "{\"Records\":[{\"a\":1},{\"a\":2},{\"a\":3}]}",
        "[{\"a\":1},{\"a\":2}]\n[{\"a\":3}]",
        "{\"Records\":[{\"a\":1},{\"a\":2}]}{\"Records\":[{\"a\":3},]}");
  }

  @ParameterizedTest
  @MethodSource("arrangements")
  void readsEveryArrangement(String text) {
    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
        }) {
      Reading read = Reading.of(JSON, text.getBytes(charset), Reading.SMALL);
      assertThat(read.batch.count()).as("%s", charset).isEqualTo(3);
      assertThat(read.event(0)).containsExactly("a=int 1");
      assertThat(read.event(2)).containsExactly("a=int 3");
      assertThat(read.told()).isEmpty();
      assertThat(read.counts.records()).isEqualTo(3);
      assertThat(new Event().on(read.batch, 2).position()).isEqualTo(3);
      assertThat(new Event().on(read.batch, 2).received()).isEqualTo(7);
    }
    assertThat(JSON.recognize(Bytes.sample(text))).isGreaterThanOrEqualTo(90);
  }

  @Test
  void repeatsWhatStandsAroundAnArrayOfRecords() {
    Reading read =
        read(
            """
            {"source":"x","count":2,"meta":{"id":7},"Records":[{"a":1},{"a":2}],"after":true}
            {"value":[1,2],"b":1}
            {"value":[],"b":2}
            """);
    assertThat(read.event(0))
        .containsExactly(
            "a=int 1", "source=x", "count=int 2", "meta={\"id\":7}", "after=bool true");
    assertThat(read.event(1)).contains("a=int 2", "after=bool true");
    assertThat(read.event(2)).contains("value[2]=int 2", "b=int 1");
    assertThat(read.event(3)).containsExactly("value=[]", "b=int 2");
    assertThat(read.told()).isEmpty();
  }

  @Test
  void passesOverZerosBetweenRecords() {
    Reading read = read("{\"a\":1}\n\0\0\0{\"a\":2}\n\0");
    assertThat(read.batch.count()).isEqualTo(2);
    assertThat(read.told()).isEmpty();
  }

  @Test
  void readsElementsThatAreNoObjects() {
    Reading read = read("[1,\"two\",[3,{\"a\":4}],{\"b\":5}]");
    assertThat(read.event(0)).containsExactly("value=int 1");
    assertThat(read.event(1)).containsExactly("value=two");
    assertThat(read.event(2)).contains("value[1]=int 3", "value.a[2]=int 4");
    assertThat(read.event(3)).containsExactly("b=int 5");
  }

  @Test
  void goesOnBehindABrokenLine() {
    Reading read =
        read(
            """
            {"a":1}
            {"a":2,"b":"cut of
            {"a":3}
            {"a":4,,}
            not json at all
            nor this
            {"a":5}
            {"a":
            {"a":6}
            {"a":[1,
            {"a":7}
            {"a":8}}
            {"a":9\
            """);
    assertThat(read.records())
        .containsExactly(
            "{\"a\":1}", "{\"a\":3}", "{\"a\":5}", "{\"a\":6}", "{\"a\":7}", "{\"a\":8}");
    assertThat(read.told())
        .containsExactly(
            "json.broken:2",
            "json.broken:4",
            "json.junk:5",
            "json.broken:8",
            "json.broken:10",
            "json.junk:12",
            "json.cut:13");
    assertThat(read.counts.damaged()).isEqualTo(7);
  }

  @Test
  void goesOnBehindABrokenElement() {
    Reading pretty =
        read(
            "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": x,\n    \"b\": {}\n  },\n  {\n    \"a\": 3\n  }\n]");
    assertThat(pretty.event(1)).containsExactly("a=int 3");
    assertThat(pretty.told()).containsExactly("json.broken:5");
    Reading last = read("[\n {\"a\":1},\n {\"a\":}\n]\n{\"a\":3}");
    assertThat(last.told()).containsExactly("json.broken:3");
    assertThat(last.batch.count()).isEqualTo(2);
    Reading dense = read("[{\"a\":1},{\"a\":?},{\"a\":3},{\"a\":\"4},{\"a\":5}]");
    assertThat(dense.records()).containsExactly("{\"a\":1}", "{\"a\":3}", "{\"a\":5}");
    assertThat(dense.counts.damaged()).isEqualTo(2);
  }

  @Test
  void tellsOfAnArrayThatIsNeverClosed() {
    Reading read = read("{\"Records\":[{\"a\":1},{\"a\":2},{\"a\":");
    assertThat(read.batch.count()).isEqualTo(2);
    assertThat(read.told()).containsExactly("json.cut:1", "json.open:1");
  }

  @Test
  void keepsTheFrontOfARecordThatIsTooLong() {
    String big = "x".repeat(300_000);
    String text =
        "{\"a\":1}\n{\"b\":2,\"c\":{\"d\":\"" + big + "\",\"e\":3},\"f\":\"}\"}\n{\"a\":3}\n";
    Limits limits = new Limits(1 << 20, 1 << 20, 100, 100, 4, 100_000, 1_000, 64);
    Reading read = Reading.of(JSON, text.getBytes(StandardCharsets.UTF_8), limits);
    assertThat(read.batch.count()).isEqualTo(3);
    assertThat(read.event(1).getFirst()).isEqualTo("b=int 2");
    assertThat(read.event(1).get(1)).startsWith("c={\"d\":\"xxx").endsWith("x split truncated");
    assertThat(read.event(1).get(2)).startsWith("c.d=xxx").endsWith("x truncated");
    assertThat(read.event(2)).containsExactly("a=int 3");
    assertThat(read.told()).containsExactly("json.long:2");
    assertThat(read.counts.truncated()).isEqualTo(1);
  }

  @Test
  void keepsWhatIsBeyondTheLimitsAsText() {
    Limits limits = new Limits(1 << 20, 1 << 20, 100, 100, 4, 100_000, 3, 2);
    byte[] wide =
        "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":{\"f\":5}}".getBytes(StandardCharsets.UTF_8);
    Reading fields = Reading.of(JSON, wide, limits);
    assertThat(fields.event(0))
        .containsExactly("a=int 1", "b=int 2", "c=int 3", "_rest=\"d\":4,\"e\":{\"f\":5}}");
    byte[] deep = "{\"a\":{\"b\":{\"c\":{\"d\":1}}}}".getBytes(StandardCharsets.UTF_8);
    Reading depth = Reading.of(JSON, deep, limits);
    assertThat(depth.event(0))
        .containsExactly("a={\"b\":{\"c\":{\"d\":1}}} split", "a.b={\"c\":{\"d\":1}}");
    assertThat(depth.told()).containsExactly("json.fields:1");
  }

  @Test
  void takesLittleTimeForHostileNesting() {
    String open = "{\"a\":[{},".repeat(100_000);
    Reading nested = Reading.of(JSON, open.getBytes(StandardCharsets.UTF_8), Limits.STANDARD);
    assertThat(nested.told()).containsExactly("json.cut:1");
    Reading lines =
        Reading.of(
            JSON,
            "{\"a\":[{},\n".repeat(200_000).getBytes(StandardCharsets.UTF_8),
            Limits.STANDARD);
    assertThat(lines.problems.getLast().what().id()).isEqualTo("json.hopeless");
    assertThat(lines.problems.size()).isLessThan(200);
  }

  @Test
  void isSureOfJsonAlone() {
    assertThat(JSON.recognize(Bytes.sample("{\"a\":1,\"b\":\"cut of"))).isEqualTo(90);
    assertThat(JSON.recognize(Bytes.sample("tail\"}\n{\"a\":1}\n{\"b\":2}\n"))).isEqualTo(60);
    assertThat(JSON.recognize(Bytes.sample("{\"a\":1,,\n\"b\":2}"))).isEqualTo(40);
    for (String other :
        new String[] {
          "",
          " ",
          "{",
          "[",
          "{{template}}",
          "[2024-01-02 03:04:05] {\"a\":1}",
          "12",
          "\"x\"",
          "<Event/>",
          "a,b\n1,2\n",
          "Jan  2 03:04:05 host app: {\"a\":1}\n",
          "{a: 1}",
          "[section]\nx=1"
        }) {
      assertThat(JSON.recognize(Bytes.sample(other))).as(other).isZero();
    }
  }

  @Test
  void passesOverTheNumbersThatDumpersPutBetweenDocuments() {
    String text = "Record 1\n{\n  \"a\": 1\n}\nRecord 2\r\n{\n  \"a\": 2\n}\n";
    assertThat(read(text).told()).isEmpty();
    assertThat(read(text).counts.records()).isEqualTo(2);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(JSON.recognize(new Sample("x", bytes, text, true))).isGreaterThan(50);
    assertThat(read("Record x\n{\"a\":1}\n").told()).containsExactly("json.junk:1");
  }
}
