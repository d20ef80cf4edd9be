// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Limits;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {
  private static final CsvFormat CSV = new CsvFormat();

  static Stream<String> arrangements() {
    return Stream.of(
        "name,id,note\nalice,1,x\nbob,2,\n",
        "name;id;note\r\nalice;1;x\r\nbob;2;\r\n",
        "name\tid\tnote\nalice\t1\tx\nbob\t2\t",
        "name|id|note\nalice|1|x\nbob|2|\n",
        "\"name\",\"id\",\"note\"\n\"alice\",\"1\",\"x\"\n\"bob\",\"2\",\"\"",
        "\ufeffname,id,note\n\nalice,1,x\n\nbob,2,\n\n",
        "#TYPE System.Object\nname,id,note\nalice,1,x\nbob,2,\n",
        "sep=;\nname;id;note\nalice;1;x\nbob;2;\n",
        "name,id,note\ralice,1,x\rbob,2,");
  }

  @ParameterizedTest
  @MethodSource("arrangements")
  void readsEveryArrangement(String text) {
    assertThat(CSV.recognize(Bytes.sample(text))).isGreaterThanOrEqualTo(55);
    Reading read = Reading.of(CSV, text);
    assertThat(read.batch.count()).isEqualTo(2);
    assertThat(read.event(0)).containsExactly("name=alice", "id=1", "note=x");
    assertThat(read.event(1)).containsExactly("name=bob", "id=2", "note=");
    assertThat(read.told()).isEmpty();
  }

  @Test
  void readsQuotedCells() {
    Reading read =
        Reading.of(
            CSV,
            """
            id,text,last
            1,"a, ""b"" and
            two lines",x
            2,in "the" middle,"closed" late
            3,"",""\"quoted""\"
            """);
    assertThat(read.event(0)).containsExactly("id=1", "text=a, \"b\" and\ntwo lines", "last=x");
    assertThat(read.event(1))
        .containsExactly("id=2", "text=in \"the\" middle", "last=\"closed\" late");
    assertThat(read.event(2)).containsExactly("id=3", "text=", "last=\"quoted\"");
    assertThat(read.records().getFirst()).startsWith("1,\"a, \"\"b").endsWith("lines\",x");
  }

  @Test
  void keepsMultiLineCellsAtTheEnd() {
    Reading read = Reading.of(CSV, "id,text\n1,\"two\nlines\"");
    assertThat(read.event(0)).containsExactly("id=1", "text=two\nlines");
    assertThat(read.told()).isEmpty();
  }

  @Test
  void keepsRowsThatDoNotFit() {
    Reading read =
        Reading.of(CSV, "a,,a\n1,2,3\n1,2,3,4,5\n1\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n");
    assertThat(read.event(0)).containsExactly("a=1", "column.2=2", "a=3");
    assertThat(read.event(1))
        .containsExactly("a=1", "column.2=2", "a=3", "column.4=4", "column.5=5");
    assertThat(read.event(2)).containsExactly("a=1");
    assertThat(read.told()).containsExactly("csv.longer:3", "csv.shorter:4");
    Reading many = Reading.of(CSV, "a,b\n" + "1,2\n".repeat(99) + "1,2,3\n".repeat(9));
    assertThat(many.told()).hasSize(6).endsWith("csv.many:0");
  }

  @Test
  void goesOnBehindAQuotationThatIsNeverClosed() {
    Reading read = Reading.of(CSV, "a,b\n1,2\n3,\"open\n5,6\n7,8\n");
    assertThat(read.event(1)).containsExactly("a=3", "b=\"open");
    assertThat(read.event(3)).containsExactly("a=7", "b=8");
    assertThat(read.told()).containsExactly("csv.open:3");
  }

  @Test
  void keepsBytesAndCutsWhatIsTooLong() {
    byte[] text =
        ("名前,b\n値,2\n?,3\n" + "x".repeat(200_000) + ",4\n5,6\n").getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < 40; at++) {
      text[at] = text[at] == '?' ? (byte) 0xff : text[at];
    }
    Limits limits = new Limits(1 << 20, 1 << 20, 100, 100, 4, 100_000, 3, 2);
    Reading read = Reading.of(CSV, text, limits);
    assertThat(read.event(0)).containsExactly("名前=値", "b=2");
    assertThat(read.event(1)).containsExactly("名前=\ufffd undecodable", "b=3");
    assertThat(read.event(2).getFirst()).endsWith("x truncated");
    assertThat(read.event(3)).containsExactly("名前=5", "b=6");
    assertThat(read.told()).containsExactly("csv.shorter:4", "csv.long:4");
  }

  @Test
  void readsJapaneseTables() {
    byte[] text = "レベル,日付と時刻\n情報,2024/01/02 3:04:05\n".getBytes(Reading.JAPANESE);
    Reading read = Reading.of(CSV, text, Reading.SMALL);
    assertThat(read.event(0)).containsExactly("レベル=情報", "日付と時刻=2024/01/02 3:04:05");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a,b",
        "alice,admin\nbob,user\ncarol,user\n",
        "1,2,3\n4,5,6\n",
        "Jan  2 03:04:05 host app: one, two\nJan  2 03:04:06 host app: three, four\n",
        "Dear reader, this is a letter.\nIt has commas, and more, and no table.\nThe end.\n",
        "key=value,other=1\nkey=value,other=2\n",
        "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n",
        "<a>,<b>\n1,2\n",
        "just a line\nand another 1\n"
      })
  void leavesOtherTextsAlone(String text) {
    assertThat(CSV.recognize(Bytes.sample(text))).isZero();
  }
}
