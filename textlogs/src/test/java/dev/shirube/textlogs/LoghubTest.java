// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real Linux, OpenSSH and Apache logs against the fields and templates that come with them.
@Tag("data")
class LoghubTest {
  private static final int LINES = 2_000;

  @Test
  void readsLinuxSyslogAsItsTableSays() throws IOException {
    int failures = check("Linux", new SyslogFormat(), "authentication failure");
    assertThat(failures).isEqualTo(490);
  }

  @Test
  void readsOpenSshAsItsTableSays() throws IOException {
    assertThat(check("OpenSSH", new SyslogFormat(), "Failed password")).isEqualTo(520);
  }

  @Test
  void readsApacheErrorsAsItsTableSays() throws IOException {
    assertThat(check("Apache", new WebErrorFormat(), "")).isEqualTo(LINES);
  }

  /// @return how many events' template begins with a text
  private static int check(String kind, Format format, String template) throws IOException {
    Map<String, byte[]> files = RealData.unzip("loghub.zip", "the fields of each line of loghub");
    byte[] log = RealData.ending(files, "/" + kind + "_2k.log");
    String table = RealData.text(RealData.ending(files, "/" + kind + "_2k.log_structured.csv"));
    assertThat(GoldenTest.best(log).name()).isEqualTo(format.name());
    List<List<String>> events = Reading.of(format, log).events();
    List<Map<String, String>> rows = rows(table);
    assertThat(events).hasSize(LINES);
    assertThat(rows).hasSize(LINES);
    int counted = 0;
    for (int line = 0; line < LINES; line++) {
      Map<String, String> row = rows.get(line);
      Map<String, String> event = event(events.get(line));
      String client = event.containsKey("client") ? "[client " + event.get("client") + "] " : "";
      String content = (client + event.getOrDefault("message", "")).strip();
      assertThat(content).as(kind + " line " + (line + 1)).isEqualTo(row.get("Content"));
      assertThat(fits(row.getOrDefault("EventTemplate", ""), content)).isTrue();
      same(row, event);
      counted += row.getOrDefault("EventTemplate", "").contains(template) ? 1 : 0;
    }
    return counted;
  }

  private static void same(Map<String, String> row, Map<String, String> event) {
    if (row.containsKey("Level") && row.containsKey("Month")) {
      String time = row.get("Month") + " " + row.get("Date") + " " + row.get("Time");
      assertThat(event.getOrDefault("syslog.timestamp", "").replace("  ", " ")).isEqualTo(time);
      assertThat(event).containsEntry("syslog.host", row.get("Level"));
      assertThat(event.getOrDefault("syslog.app", "")).isEqualTo(row.get("Component"));
      assertThat(event.getOrDefault("syslog.pid", "")).isEqualTo(row.get("PID"));
    } else if (row.containsKey("Day")) {
      String time = row.get("Date") + " " + row.get("Day") + " " + row.get("Time");
      assertThat(event).containsEntry("syslog.timestamp", time);
      assertThat(event).containsEntry("syslog.host", row.get("Component"));
      assertThat(event).containsEntry("syslog.app", "sshd");
      assertThat(event).containsEntry("syslog.pid", row.get("Pid"));
    } else {
      assertThat(event).containsEntry("timestamp", row.get("Time"));
      assertThat(event).containsEntry("level", row.get("Level"));
    }
  }

  private static Map<String, String> event(List<String> values) {
    Map<String, String> event = new HashMap<>();
    for (String value : values) {
      int equals = value.indexOf('=');
      if (equals > 0) {
        event.putIfAbsent(value.substring(0, equals), value.substring(equals + 1));
      }
    }
    return event;
  }

  /// Whether a text has the parts of a template in their order; `<*>` stands for anything.
  private static boolean fits(String template, String text) {
    int at = 0;
    int from = 0;
    while (from <= template.length()) {
      int star = template.indexOf("<*>", from);
      String part = template.substring(from, star < 0 ? template.length() : star);
      int found = text.indexOf(part, at);
      if (found < 0) {
        return false;
      }
      at = found + part.length();
      from = star < 0 ? template.length() + 1 : star + 3;
    }
    return true;
  }

  private static List<Map<String, String>> rows(String table) {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> header = List.of();
    for (String line : table.lines().toList()) {
      List<String> cells = cells(line);
      if (header.isEmpty()) {
        header = cells;
        continue;
      }
      Map<String, String> row = new HashMap<>();
      for (int column = 0; column < header.size(); column++) {
        row.put(header.get(column), cells.get(column).strip());
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"' && quoted && at + 1 < line.length() && line.charAt(at + 1) == '"') {
        cell.append(line.charAt(++at));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
