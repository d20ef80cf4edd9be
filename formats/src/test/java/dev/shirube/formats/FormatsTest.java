// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Format;
import dev.shirube.containers.Splitter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of log is recognized as what it is, whatever else it resembles.
class FormatsTest {
  private static final String EVENT =
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
          + "<Provider Name='X'/><EventID>1</EventID></System></Event>";

  static Stream<Arguments> samples() {
    return Stream.of(documents(), tables(), systemLogs(), exports(), otherLogs()).flatMap(it -> it);
  }

  private static Stream<Arguments> documents() {
    return Stream.of(
        sample("json", "{\"EventID\":1,\"Image\":\"C:\\\\a.exe\"}\n{\"EventID\":2}\n"),
        sample(
            "json",
            "{\"Records\":[{\"eventName\":\"GetObject\",\"eventTime\":\"2024-01-02T03:04:05Z\"}]}"),
        sample("json", "[\n  {\n    \"a\": 1\n  }\n]\n"),
        sample("json", "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n"),
        sample(
            "json",
            "{\"ts\":1598.1,\"uid\":\"C1\",\"id.orig_h\":\"10.0.0.1\"}\n{\"ts\":1598.2,\"uid\":\"C2\"}\n"),
        sample("json", "{\"timestamp\":\"2024-01-02T03:04:05\",\"event_type\":\"alert\"}\n"),
        sample("json", "\ufeff{\"a\":\"日本\"}\n"),
        sample("json", "ail of a line\"}\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"),
        sample("json", "{\"msg\":\"key=value other=thing third=1, with commas\"}\n".repeat(5)),
        sample("csv", "Name,Id,Path\nalice,1,C:\\a\nbob,2,C:\\b\n"));
  }

  private static Stream<Arguments> tables() {
    return Stream.of(
        sample(
            "csv",
            "AuditData,CreationDate\n\"{\"\"a\"\":1}\",2021-05-18T21:13:33\n\"{\"\"a\"\":2}\",2021-05-18T21:13:34\n"),
        sample(
            "csv",
            "LineId,Month,Content\n1,Jun,\"authentication failure; user=root\"\n2,Jun,\"session opened, ok\"\n"),
        sample("csv", "ts\tuid\tname\n1\tC1\ta\n2\tC2\tb\n"),
        sample("event-xml", EVENT + "\n" + EVENT));
  }

