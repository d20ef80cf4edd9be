// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadCounts;
import dev.shirube.documents.JsonFormat;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.ValueType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Zeek's own logs: every row is read, and a row in tabs says what its twin in JSON says.
@Tag("data")
class ZeekDataTest {
  private static final Map<String, Integer> ROWS =
      Map.of(
          "dns",
          53_615,
          "ssl",
          49_474,
          "weird",
          24_202,
          "analyzer",
          16_461,
          "rdp",
          4_122,
          "syslog",
          2_378,
          "ntp",
          904,
          "ntlm",
          422);

  @Test
  void countsTheRowsOfEveryLog() throws IOException {
    Map<String, byte[]> files = RealData.unzip("zeek-samples.zip", "the rows of Zeek's logs");
    int logs = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String name = file.getKey();
      if (!name.endsWith(".log.gz")) {
        continue;
      }
      logs++;
      String log = name.substring(name.lastIndexOf('/') + 1, name.length() - ".log.gz".length());
      ReadCounts counts = count(file.getValue());
      long rows = RealData.text(file.getValue()).lines().filter(it -> !it.startsWith("#")).count();
      assertThat(counts).as(log).isEqualTo(new ReadCounts(rows, 0, 0, 0));
      assertThat(rows).isEqualTo(ROWS.getOrDefault(log, (int) rows).longValue());
    }
    assertThat(logs).isEqualTo(32);
  }

  @Test
  void keepsTheWholeRowsOfCutLogs() throws IOException {
    Map<String, byte[]> files = RealData.unzip("rita-zeek.zip", "whole rows of cut logs");
    ReadCounts cut = new ReadCounts(58, 1, 0, 0);
    assertThat(count(RealData.ending(files, "truncated/conn.log"))).isEqualTo(cut);
    assertThat(count(RealData.ending(files, "truncated/conn_top.log"))).isEqualTo(cut);
    long http = count(RealData.ending(files, "valid_tsv/http.log.gz")).records();
    long open = count(RealData.ending(files, "valid_tsv/open_http.log.gz")).records();
    assertThat(http + open).isEqualTo(54_408);
  }

  private static ReadCounts count(byte[] log) {
    assertThat(GoldenTest.best(log)).isInstanceOf(ZeekFormat.class);
    return Reading.each(new ZeekFormat(), log, Limits.STANDARD, new ArrayList<>(), _ -> {});
  }

  /// Equal names and values. What the two forms spell differently is brought together here: times
  /// are seconds since 1970 in one and ISO 8601 in the other; truth is T and F or true and false;
  /// intervals and doubles have six digits behind the point, or all; JSON leaves out what is unset,
  /// and has `_write_ts` besides. A set of one empty text and an empty set are both `(empty)` in
  /// tabs.
  @Test
  void saysInTabsWhatItSaysInJson() throws IOException {
    Map<String, byte[]> files = RealData.unzip("zeek-samples.zip", "twins of Zeek's logs");
    int twins = 0;
    int rows = 0;
    for (String name : files.keySet()) {
      if (name.endsWith(".json.gz")) {
        String log = name.substring(name.lastIndexOf('/'), name.length() - ".json.gz".length());
        List<Map<String, List<String>>> tabs = new ArrayList<>();
        List<Map<String, List<String>>> json = new ArrayList<>();
        byte[] twin = RealData.ending(files, "zeek-default" + log + ".log.gz");
        List<dev.shirube.catalog.Problem> told = new ArrayList<>();
        Reading.each(new ZeekFormat(), twin, Limits.STANDARD, told, e -> tabs.add(values(e)));
        Reading.each(
            new JsonFormat(), files.get(name), Limits.STANDARD, told, e -> json.add(values(e)));
        assertThat(told).isEmpty();
        assertThat(tabs).as(log).hasSameSizeAs(json);
        for (int row = 0; row < tabs.size(); row++) {
          assertThat(tabs.get(row)).as(log + " row " + row).isEqualTo(json.get(row));
        }
        rows += tabs.size();
        twins++;
      }
    }
    System.out.println("zeek twins: " + twins + " logs, " + rows + " rows equal");
    assertThat(twins).isEqualTo(27);
  }

  private static Map<String, List<String>> values(Event event) {
    Map<String, List<String>> values = new TreeMap<>();
    for (int entry = 0; entry < event.size(); entry++) {
      String name = event.nameText(entry);
      boolean part = (event.flags(entry) & EntryFlag.SPLIT) != 0;
      boolean there = event.type(entry) != ValueType.NULL || event.element(entry) > 0;
      if (there && !part && !name.equals("_write_ts")) {
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value(event, entry));
      }
    }
    return values;
  }

  private static String value(Event event, int entry) {
    String text = event.text(entry);
    return switch (event.type(entry)) {
      case BOOLEAN -> text.equals("T") || text.equals("true") ? "true" : "false";
      case DECIMAL, INTEGER -> number(new BigDecimal(text));
      default -> isTime(text) ? number(seconds(text)) : text.equals("[]") ? "" : text;
    };
  }

  private static boolean isTime(String text) {
    return text.length() == "2018-03-24T17:15:20.624556Z".length()
        && text.charAt(10) == 'T'
        && text.endsWith("Z");
  }

  private static BigDecimal seconds(String text) {
    Instant time = Instant.parse(text);
    return BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
  }

  private static String number(BigDecimal number) {
    BigDecimal rounded = number.setScale(6, java.math.RoundingMode.HALF_EVEN);
    return rounded.stripTrailingZeros().toPlainString();
  }
}
