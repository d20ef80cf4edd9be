// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import static dev.shirube.eventlogs.BinXmlTree.ansi;
import static dev.shirube.eventlogs.BinXmlTree.bytes;
import static dev.shirube.eventlogs.BinXmlTree.data;
import static dev.shirube.eventlogs.BinXmlTree.element;
import static dev.shirube.eventlogs.BinXmlTree.nothing;
import static dev.shirube.eventlogs.BinXmlTree.number;
import static dev.shirube.eventlogs.BinXmlTree.slot;
import static dev.shirube.eventlogs.BinXmlTree.utf16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every value type, as one value, as an array, and inside an attribute.
class EvtxValueTest {
  private static final int ARRAY = BinXml.Type.ARRAY;

  static Stream<Arguments> values() {
    return Stream.of(textsAndNumbers(), others()).flatMap(it -> it);
  }

  private static Stream<Arguments> textsAndNumbers() {
    return Stream.of(
        arguments(nothing(), ValueType.NULL, ""),
        arguments(utf16("notepad.exe"), ValueType.TEXT_UTF16, "notepad.exe"),
        arguments(utf16("ログオン\0"), ValueType.TEXT_UTF16, "ログオン"),
        arguments(utf16(""), ValueType.TEXT_UTF16, ""),
        arguments(ansi("plain", StandardCharsets.US_ASCII), ValueType.TEXT, "plain"),
        arguments(ansi("表示 ソフト\0", Input.CP932), ValueType.TEXT, "表示 ソフト"),
        arguments(number(BinXml.Type.INT8, -1), ValueType.INTEGER, "-1"),
        arguments(number(BinXml.Type.UINT8, 255), ValueType.INTEGER, "255"),
        arguments(number(BinXml.Type.INT16, -32768), ValueType.INTEGER, "-32768"),
        arguments(number(BinXml.Type.UINT16, 65535), ValueType.INTEGER, "65535"),
        arguments(number(BinXml.Type.INT32, -5), ValueType.INTEGER, "-5"),
        arguments(number(BinXml.Type.UINT32, 4294967295L), ValueType.INTEGER, "4294967295"),
        arguments(
            number(BinXml.Type.INT64, Long.MIN_VALUE), ValueType.INTEGER, "-9223372036854775808"),
        arguments(number(BinXml.Type.UINT64, -1), ValueType.INTEGER, "18446744073709551615"),
        arguments(number(BinXml.Type.UINT64, 10), ValueType.INTEGER, "10"),
        arguments(number(BinXml.Type.REAL32, Float.floatToIntBits(1.5f)), ValueType.DECIMAL, "1.5"),
        arguments(number(BinXml.Type.REAL64, Double.doubleToLongBits(-3)), ValueType.DECIMAL, "-3"),
        arguments(
            number(BinXml.Type.REAL64, Double.doubleToLongBits(Double.NEGATIVE_INFINITY)),
            ValueType.DECIMAL,
            "-INF"),
        arguments(number(BinXml.Type.BOOLEAN, 1), ValueType.BOOLEAN, "true"));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        arguments(number(BinXml.Type.BOOLEAN, 0), ValueType.BOOLEAN, "false"),
        arguments(number(BinXml.Type.BOOLEAN, 0x7f00), ValueType.BOOLEAN, "true"),
        arguments(bytes(BinXml.Type.BOOLEAN, 1), ValueType.BOOLEAN, "true"),
        arguments(bytes(BinXml.Type.BINARY, 0xca, 0xfe, 0), ValueType.BINARY, "CAFE00"),
        arguments(guid(), ValueType.TEXT, "{04030201-0605-0807-090A-0B0C0D0E0FF0}"),
        arguments(number(BinXml.Type.SIZE, 0x7ffe), ValueType.TEXT, "0x7ffe"),
        arguments(
            number(BinXml.Type.FILETIME, 116_444_736_000_000_000L + 10_000_000L * 951_782_400 + 7),
            ValueType.TEXT,
            "2000-02-29T00:00:00.0000007Z"),
        arguments(number(BinXml.Type.FILETIME, 0), ValueType.TEXT, "1601-01-01T00:00:00.0000000Z"),
        arguments(
            number(BinXml.Type.FILETIME, -1), ValueType.TEXT, "60056-05-28T05:36:10.9551615Z"),
        arguments(systemtime(), ValueType.TEXT, "2024-12-31T23:59:58.0070000Z"),
        arguments(sid(), ValueType.TEXT, "S-1-5-21-1-4294967295"),
        arguments(
            bytes(BinXml.Type.SID, 1, 0, 1, 0, 0, 0, 0, 5), ValueType.TEXT, "S-1-0x10000000005"),
        arguments(number(BinXml.Type.HEX_INT32, 0xc000006dL), ValueType.TEXT, "0xc000006d"),
        arguments(number(BinXml.Type.HEX_INT64, 0x3e7), ValueType.TEXT, "0x3e7"),
        arguments(number(BinXml.Type.HEX_INT64, -1), ValueType.TEXT, "0xffffffffffffffff"),
        arguments(number(BinXml.Type.HEX_INT32, 0), ValueType.TEXT, "0x0"),
        arguments(number(BinXml.Type.HANDLE, 0x1f4), ValueType.TEXT, "0x1f4"),
        arguments(bytes(0x7b, 1, 2), ValueType.BINARY, "0102"),
        arguments(bytes(BinXml.Type.GUID, 1, 2), ValueType.BINARY, "0102"));
  }

  private static BinXmlTree.Value guid() {
    return bytes(BinXml.Type.GUID, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0xf0);
  }

  private static BinXmlTree.Value systemtime() {
    return bytes(BinXml.Type.SYSTEMTIME, 0xe8, 7, 12, 0, 2, 0, 31, 0, 23, 0, 59, 0, 58, 0, 7, 0);
  }

  private static BinXmlTree.Value sid() {
    return bytes(
        BinXml.Type.SID, 1, 3, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255);
  }

  private static Reading.Row read(BinXmlTree.Element template, BinXmlTree.Value... values) {
    byte[] file =
        new EvtxWriter().record(new BinXmlTree.Instance(template, List.of(values))).file();
    Reading reading = Reading.of(new EvtxFormat(), file);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.rows()).hasSize(1);
    return reading.rows().getFirst();
  }

  @ParameterizedTest
  @MethodSource("values")
  void spellsAnElementsValue(BinXmlTree.Value value, ValueType type, String text) {
    Reading.Row row = read(element("Event", element("EventData", data("X", slot(0)))), value);
    assertThat(row.cells())
        .containsExactly(new Reading.Cell("Event.EventData.X", 0, type, text, 0));
  }

  @ParameterizedTest
  @MethodSource("values")
  void spellsAnAttributesValue(BinXmlTree.Value value, ValueType type, String text) {
    Reading.Row row =
        read(element("Event", element("A", List.of(BinXmlTree.attribute("b", slot(0))))), value);
    assertThat(row.cells()).containsExactly(new Reading.Cell("Event.A.b", 0, type, text, 0));
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        arguments(utf16("a\0\0bc\0"), List.of("a", "", "bc")),
        arguments(utf16("a\0b"), List.of("a", "b")),
        arguments(ansi("表\0裏\0", Input.CP932), List.of("表", "裏")),
        arguments(bytes(BinXml.Type.INT8, 1, 255), List.of("1", "-1")),
        arguments(bytes(BinXml.Type.UINT16, 1, 0, 2, 0, 3, 0), List.of("1", "2", "3")),
        arguments(bytes(BinXml.Type.BOOLEAN, 1, 0, 0, 0, 0, 0, 0, 0), List.of("true", "false")),
        arguments(bytes(BinXml.Type.HEX_INT32, 16, 0, 0, 0), List.of("0x10")),
        arguments(bytes(BinXml.Type.SIZE, 16, 0, 0, 0, 17, 0, 0, 0), List.of("0x1100000010")),
        arguments(bytes(BinXml.Type.SIZE, 16, 0, 0, 0), List.of("0x10")),
        arguments(bytes(BinXml.Type.UINT32, 1, 0, 0, 0, 9), List.of("1", "9")));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void spellsArrays(BinXmlTree.Value value, List<String> texts) {
    BinXmlTree.Value.Plain plain = (BinXmlTree.Value.Plain) value;
    Reading.Row row =
        read(
            element("Event", element("EventData", data("X", slot(0)))),
            new BinXmlTree.Value.Plain(plain.type() | ARRAY, plain.bytes()));
    assertThat(row.all("Event.EventData.X")).isEqualTo(texts);
    assertThat(row.cells().stream().map(Reading.Cell::element).toList())
        .isEqualTo(Stream.iterate(1, it -> it + 1).limit(texts.size()).toList());
  }

  @Test
  void keepsAnsiBytesThatAreNotOfTheCodePage() {
    Reading.Row row =
        read(
            element("Event", element("EventData", data("X", slot(0)))),
            bytes(BinXml.Type.ANSI_STRING, 'a', 0x81, 0xff));
    assertThat(row.cells().getFirst().flags()).isEqualTo(EntryFlag.UNDECODABLE);
  }

  @Test
  void countsUnnamedDataThroughArrays() {
    Reading.Row row =
        read(
            element(
                "Event", element("EventData", element("Data", slot(0)), element("Data", slot(1)))),
            new BinXmlTree.Value.Plain(
                BinXml.Type.STRING | ARRAY, "a\0b\0".getBytes(StandardCharsets.UTF_16LE)),
            utf16("c"));
    assertThat(row.all("Event.EventData.Data")).containsExactly("a", "b", "c");
    assertThat(row.cells().stream().map(Reading.Cell::element)).containsExactly(1, 2, 3);
  }
}