  private static Stream<Arguments> systemLogs() {
    return Stream.of(
        sample(
            "event-xml",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Events>" + EVENT + "</Events>"),
        sample(
            "zeek",
            "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n1598.1\tC1\n"),
        sample(
            "syslog",
            "Jun  2 03:04:05 host sshd[12]: Failed password for root from 10.0.0.1 port 22 ssh2\n"
                .repeat(3)),
        sample(
            "syslog",
            "<34>1 2024-01-02T03:04:05.003Z host su - ID47 - 'su root' failed\n".repeat(2)),
        sample("syslog", "Jun  2 03:04:05 host app: {\"a\":1,\"b\":[2,3]}\n".repeat(3)),
        sample(
            "syslog",
            "Jun  2 03:04:05 host app[1]: one, two, three\nJun  2 03:04:06 host app[1]: four, five, six\n"));
  }

  private static Stream<Arguments> exports() {
    return Stream.of(
        sample(
            "event-viewer-csv",
            "Level,Date and Time,Source,Event ID,Task Category\r\n"
                + "Information,1/2/2024 3:04:05 AM,Microsoft-Windows-Security-Auditing,4624,Logon,"
                + "\"An account was successfully logged on.\r\n\r\nSubject:\r\n\tSecurity ID: x\"\r\n"),
        sample(
            "event-viewer-csv",
            "レベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ\r\n"
                + "情報,2024/01/02 3:04:05,Microsoft-Windows-Security-Auditing,4624,ログオン,"
                + "\"アカウントが正常にログオンしました。\"\r\n"),
        sample(
            "event-viewer-csv",
            "レベル\t日付と時刻\tソース\tイベント ID\tタスクのカテゴリ\r\n"
                + "情報\t2024/01/02 3:04:05\tService Control Manager\t7036\tなし\t"
                + "サービスは実行状態に移行しました。\r\n"),
        sample(
            "event-viewer-text",
            """
            Event[0]:
              Log Name: Security
              Source: Microsoft-Windows-Security-Auditing
              Date: 2024-01-02T03:04:05.000
              Event ID: 4624
              Level: Information
              Description:
            An account was logged on.
            """),
        sample(
            "clixml",
            "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">"
                + "<Obj RefId=\"0\"><Props><I32 N=\"Id\">4624</I32></Props></Obj></Objs>"));
  }

  private static Stream<Arguments> otherLogs() {
    return Stream.of(
        sample(
            "cef",
            "CEF:0|Vendor|Product|1.0|100|worm stopped|10|src=10.0.0.1 dst=2.1.2.2 spt=1232\n"
                .repeat(2)),
        sample(
            "cef",
            "Jun  2 03:04:05 host CEF:0|Vendor|Product|1.0|100|worm|10|src=10.0.0.1 spt=1\n"
                .repeat(2)),
        sample(
            "leef",
            "LEEF:1.0|Microsoft|MSExchange|4.0|15345|src=192.0.2.0\tdst=172.50.123.1\tsev=5\n"
                .repeat(2)),
        sample(
            "auditd",
            "type=SYSCALL msg=audit(1600000000.123:42): arch=c000003e syscall=59 success=yes exit=0 a0=1\ntype=EXECVE msg=audit(1600000000.123:42): argc=1 a0=\"ls\"\n"),
        sample(
            "keyvalue",
            "time=1 level=info user=alice action=login src=10.0.0.1 result=ok\n".repeat(4)),
        sample(
            "w3c",
            "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Fields: date time s-ip cs-method cs-uri-stem\n2024-01-02 03:04:05 10.0.0.1 GET /\n"),
        sample(
            "webaccess",
            "10.0.0.1 - - [02/Jan/2024:03:04:05 +0000] \"GET / HTTP/1.1\" 200 12 \"-\" \"curl\"\n"
                .repeat(3)),
        sample(
            "weberror",
            "[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6\n"
                .repeat(3)),
        sample("lines", "Something happened here\nand then nothing else did\n"),
        sample("lines", "Dear reader, this is a letter.\nIt has commas, and more, and no table.\n"),
        sample(
            "lines",
            "title: a rule\nlogsource:\n  product: windows\ndetection:\n  condition: a\n"));
  }

  private static Arguments sample(String format, String text) {
    return Arguments.of(format, text);
  }

  private static String recognized(byte[] bytes) throws IOException {
    return name(Formats.standard().recognize(Samples.entry(bytes)));
  }

  private static String name(@Nullable Format format) {
    return format == null ? "none" : format.name();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void recognizesEachAsWhatItIs(String expected, String text) throws IOException {
    assertThat(recognized(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
    for (Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
      assertThat(recognized(text.getBytes(charset))).as("%s", charset).isEqualTo(expected);
    }
  }

  @Test
  void recognizesNothingInWhatIsNoLog() throws IOException {
    byte[] noise = new byte[20_000];
    new Random(5).nextBytes(noise);
    assertThat(recognized(noise)).isEqualTo("none");
    byte[] capture = new byte[400];
    capture[0] = (byte) 0xd4;
    capture[1] = (byte) 0xc3;
    assertThat(recognized(capture)).isEqualTo("none");
  }

  @Test
  void recognizesEventLogsByTheirFront() throws IOException {
    byte[] evtx = new byte[4_096];
    System.arraycopy("ElfFile\0".getBytes(StandardCharsets.ISO_8859_1), 0, evtx, 0, 8);
    assertThat(recognized(evtx)).isEqualTo("evtx");
  }

  @Test
  void givesEveryFormatAndSplitterANameOfItsOwn() {
    Formats formats = Formats.standard();
    assertThat(formats.all().stream().map(Format::name))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(10);
    for (String name : new String[] {"json", "cef", "syslog", "auditd", "keyvalue", "event-xml"}) {
      Splitter splitter = formats.splitter(name);
      assertThat(splitter == null ? "none" : splitter.name()).isEqualTo(name);
    }
    assertThat(formats.splitter("nothing")).isNull();
  }

  @Test
  void isNeverUnsettledByAnyBytes() {
    Random random = new Random(9);
    Formats formats = Formats.standard();
    long asked = 0;
    for (int round = 0; round < 600; round++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      for (int at = 0; round % 2 == 0 && at < bytes.length; at++) {
        bytes[at] = (byte) "{}[]<>#\",;:=|\t\n 0aE\\".charAt((bytes[at] & 0xff) % 20);
      }
      for (Format format : formats.all()) {
        assertThat(format.recognize(Samples.sample(bytes))).as(format.name()).isBetween(0, 100);
        asked++;
      }
    }
    assertThat(asked).isGreaterThan(5_000);
  }
}
