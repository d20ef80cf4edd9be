// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Technique;
import dev.shirube.export.VisibleText;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Rule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiFunction;

/// Findings as a timeline in CSV (RFC 4180, UTF-8), oldest first. The columns are documented in
/// docs/reference/findings.md; new ones are added at the end only.
public final class CsvTimeline {
  private static final Map<String, BiFunction<FindingRow, Rule, String>> COLUMNS = columns();
  private static final String END = "\r\n";

  private CsvTimeline() {}

  private static Map<String, BiFunction<FindingRow, Rule, String>> columns() {
    Map<String, BiFunction<FindingRow, Rule, String>> columns = new LinkedHashMap<>();
    columns.put("time", (row, rule) -> Words.exact(row.firstNanos()));
    columns.put("last_time", (row, rule) -> Words.exact(row.lastNanos()));
    columns.put("level", (row, rule) -> row.severity().word());
    columns.put("title", (row, rule) -> rule.title());
    columns.put("host", (row, rule) -> row.host());
    columns.put("user", (row, rule) -> row.user());
    columns.put("log", (row, rule) -> row.origin().log());
    columns.put("event_code", (row, rule) -> row.origin().code());
    columns.put("events", (row, rule) -> Long.toString(row.eventCount()));
    columns.put("process", (row, rule) -> row.fact("process.file.path"));
    columns.put("command_line", (row, rule) -> row.fact("process.cmd_line"));
    columns.put("parent_process", (row, rule) -> row.fact("process.parent_process.file.path"));
    columns.put("source_ip", (row, rule) -> row.fact("src_endpoint.ip"));
    columns.put("target_ip", (row, rule) -> row.fact("dst_endpoint.ip"));
    columns.put("evidence", (row, rule) -> evidence(row));
    columns.put("tactics", (row, rule) -> String.join(" ", rule.tactics()));
    columns.put("techniques", (row, rule) -> techniques(rule));
    columns.put("rule_id", (row, rule) -> rule.id());
    columns.put("rule_file", (row, rule) -> rule.origin().file());
    columns.put("source", (row, rule) -> row.origin().source());
    columns.put("input", (row, rule) -> row.origin().input());
    columns.put("position", (row, rule) -> Long.toString(row.origin().position()));
    columns.put("event", (row, rule) -> row.origin().eventId());
    columns.put("finding", (row, rule) -> row.id());
    columns.put("unevaluated", (row, rule) -> Boolean.toString(row.unevaluated()));
    return columns;
  }

  /// The names of the columns, in their order.
  public static List<String> header() {
    return List.copyOf(COLUMNS.keySet());
  }

  /// Writes all findings of a ledger.
  ///
  /// @param excel whether to begin with a byte order mark, by which Excel knows UTF-8
  public static void write(FindingLedger ledger, Appendable out, boolean excel) throws IOException {
    if (excel) {
      out.append('\ufeff');
    }
    out.append(String.join(",", COLUMNS.keySet())).append(END);
    ledger.rows(
        FindingLedger.Order.TIME,
        row -> {
          Rule rule = ledger.rule(row.rule());
          StringJoiner line = new StringJoiner(",");
          COLUMNS.values().forEach(column -> line.add(cell(column.apply(row, rule))));
          out.append(line.toString()).append(END);
        });
  }

  /// A cell: visible, quoted where it must be, and with an apostrophe before what a spreadsheet
  /// would take for a formula.
  public static String cell(String value) {
    String visible = VisibleText.of(value);
    String safe = formula(visible) ? "'" + visible : visible;
    boolean quoted =
        safe.indexOf(',') >= 0
            || safe.indexOf('"') >= 0
            || safe.startsWith(" ")
            || safe.endsWith(" ");
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  private static boolean formula(String value) {
    int at = 0;
    while (at < value.length() && value.charAt(at) == ' ') {
      at++;
    }
    return at < value.length() && "=+-@＝＋－＠⇥↵".indexOf(value.charAt(at)) >= 0 && value.length() > 1;
  }

  private static String techniques(Rule rule) {
    return String.join(" ", rule.techniques().stream().map(Technique::id).toList());
  }

  private static String evidence(FindingRow row) {
    StringJoiner all = new StringJoiner(" | ");
    for (Evidence evidence : row.evidence()) {
      all.add(
          evidence.field().isEmpty()
              ? evidence.value()
              : evidence.field() + "=" + evidence.value());
    }
    return all.toString();
  }
}
