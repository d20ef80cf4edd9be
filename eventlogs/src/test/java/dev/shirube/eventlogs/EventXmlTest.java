// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.Sample;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.ValueType;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Event XML in its ways: a list, one after another, inside a text, broken.
class EventXmlTest {
  private static final String EVENT =
      """
      <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
      <Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/>\
      <EventID Qualifiers='0'>1</EventID><Correlation/>\
      <Channel>Microsoft-Windows-Sysmon/Operational</Channel></System><EventData>\
      <Data Name='CommandLine'>表示 &amp; "x" &lt;y&gt;</Data><Data Name='RuleName'></Data>\
      <Data>one</Data><Data>two</Data></EventData></Event>\
      """;

  private static Reading read(String text) {
    return read(text, StandardCharsets.UTF_8);
  }

  private static Reading read(String text, Charset charset) {
    return Reading.of(new EventXmlFormat(), text.getBytes(charset));
  }

  private static List<String> lines(Reading.Row row) {
    return row.cells().stream()
        .map(it ->
            it.name()
                + (it.element() > 0 ? "[" + it.element() + "]" : "")
                + "="
                + (it.type() == ValueType.NULL ? "null" : it.text()))
        .toList();
  }

  @Test
  void namesValuesLikeTheEvtxReader() {
    Reading reading = read(EVENT);
    assertThat(reading.problems()).isEmpty();
    assertThat(lines(reading.rows().getFirst()))
        .containsExactly(
            "Event.System.Provider.Name=Microsoft-Windows-Sysmon",
            "Event.System.Provider.Guid={5770385f-c22a-43e0-bf4c-06f5698ffbd9}",
            "Event.System.EventID.Qualifiers=0",
            "Event.System.EventID=1",
            "Event.System.Correlation=null",
            "Event.System.Channel=Microsoft-Windows-Sysmon/Operational",
            "Event.EventData.CommandLine=表示 & \"x\" <y>",
            "Event.EventData.RuleName=",
            "Event.EventData.Data[1]=one",
            "Event.EventData.Data[2]=two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-31j"})
  void readsEveryEncoding(String charset) {
    String mark = charset.startsWith("UTF") ? "\ufeff" : "";
    String declared = mark + "<?xml version=\"1.0\" encoding=\"" + charset + "\"?>\r\n<Events>";
    Reading reading =
        read(declared + EVENT + "\r\n" + EVENT + "</Events>", Charset.forName(charset));
    assertThat(reading.counts()).isEqualTo(new ReadCounts(2, 0, 0, 0));
    assertThat(reading.rows().get(1).one("Event.EventData.CommandLine"))
        .isEqualTo("表示 & \"x\" <y>");
    assertThat(reading.rows().get(1).position()).isEqualTo(2);
  }

