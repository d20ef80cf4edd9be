// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Format;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.Sample;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What people save out of Event Viewer and PowerShell, in English and Japanese.
class EventViewerTest {
  private static final String JAPANESE_MESSAGE =
      """
      新しいプロセスが作成されました。

      作成元サブジェクト:
      \tセキュリティ ID:\t\tS-1-5-21-1-2-3-1001
      \tアカウント名:\t\ttanaka
      \tログオン ID:\t\t0x3E7

      ターゲット サブジェクト:
      \tセキュリティ ID:\t\tS-1-0-0
      \tアカウント名:\t\t-

      プロセス情報:
      \t新しいプロセス ID:\t\t0x1a2c
      \t新しいプロセス名:\tC:\\Windows\\System32\\cmd.exe
      \tプロセスのコマンド ライン:\tcmd.exe /c "echo 表示, x"

      トークン昇格の種類は、ユーザー アカウント制御ポリシーに従って新しいプロセスに割り当てられたトークンの種類を示します。
      """;

  private static Reading read(Format format, String text, Charset charset) {
    return Reading.of(format, text.getBytes(charset));
  }

  private static Reading csv(String text) {
    return read(new EventViewerCsvFormat(), text, StandardCharsets.UTF_8);
  }

  private static Reading text(String text) {
    return read(new EventViewerTextFormat(), text, StandardCharsets.UTF_8);
  }

