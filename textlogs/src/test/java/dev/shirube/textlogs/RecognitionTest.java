// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Format;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the text formats leave to others, and what they take of mixed files.
class RecognitionTest {
  /// Documents that quote lines belong to the readers of documents.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"msg\":\"<13>Oct 11 22:14:15 h a: x\"}\n",
        "{\"SyslogMessage\":\"CEF:0|a|b|c|d|e|f|a=b\"}\n",
        "{\"m\":\"LEEF:1.0|a|b|c|d|e=f\"}\n",
        "{\"m\":\"node=a type=SYSCALL msg=audit(1.0:1): a=b\"}\n",
        "{\"m\":\"1.2.3.4 - - [10/Oct/2023:13:55:36 -0700] \\\"GET / HTTP/1.1\\\" 200 1\"}\n",
        "time,text\n2023-10-11T00:00:00Z,\"a CEF:0|a|b|c|d|e|f|a=b\"\n",
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System/></Event>\n",
        "plain words\nand more of them\n",
        "name=value\n"
      })
  void leavesDocumentsToOthers(String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    assertThat(GoldenTest.best(content)).isInstanceOf(LinesFormat.class);
  }

  @Test
  void isNeverSureOfBytesThatAreNoText() {
    byte[] binary = new byte[4_096];
    for (int at = 0; at < binary.length; at++) {
      binary[at] = (byte) (at * 31 % 251);
    }
    byte[] text = "ElfFile\0\0\0a b c".getBytes(StandardCharsets.UTF_8);
    for (Format format : GoldenTest.FORMATS) {
      assertThat(format.recognize(Reading.sample(binary))).as(format.name()).isZero();
      assertThat(format.recognize(Reading.sample(text))).as(format.name()).isZero();
    }
  }

  @Test
  void takesTheFormOfMostLines() {
    String mixed =
        "Oct 11 22:14:15 h a: x\nOct 11 22:14:15 h a: y\n<1>CEF:0|a|b|c|d|e|f|g=h\nOct 11 22:14:15 h a\n";
    assertThat(best(mixed)).isEqualTo("syslog");
    assertThat(best("a line of words\n" + mixed)).isEqualTo("syslog");
    String audit = "Oct 11 22:14:15 h audispd: node=h type=EOE msg=audit(1652292628.000:136): \n";
    assertThat(best(audit.repeat(3))).isEqualTo("auditd");
  }

  @Test
  void readsTheSameFromUtf16AndWindowsJapanese() {
    String line = "Oct 11 22:14:15 host su: 太郎さんのログオンを記録しました\n";
    Reading plain = Reading.of(new SyslogFormat(), line.repeat(3));
    byte[] wide = ("\ufeff" + line.repeat(3)).getBytes(StandardCharsets.UTF_16LE);
    byte[] japanese = line.repeat(3).getBytes(java.nio.charset.Charset.forName("windows-31j"));
    assertThat(plain.events()).hasSize(3);
    assertThat(plain.events().getFirst()).contains("message=太郎さんのログオンを記録しました");
    assertThat(Reading.of(new SyslogFormat(), wide).events()).isEqualTo(plain.events());
    assertThat(Reading.of(new SyslogFormat(), japanese).events()).isEqualTo(plain.events());
  }

  @Test
  void keepsBytesThatAreNoUtf8() {
    byte[] line =
        "Oct 11 22:14:15 host su: caf\u00e9 ok, 太郎 and more 太郎 and 太郎 and 太郎 and 太郎\n"
            .getBytes(StandardCharsets.UTF_8);
    int at = new String(line, StandardCharsets.ISO_8859_1).indexOf("caf") + 3;
    line[at] = (byte) 0xff;
    int[] flagged = new int[1];
    Reading.each(
        new SyslogFormat(),
        line,
        dev.shirube.containers.Limits.STANDARD,
        new java.util.ArrayList<>(),
        event -> {
          int message = event.findName("message");
          flagged[0] = event.flags(message);
          assertThat(event.batch().buffer()[event.offset(message) + 3]).isEqualTo((byte) 0xff);
        });
    assertThat(flagged[0]).isEqualTo(dev.shirube.event.EntryFlag.UNDECODABLE);
  }

  private static String best(String text) {
    return GoldenTest.best(text.getBytes(StandardCharsets.UTF_8)).name();
  }
}