  @Test
  void goesOnBehindABrokenEvent() {
    String broken = EVENT.replace("</Channel>", "</Chan>");
    String cut = EVENT.substring(0, 300);
    Reading reading = read(EVENT + broken + EVENT + cut + EVENT + "</Data></Event>" + EVENT + cut);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(4, 4, 0, 0));
    assertThat(reading.problemIds())
        .containsExactly(
            "xml-record.broken", "xml-record.broken", "xml-record.foreign", "xml-record.broken");
  }

  @Test
  void keepsLineEndsAndControlCharacters() {
    String xml =
        "<Event><EventData><Data Name='A'>1\r\n2&#1;\u0002&#13;</Data></EventData></Event>";
    assertThat(read(xml).rows().getFirst().one("Event.EventData.A"))
        .isEqualTo("1\r\n2\ufffd\ufffd\r");
  }

  @Test
  void neverFollowsEntitiesOfADocumentType() {
    String xml =
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Event><EventData>"
            + "<Data Name='A'>b&a;c</Data></EventData></Event>";
    Reading reading = read(xml);
    assertThat(reading.rows().stream().flatMap(it -> it.cells().stream()))
        .noneMatch(it -> it.text().contains("root:"));
  }

  @Test
  void readsNestedMarkupOfUserData() {
    String xml =
        "<Event><System><EventID>104</EventID></System><UserData><X xmlns:a='b'><C><D>1</D></C>"
            + "<C><D>2</D></C><E f='g'><![CDATA[</Event>]]></E></X></UserData></Event>";
    assertThat(lines(read(xml).rows().getFirst()))
        .containsExactly(
            "Event.System.EventID=104",
            "Event.UserData.X.C.D[1]=1",
            "Event.UserData.X.C.D[2]=2",
            "Event.UserData.X.E.f=g",
            "Event.UserData.X.E=</Event>");
  }

  @Test
  void keepsWhatIsBeyondTheLimitOfFieldsTogether() {
    Limits limits = new Limits(1, 1, 1, 1, 1, 100_000, 4, 64);
    Reading reading =
        Reading.of(new EventXmlFormat(), EVENT.getBytes(StandardCharsets.UTF_8), limits);
    assertThat(reading.rows().getFirst().cells()).hasSize(5);
    assertThat(reading.counts().truncated()).isEqualTo(1);
  }

  @Test
  void splitsAnEventInsideAText() {
    EventBatch batch = new EventBatch(new TenantId("test"), new FieldNames());
    EventXmlSplitter splitter = new EventXmlSplitter();
    batch.beginEvent();
    assertThat(splitter.split(batch, " " + EVENT + "\n", "", Limits.STANDARD)).isTrue();
    String column =
        "<DataItem time=\"t\" type=\"System.XmlData\"><EventData xmlns=\"x\"><Data Name=\"A\">1</Data>"
            + "</EventData></DataItem>";
    assertThat(splitter.split(batch, column, "Event.", Limits.STANDARD)).isTrue();
    for (String other : List.of("", "{}", "<Events/>", "<Event><System></Event>", "text")) {
      assertThat(splitter.split(batch, other, "", Limits.STANDARD)).isFalse();
    }
    Reading.Row row = Reading.row(new Event().on(batch, 0));
    assertThat(row.cells()).hasSize(13);
    assertThat(row.one("Event.System.EventID")).isEqualTo("1");
    assertThat(row.one("Event.EventData.A")).isEqualTo("1");
  }

  @Test
  void recognizesEventXmlAlone() {
    assertThat(recognize(EVENT)).isEqualTo(95);
    assertThat(recognize("<?xml version='1.0'?>\n<Events>" + EVENT)).isEqualTo(95);
    assertThat(recognize("{\"xml\": \"" + EVENT + "\"}")).isZero();
    assertThat(recognize("<13>May 11 18:10:21 u sysmon: " + EVENT)).isLessThan(50);
    assertThat(recognize("<html><body>Event</body></html>")).isZero();
  }

  private static int recognize(String text) {
    byte[] head = text.getBytes(StandardCharsets.UTF_8);
    return new EventXmlFormat().recognize(new Sample("x", head, text, true));
  }

  /// The same real events through both readers; the XML is made from what the EVTX reader gave.
  @Test
  void givesTheSameEntriesAsTheEvtxReader() throws IOException {
    int same = 0;
    for (Map.Entry<String, byte[]> file :
        DataFolder.files("sigma-regression.zip", ".evtx").entrySet()) {
      for (Reading.Row row : Reading.of(new EvtxFormat(), file.getValue()).rows()) {
        StringBuilder xml = new StringBuilder("<Event><System><EventID>");
        xml.append(row.one("Event.System.EventID")).append("</EventID></System><EventData>");
        for (Reading.Cell cell : row.cells()) {
          if (cell.name().startsWith("Event.EventData.") && cell.element() == 0) {
            String name = cell.name().substring("Event.EventData.".length());
            xml.append("<Data Name='").append(name).append("'>");
            xml.append(cell.text().replace("&", "&amp;").replace("<", "&lt;")).append("</Data>");
          }
        }
        Reading.Row read = read(xml.append("</EventData></Event>").toString()).rows().getFirst();
        for (Reading.Cell cell : read.cells()) {
          assertThat(row.all(cell.name())).contains(cell.text());
          same++;
        }
      }
    }
    assertThat(same).isGreaterThan(1000);
  }
}
