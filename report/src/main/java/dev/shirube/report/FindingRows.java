// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.detect.Finding;
import dev.shirube.event.Event;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ValueType;
import dev.shirube.sigma.Matcher.Evidence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes from a finding's events what a list or page shows of it.
final class FindingRows {
  private static final int FACTS = 16;
  private static final int FACT_CHARACTERS = 400;
  private static final int EVIDENCE = 24;

  private static final List<String> HOST =
      List.of("device.hostname", "device.name", "device.ip", "cloud.account.uid");
  private static final List<String> USER =
      List.of(
          "actor.user.name",
          "actor.user.full_name",
          "process.user.full_name",
          "process.user.name",
          "user.name",
          "user.full_name",
          "user.email_addr",
          "user.uid");

  /// What people look at first, best first; other mapped values follow as they stand in the event.
  private static final List<String> WORTH_SEEING =
      List.of(
          "process.file.path",
          "process.cmd_line",
          "process.parent_process.file.path",
          "process.parent_process.cmd_line",
          "actor.process.file.path",
          "actor.process.cmd_line",
          "file.path",
          "module.file.path",
          "reg_target.path",
          "reg_value.data",
          "script.script_content",
          "win_service.name",
          "win_service.cmd_line",
          "job.name",
          "api.operation",
          "query.hostname",
          "url.url_string",
          "src_endpoint.ip",
          "src_endpoint.port",
          "dst_endpoint.ip",
          "dst_endpoint.hostname",
          "dst_endpoint.port");

  private FindingRows() {}

  static FindingRow of(Finding finding, int rule) {
    Event event = finding.events().getLast();
    return new FindingRow(
        finding.id().toString(),
        rule,
        finding.rule().severity(),
        finding.firstNanos(),
        finding.lastNanos(),
        host(finding),
        user(finding),
        origin(event),
        finding.eventCount(),
        finding.unevaluated(),
        facts(event),
        evidence(finding));
  }

  /// The machine; for what a sensor on the network saw, the machine that began.
  static String host(Finding finding) {
    String host = first(finding, HOST);
    int uid = finding.events().getLast().eventClass().uid();
    boolean network = uid >= 4000 && uid < 5000;
    return host.isEmpty() && network
        ? first(finding, List.of("src_endpoint.hostname", "src_endpoint.ip"))
        : host;
  }

  static String user(Finding finding) {
    return first(finding, USER);
  }

  private static FindingRow.Origin origin(Event event) {
    return new FindingRow.Origin(
        event.source(),
        text(event, "metadata.log_name"),
        text(event, "metadata.event_code"),
        event.input(),
        event.position(),
        event.id().toString());
  }

  private static String first(Finding finding, List<String> paths) {
    for (String path : paths) {
      for (int index = finding.events().size() - 1; index >= 0; index--) {
        String value = text(finding.events().get(index), path);
        if (!value.isEmpty() && !value.equals("-")) {
          return value;
        }
      }
    }
    return "";
  }

  static String text(Event event, String path) {
    Field field = FieldCatalogue.builtIn().find(path);
    String value = field == null ? null : event.text(field);
    return value == null ? "" : value;
  }

  private static List<FindingRow.Fact> facts(Event event) {
    List<FindingRow.Fact> facts = new ArrayList<>();
    Set<String> taken = new HashSet<>(HOST);
    taken.addAll(USER);
    for (String path : WORTH_SEEING) {
      add(facts, taken, path, text(event, path));
    }
    for (int entry = 0; entry < event.size() && facts.size() < FACTS; entry++) {
      Field field = FieldCatalogue.builtIn().find(event.field(entry));
      if (field != null && worthSeeing(event, entry, field)) {
        add(facts, taken, field.path(), event.text(entry));
      }
    }
    return facts;
  }

  private static boolean worthSeeing(Event event, int entry, Field field) {
    return event.type(entry) != ValueType.PROCESS_KEY
        && event.type(entry) != ValueType.TIME
        && !field.path().startsWith("metadata.")
        && !field.path().startsWith("time")
        && !field.path().startsWith("device.");
  }

  private static void add(
      List<FindingRow.Fact> facts, Set<String> taken, String path, String value) {
    if (!value.isEmpty() && !value.equals("-") && facts.size() < FACTS && taken.add(path)) {
      facts.add(new FindingRow.Fact(path, cut(value)));
    }
  }

  private static List<Evidence> evidence(Finding finding) {
    return finding.evidence().stream()
        .limit(EVIDENCE)
        .map(it -> new Evidence(it.selection(), it.field(), cut(it.pattern()), cut(it.value())))
        .toList();
  }

  private static String cut(String value) {
    return value.length() <= FACT_CHARACTERS ? value : value.substring(0, FACT_CHARACTERS) + "…";
  }
}
