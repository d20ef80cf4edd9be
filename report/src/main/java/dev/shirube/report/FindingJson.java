// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Text;
import dev.shirube.detect.Finding;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.Technique;
import dev.shirube.event.ValueType;
import dev.shirube.export.JsonText;
import dev.shirube.sigma.Guidance;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A finding as one line of JSON, whole: the rule, why it fired, and its events with every value.
/// The form is documented in docs/reference/findings.md; members are added, never renamed.
public final class FindingJson {
  /// Written as the first member of every line.
  static final int VERSION = 1;

  private static final int VALUE_LIMIT = 10_000;

  private FindingJson() {}

  /// The line, without its end.
  public static String line(Finding finding) {
    JsonText json = new JsonText().open('{');
    json.name("finding").text(finding.id().toString());
    json.name("version").number(VERSION);
    json.name("time").text(Words.exact(finding.firstNanos()));
    json.name("last_time").text(Words.exact(finding.lastNanos()));
    json.name("severity").text(finding.rule().severity().word());
    json.name("host").text(FindingRows.host(finding));
    json.name("user").text(FindingRows.user(finding));
    json.name("unevaluated").truth(finding.unevaluated());
    json.name("tenant").text(finding.tenant().value());
    rule(json, finding.rule());
    json.name("evidence").open('[');
    finding.evidence().forEach(evidence -> evidence(json, evidence));
    json.close(']');
    json.name("event_count").number(finding.eventCount());
    json.name("events").open('[');
    finding.events().forEach(event -> event(json, event));
    return json.close(']').close('}').toString();
  }

  private static void rule(JsonText json, Rule rule) {
    json.name("rule").open('{');
    json.name("id").text(rule.id());
    json.name("title").text(rule.title());
    json.name("kind").text(rule.kind().name().toLowerCase(Locale.ROOT));
    json.name("status").text(rule.status());
    json.name("hash").text(rule.hash());
    texts(json, "tactics", rule.tactics());
    texts(json, "techniques", rule.techniques().stream().map(Technique::id).toList());
    texts(json, "false_positives", rule.falsePositives());
    json.name("file").text(rule.origin().file());
    json.name("author").text(rule.origin().author());
    json.name("license").text(rule.origin().license());
    texts(json, "references", rule.origin().references());
    guidance(json, rule.guidance());
    json.close('}');
  }

  private static void guidance(JsonText json, Guidance guidance) {
    bilingual(json, "title_by_language", guidance.title());
    bilingual(json, "explanation", guidance.explanation());
    bilingual(json, "harmless", guidance.harmless());
    bilingual(json, "question", guidance.question());
  }

  private static void bilingual(JsonText json, String name, @Nullable Text text) {
    if (text != null) {
      json.name(name).open('{');
      json.name("ja").text(text.ja()).name("en").text(text.en()).close('}');
    }
  }

  private static void texts(JsonText json, String name, List<String> values) {
    json.name(name).open('[');
    values.forEach(json::text);
    json.close(']');
  }

  private static void evidence(JsonText json, Evidence evidence) {
    json.open('{').name("selection").text(evidence.selection());
    json.name("field").text(evidence.field());
    json.name("pattern").text(evidence.pattern());
    json.name("value").text(evidence.value()).close('}');
  }

  private static void event(JsonText json, Event event) {
    json.open('{').name("event").text(event.id().toString());
    json.name("log").text(FindingRows.text(event, "metadata.log_name"));
    json.name("event_code").text(FindingRows.text(event, "metadata.event_code"));
    json.name("time").text(Words.exact(event.time()));
    json.name("time_source").text(event.timeSource().name().toLowerCase(Locale.ROOT));
    json.name("class").text(event.eventClass().word());
    json.name("class_uid").number(event.eventClass().uid());
    json.name("activity_id").number(event.activity());
    json.name("source").text(event.source());
    json.name("input").text(event.input());
    json.name("position").number(event.position());
    json.name("values").open('{');
    Map<String, List<Integer>> byName = spelled(event);
    byName.forEach((name, entries) -> values(json, event, name, entries));
    json.close('}').close('}');
  }

  /// What the source spelled, by its own names; what normalizing derived is left to be derived.
  private static Map<String, List<Integer>> spelled(Event event) {
    Map<String, List<Integer>> byName = new LinkedHashMap<>();
    for (int entry = 0; entry < event.size(); entry++) {
      if ((event.flags(entry) & EntryFlag.DERIVED) == 0 && !event.nameText(entry).isEmpty()) {
        byName.computeIfAbsent(event.nameText(entry), name -> new ArrayList<>()).add(entry);
      }
    }
    return byName;
  }

  private static void values(JsonText json, Event event, String name, List<Integer> entries) {
    json.name(name);
    if (entries.size() == 1) {
      value(json, event, entries.getFirst());
      return;
    }
    json.open('[');
    entries.forEach(entry -> value(json, event, entry));
    json.close(']');
  }

  private static void value(JsonText json, Event event, int entry) {
    if (event.type(entry) == ValueType.NULL) {
      json.nothing();
      return;
    }
    String text = event.text(entry);
    json.text(text.length() <= VALUE_LIMIT ? text : text.substring(0, VALUE_LIMIT) + "…");
  }
}
