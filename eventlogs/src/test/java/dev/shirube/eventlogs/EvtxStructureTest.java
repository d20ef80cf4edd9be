// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import static dev.shirube.eventlogs.BinXmlTree.attribute;
import static dev.shirube.eventlogs.BinXmlTree.data;
import static dev.shirube.eventlogs.BinXmlTree.element;
import static dev.shirube.eventlogs.BinXmlTree.slot;
import static dev.shirube.eventlogs.BinXmlTree.text;
import static dev.shirube.eventlogs.BinXmlTree.utf16;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Limits;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How elements, attributes, texts and nested fragments become names and values.
class EvtxStructureTest {
  private static Reading read(BinXmlTree... records) {
    EvtxWriter writer = new EvtxWriter();
    for (BinXmlTree record : records) {
      writer.record(record);
    }
    return Reading.of(new EvtxFormat(), writer.file());
  }

  private static Reading.Row one(BinXmlTree.Element template, BinXmlTree.Value... values) {
    Reading reading = read(new BinXmlTree.Instance(template, List.of(values)));
    assertThat(reading.problems()).isEmpty();
    return reading.rows().getFirst();
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
  void namesSystemAndEventDataAsInTheSource() {
    BinXmlTree.Element details =
        element("EventData", data("Image", slot(0)), data("Source Name", slot(1)));
    BinXmlTree.Element event =
        element(
            "Event",
            List.of(attribute("xmlns", text("http://schemas.example/event"))),
            element(
                "System",
                element(
                    "Provider", List.of(attribute("Name", text("P")), attribute("Guid", slot(0)))),
                element(
                    "EventID", List.of(attribute("Qualifiers", BinXmlTree.optional(1))), slot(2)),
                element("Correlation", List.of(attribute("ActivityID", BinXmlTree.optional(1)))),
                element("Security", List.of(attribute("UserID", BinXmlTree.optional(3))))),
            slot(4));
    Reading.Row row =
        one(
            event,
            utf16("{1}"),
            BinXmlTree.nothing(),
            BinXmlTree.number(BinXml.Type.UINT16, 4624),
            utf16("S-1-5-18"),
            BinXmlTree.fragment(details, utf16("C:\\a.exe"), utf16("%%818")));
    assertThat(lines(row))
        .containsExactly(
            "Event.System.Provider.Name=P",
            "Event.System.Provider.Guid={1}",
            "Event.System.EventID=4624",
            "Event.System.Correlation=null",
            "Event.System.Security.UserID=S-1-5-18",
            "Event.EventData.Image=C:\\a.exe",
            "Event.EventData.Source Name=%%818");
  }

  @Test
  void keepsTheElementPathOfUserData() {
    BinXmlTree.Element event =
        element(
            "Event",
            element(
                "UserData",
                element(
                    "LogFileCleared",
                    List.of(attribute("xmlns:x", text("y"))),
                    element("SubjectUserName", slot(0)),
                    element("Item", slot(1)),
                    element("Item", slot(2)))));
    assertThat(lines(one(event, utf16("admin"), utf16("a"), utf16("b"))))
        .containsExactly(
            "Event.UserData.LogFileCleared.SubjectUserName=admin",
            "Event.UserData.LogFileCleared.Item[1]=a",
            "Event.UserData.LogFileCleared.Item[2]=b");
  }

  @Test
  void joinsTheTextsOfOneElement() {
    BinXmlTree.Element event =
        element(
            "Event",
            element(
                "A",
                text("x="),
                slot(0),
                new BinXmlTree.CharacterReference('!'),
                new BinXmlTree.EntityReference("amp"),
                new BinXmlTree.EntityReference("other"),
                new BinXmlTree.Cdata("<b>"),
                slot(1)),
            element("B", text("a"), new BinXmlTree.EntityReference("lt")),
            element("C", List.of(attribute("d", text("n"), slot(1), text("m")))),
            new BinXmlTree.Instruction("target", "data"));
    assertThat(lines(one(event, utf16("値"), BinXmlTree.number(BinXml.Type.HEX_INT32, 255))))
        .containsExactly(
            "Event.A=x=値!&&other;<b>0xff", "Event.B=a<", "Event.C.d=n0xffm", "Event.?target=data");
  }

  @Test
  void leavesOutAnElementWhoseDependencyIsAbsent() {
    BinXmlTree.Element event =
        element(
            "Event",
            new BinXmlTree.Element("A", 0, List.of(), List.of(element("B", slot(0)))),
            new BinXmlTree.Element("C", 1, List.of(), List.of(slot(1))));
    assertThat(lines(one(event, BinXmlTree.nothing(), utf16("c")))).containsExactly("Event.C=c");
  }

  @Test
  void tellsAbsentValuesFromEmptyOnes() {
    BinXmlTree.Element event =
        element(
            "Event",
            element(
                "EventData",
                data("Absent", slot(0)),
                data("Empty", slot(1)),
                data("OutOfRange", slot(9)),
                data("Nothing"),
                data("Optional", BinXmlTree.optional(0))));
    Reading.Row row = one(event, BinXmlTree.nothing(), utf16(""));
    assertThat(lines(row))
        .containsExactly(
            "Event.EventData.Absent=null",
            "Event.EventData.Empty=",
            "Event.EventData.OutOfRange=null",
            "Event.EventData.Nothing=null",
            "Event.EventData.Optional=null");
  }

  @Test
  void namesDataByASubstitution() {
    BinXmlTree.Element event =
        element(
            "Event",
            element(
                "EventData",
                element("Data", List.of(attribute("Name", slot(0))), slot(1)),
                element("Data", List.of(attribute("Name", slot(2))), slot(1)),
                element("Data", slot(1))));
    assertThat(lines(one(event, utf16("Made"), utf16("v"), BinXmlTree.nothing())))
        .containsExactly(
            "Event.EventData.Made=v", "Event.EventData.Data[1]=v", "Event.EventData.Data[2]=v");
  }

  @Test
  void readsFragmentsWithoutTemplates() {
    Reading reading =
        read(
            element("Event", List.of(attribute("a", text("1"))), element("B", text("2"))),
            element("Event", element("B", text("3"))));
    assertThat(reading.problems()).isEmpty();
    assertThat(lines(reading.rows().get(0))).containsExactly("Event.a=1", "Event.B=2");
    assertThat(lines(reading.rows().get(1))).containsExactly("Event.B=3");
  }

  @Test
  void readsFragmentsInsideValuesWhereverTheyStand() {
    BinXmlTree.Element inner = element("Inner", slot(0));
    BinXmlTree.Value plain = new BinXmlTree.Value.Fragment(element("Plain", text("p")));
    BinXmlTree.Element event =
        element("Event", element("UserData", slot(0), text("and"), slot(1)), slot(2));
    assertThat(
            lines(
                one(
                    event,
                    BinXmlTree.fragment(inner, utf16("i")),
                    plain,
                    BinXmlTree.fragment(inner, utf16("j")))))
        .containsExactly(
            "Event.UserData.Inner=i",
            "Event.UserData.Plain=p",
            "Event.UserData=and",
            "Event.Inner=j");
  }

  @Test
  void usesATemplateAgainInManyChunks() {
    BinXmlTree.Element event = element("Event", element("EventData", data("N", slot(0))));
    EvtxWriter writer = new EvtxWriter();
    for (int record = 0; record < 5000; record++) {
      writer.record(
          new BinXmlTree.Instance(event, List.of(BinXmlTree.number(BinXml.Type.UINT32, record))));
    }
    assertThat(writer.chunkCount()).isGreaterThan(3);
    Reading reading = Reading.of(new EvtxFormat(), writer.file());
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.rows()).hasSize(5000);
    for (int record = 0; record < 5000; record++) {
      assertThat(reading.rows().get(record).position()).isEqualTo(record + 1);
      assertThat(reading.rows().get(record).one("Event.EventData.N")).isEqualTo("" + record);
    }
  }