  private static int recognize(Format format, String text) {
    byte[] head = text.getBytes(StandardCharsets.UTF_8);
    return format.recognize(new Sample("x", head, text, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "windows-31j"})
  void readsTheJapaneseTableOfEventViewer(String charset) {
    String mark = charset.startsWith("UTF") ? "\ufeff" : "";
    String table =
        mark
            + "キーワード,日付と時刻,ソース,イベント ID,タスクのカテゴリ\r\n"
            + "成功の監査,2023/08/16 13:54:08,Microsoft-Windows-Security-Auditing,4688,"
            + "Process Creation,\""
            + JAPANESE_MESSAGE.replace("\n", "\r\n").replace("\"", "\"\"")
            + "\"\r\n"
            + "情報,2023/08/16 13:54:09,Service Control Manager,7045,なし,\"サービス名:  x\"\r\n";
    Reading reading = read(new EventViewerCsvFormat(), table, Charset.forName(charset));
    assertThat(reading.counts()).isEqualTo(new ReadCounts(2, 0, 0, 0));
    Reading.Row row = reading.rows().getFirst();
    assertThat(row.one("日付と時刻")).isEqualTo("2023/08/16 13:54:08");
    assertThat(row.one("イベント ID")).isEqualTo("4688");
    assertThat(row.cell("Message").flags()).as("its own words can be looked for").isZero();
    assertThat(row.one("Message.作成元サブジェクト.アカウント名")).isEqualTo("tanaka");
    assertThat(row.one("Message.ターゲット サブジェクト.アカウント名")).isEqualTo("-");
    assertThat(row.one("Message.プロセス情報.新しいプロセス名")).isEqualTo("C:\\Windows\\System32\\cmd.exe");
    assertThat(row.one("Message.プロセス情報.プロセスのコマンド ライン")).isEqualTo("cmd.exe /c \"echo 表示, x\"");
    assertThat(reading.rows().get(1).one("Message.サービス名")).isEqualTo("x");
  }

  @Test
  void readsTheEnglishTableWithTabs() {
    String table =
        """
        Level\tDate and Time\tSource\tEvent ID\tTask Category
        Information\t8/16/2023 1:54:08 PM\tMicrosoft-Windows-Sysmon\t1\t(1)\t"Process Create:
        RuleName: -
        UtcTime: 2023-08-16 04:54:08.123
        Image: C:\\a b.exe
        CommandLine:  /s: y\s
        second line
        Hashes: MD5=1,SHA256=2
        "
        """;
    Reading.Row row = csv(table).rows().getFirst();
    assertThat(row.one("Date and Time")).isEqualTo("8/16/2023 1:54:08 PM");
    assertThat(row.one("Message.Image")).isEqualTo("C:\\a b.exe");
    assertThat(row.one("Message.CommandLine")).isEqualTo(" /s: y \nsecond line");
    assertThat(row.one("Message.UtcTime")).isEqualTo("2023-08-16 04:54:08.123");
    assertThat(row.all("Message.Process Create")).isEmpty();
  }

  @Test
  void readsWhatPowerShellExports() {
    String table =
        """
        #TYPE System.Diagnostics.Eventing.Reader.EventLogRecord
        "Message","Id","Version","ProviderName","LogName","TimeCreated"
        "An account was logged off.

        Subject:
        \tSecurity ID:\t\tS-1-5-18
        \tPrivileges:\t\tSeA
        \t\t\tSeB","4634","0","P","Security","x"
        """;
    Reading reading = csv(table);
    Reading.Row row = reading.rows().getFirst();
    assertThat(row.one("Id")).isEqualTo("4634");
    assertThat(row.one("Message.Subject.Security ID")).isEqualTo("S-1-5-18");
    assertThat(row.one("Message.Subject.Privileges")).isEqualTo("SeA\nSeB");
    assertThat(row.position()).isEqualTo(3);
  }

  @Test
  void takesAScriptAsOneValue() {
    String script = "function a {\n  User: x\n}\nScriptBlock ID: fake\n";
    for (String heading :
        List.of("Creating Scriptblock text (1 of 2):", "Scriptblock テキストを作成しています (2 個中 1 個目):")) {
      String table =
          "\"Message\",\"Id\",\"ProviderName\",\"TimeCreated\"\n\""
              + heading
              + "\n"
              + script
              + "\n\nScriptBlock ID: 7\nPath: \",\"4104\",\"P\",\"t\"\n";
      Reading.Row row = csv(table).rows().getFirst();
      String name = "Message." + heading.substring(0, heading.indexOf(" ("));
      assertThat(row.one(name)).isEqualTo(script.strip().replace("\n", "\r\n"));
      assertThat(row.one(name + ".Part")).isIn("1 of 2", "2 個中 1 個目");
      assertThat(row.one("Message.ScriptBlock ID")).isEqualTo("7");
      assertThat(row.one("Message.Path")).isEmpty();
    }
  }

  @Test
  void saysWhenATableEndsInsideAMessage() {
    Reading reading =
        csv("Level,Date and Time,Source,Event ID,Task Category\nInformation,d,S,1,t,\"ab\ncd");
    assertThat(reading.problemIds()).containsExactly("event-viewer.quote");
    assertThat(reading.rows().getFirst().one("Message")).isEqualTo("ab\r\ncd");
    assertThat(reading.counts().damaged()).isEqualTo(1);
  }

  @Test
  void recognizesTables() {
    Format format = new EventViewerCsvFormat();
    assertThat(recognize(format, "レベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ\n")).isEqualTo(95);
    assertThat(recognize(format, "Level\tDate and Time\tSource\tEvent ID\tTask Category\n"))
        .isEqualTo(95);
    assertThat(recognize(format, "\"TimeCreated\",\"ProviderName\",\"Id\",\"Message\"\n"))
        .isEqualTo(95);
    assertThat(recognize(format, "CreationDate,UserIds,Operations,AuditData\n")).isZero();
    assertThat(recognize(format, "")).isZero();
  }

  private static final String JAPANESE_TEXT =
      """
      ログの名前:         Security
      ソース:           Microsoft-Windows-Security-Auditing
      日付:            2023/08/16 13:54:08
      イベント ID:       4688
      タスクのカテゴリ:      Process Creation
      レベル:           情報
      コンピューター:       PC01.example.jp
      説明:
      """
          + JAPANESE_MESSAGE;

  @Test
  void readsWhatEventViewerCopiesAsText() {
    String xml =
        "イベント XML:\n<Event><System><EventID>4688</EventID></System><EventData>"
            + "<Data Name=\"A\">1</Data></EventData>\n</Event>\n";
    Reading reading = text(JAPANESE_TEXT + xml + "\n" + JAPANESE_TEXT);
    assertThat(reading.rows()).hasSize(2);
    Reading.Row row = reading.rows().getFirst();
    assertThat(row.one("ログの名前")).isEqualTo("Security");
    assertThat(row.one("日付")).isEqualTo("2023/08/16 13:54:08");
    assertThat(row.one("コンピューター")).isEqualTo("PC01.example.jp");
    assertThat(row.one("Message.作成元サブジェクト.ログオン ID")).isEqualTo("0x3E7");
    assertThat(row.one("Event.EventData.A")).isEqualTo("1");
    assertThat(reading.rows().get(1).one("説明")).startsWith("新しいプロセスが");
  }

  @Test
  void readsWhatWevtutilWritesAsText() {
    String events =
        """
        Event[0]:
          Log Name: System
          Source: Service Control Manager
          Date: 2023-08-16T13:54:08.123
          Event ID: 7045
          Computer: PC
          Description:
        A service was installed in the system.

        Service Name:  evil
        Service File Name:  C:\\x.exe

        Event[1]:
          Log Name: System
          Event ID: 1
        """;
    Reading reading = text(events);
    assertThat(reading.rows()).hasSize(2);
    assertThat(reading.rows().getFirst().one("Event ID")).isEqualTo("7045");
    assertThat(reading.rows().getFirst().one("Message.Service File Name")).isEqualTo("C:\\x.exe");
    assertThat(reading.rows().get(1).one("Event ID")).isEqualTo("1");
  }

  @Test
  void readsWhatFormatListShows() {
    String list =
        """


        TimeCreated  : 2023/08/16 13:54:08
        ProviderName : Microsoft-Windows-Security-Auditing
        Id           : 4688
        Message      : 新しいプロセスが作成されました。

                       作成元サブジェクト:
                       \tアカウント名:\t\ttanaka

        TimeCreated  : 2023/08/16 13:54:09
        ProviderName : P
        Id           : 1
        Message      : TimeCreated  : x
        """;
    Reading reading = text(list);
    assertThat(reading.rows()).hasSize(2);
    assertThat(reading.rows().getFirst().one("TimeCreated")).isEqualTo("2023/08/16 13:54:08");
    assertThat(reading.rows().getFirst().one("Message.作成元サブジェクト.アカウント名")).isEqualTo("tanaka");
    assertThat(reading.rows().get(1).one("Id")).isEqualTo("1");
  }

  @Test
  void recognizesLabelledLines() {
    Format format = new EventViewerTextFormat();
    assertThat(recognize(format, JAPANESE_TEXT)).isEqualTo(92);
    assertThat(recognize(format, "Event[0]:\n  Log Name: A\n  Source: B\n")).isEqualTo(92);
    assertThat(recognize(format, "\n\nTimeCreated  : x\nProviderName : y\nId : 1\n")).isEqualTo(92);
    assertThat(recognize(format, "May 11 18:10:21 host sshd[1]: message\n")).isZero();
    assertThat(recognize(format, "id: 1\nmessage: x\n")).isLessThan(92);
  }

  private static final String CLIXML =
      """
      <Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
        <Obj RefId="0">
          <TN RefId="0"><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T><T>Object</T></TN>
          <ToString>EventLogRecord</ToString>
          <Props>
            <I32 N="Id">4634</I32><Nil N="Qualifiers" /><B N="Ok">true</B>
            <S N="LogName">Security</S><DT N="TimeCreated">2023-08-16T13:54:08.1+09:00</DT>
            <Obj N="UserId" RefId="1"><TN RefId="1"><T>Sid</T></TN><ToString>S-1-5-18</ToString>
              <Props><S N="Value">S-1-5-18</S></Props></Obj>
            <Obj N="KeywordsDisplayNames" RefId="2"><LST><S>a</S><S>b</S></LST></Obj>
            <Obj N="Properties" RefId="3"><LST>
              <Obj RefId="4"><Props><S N="Value">p1</S></Props></Obj>
              <Obj RefId="5"><Props><U32 N="Value">7</U32></Props></Obj>
            </LST></Obj>
          </Props>
          <MS><S N="Message">x_x000D__x000A_Subject:_x000D__x000A__x0009_Account Name:_x0009_joe</S></MS>
        </Obj>
        <Obj RefId="6"><Props><I32 N="Id">1</Props></Obj>
        <Obj RefId="7"><Props><I32 N="Id">2</I32></Props></Obj>
      </Objs>
      """;

  @Test
  void readsSerializedObjects() {
    Reading reading = read(new ClixmlFormat(), "#< CLIXML\n" + CLIXML, StandardCharsets.UTF_8);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(2, 1, 0, 0));
    Reading.Row row = reading.rows().getFirst();
    assertThat(row.one("Id")).isEqualTo("4634");
    assertThat(row.one("TimeCreated")).isEqualTo("2023-08-16T13:54:08.1+09:00");
    assertThat(row.one("UserId")).isEqualTo("S-1-5-18");
    assertThat(row.one("UserId.Value")).isEqualTo("S-1-5-18");
    assertThat(row.all("KeywordsDisplayNames")).containsExactly("a", "b");
    assertThat(row.all("Properties.Value")).containsExactly("p1", "7");
    assertThat(row.one("Message")).startsWith("x\r\nSubject:");
    assertThat(row.one("Message.Subject.Account Name")).isEqualTo("joe");
    assertThat(reading.rows().get(1).one("Id")).isEqualTo("2");
    assertThat(recognize(new ClixmlFormat(), CLIXML)).isEqualTo(95);
    assertThat(recognize(new EventXmlFormat(), CLIXML)).isZero();
  }
}