  @Test
  void refusesNestingBeyondTheLimit() {
    BinXmlTree.Element deep = element("E", text("x"));
    for (int depth = 0; depth < 70; depth++) {
      deep = element("E", deep);
    }
    BinXmlTree.Value nested = BinXmlTree.fragment(element("I", slot(0)), utf16("x"));
    for (int depth = 0; depth < 70; depth++) {
      nested = BinXmlTree.fragment(element("I", slot(0)), nested);
    }
    Reading reading =
        read(
            new BinXmlTree.Instance(deep, List.of()),
            new BinXmlTree.Instance(element("Event", slot(0)), List.of(nested)),
            element("Event", text("fine")));
    assertThat(reading.problemIds())
        .containsExactly("evtx.record.unreadable", "evtx.record.unreadable");
    assertThat(reading.counts().damaged()).isEqualTo(2);
    assertThat(reading.rows().getFirst().one("Event")).isEqualTo("fine");
  }

  @Test
  void keepsWhatIsBeyondTheLimitOfFieldsTogether() {
    Limits limits = new Limits(1, 1, 1, 1, 1, 1, 5, 64);
    List<BinXmlTree> many = new ArrayList<>();
    for (int index = 0; index < 9; index++) {
      many.add(data("F" + index, text("v")));
    }
    BinXmlTree.Element event =
        element("Event", element("EventData", many.toArray(BinXmlTree[]::new)));
    byte[] file = new EvtxWriter().record(new BinXmlTree.Instance(event, List.of())).file();
    Reading reading = Reading.of(new EvtxFormat(), file, limits);
    List<Reading.Cell> cells = reading.rows().getFirst().cells();
    assertThat(cells).hasSize(6);
    assertThat(cells.getLast().type()).isEqualTo(ValueType.BINARY);
    assertThat(cells.getLast().flags()).isEqualTo(EntryFlag.TRUNCATED);
    assertThat(reading.counts().truncated()).isEqualTo(1);
    assertThat(reading.problemIds()).containsExactly("evtx.record.cut");
  }

  /// Templates are remembered over chunks and files, and only where every byte of them is the same.
  @Test
  void trustsNoTemplateByItsIdAlone() {
    EvtxFormat format = new EvtxFormat();
    List<String> found = new ArrayList<>();
    // The two names have the same hash code, of which the writer makes a template's id.
    for (String name : List.of("Aa", "Aa", "BB", "Aa", "BB")) {
      BinXmlTree.Element event =
          element("Event", element(name, List.of(attribute("Is", text(name))), slot(0)));
      EvtxWriter writer = new EvtxWriter();
      writer.record(new BinXmlTree.Instance(event, List.of(utf16("first"))));
      writer.newChunk();
      writer.record(new BinXmlTree.Instance(event, List.of(utf16("second"))));
      Reading reading = Reading.of(format, writer.file());
      assertThat(reading.problems()).isEmpty();
      reading.rows().forEach(row -> found.add(String.join(" ", lines(row))));
      assertThat(reading.rows()).isEqualTo(Reading.of(new EvtxFormat(), writer.file()).rows());
    }
    assertThat(found)
        .hasSize(10)
        .contains("Event.Aa.Is=Aa Event.Aa=second", "Event.BB.Is=BB Event.BB=second");
  }
}
