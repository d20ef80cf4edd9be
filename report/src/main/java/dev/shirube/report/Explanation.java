// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Severity;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Rule;
import dev.shirube.sigma.RuleSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What can be said about an id: a rule with its first findings, or the findings whose ids begin
/// so; from the ledger of a scan, or from the lines that were kept in a file.
public final class Explanation {
  private static final int EXPLAINED = 5;
  private static final int FACTS = 40;
  private static final int FACT_CHARACTERS = 400;

  private final Words words;
  private final Page page;
  private final ExplainText text;
  private final RuleSet rules;
  private final String id;
  private final @Nullable Rule asked;
  private int told;

  /// @param id of a rule, or the first letters of a finding's
  public Explanation(Words words, Page page, RuleSet rules, String id) {
    this.words = words;
    this.page = page;
    this.text = new ExplainText(words, page);
    this.rules = rules;
    this.id = id.strip().toLowerCase(Locale.ROOT);
    this.asked = rule(this.id);
    if (asked != null) {
      text.rule(asked);
    }
  }

  private @Nullable Rule rule(String wanted) {
    for (Rule rule : rules.rules()) {
      if (rule.id().equalsIgnoreCase(wanted)) {
        return rule;
      }
    }
    return null;
  }

  /// Explains what a scan found.
  ///
  /// @return whether there was anything to explain
  public boolean of(FindingLedger ledger) throws IOException {
    ledger.rows(
        FindingLedger.Order.TIME,
        row -> {
          Rule rule = ledger.rule(row.rule());
          boolean wanted = asked == null ? row.id().startsWith(id) : rule.id().equals(asked.id());
          if (wanted && told++ < EXPLAINED) {
            if (asked == null) {
              text.rule(rule);
            }
            text.finding(row);
          }
        });
    if (told == 0 && asked != null) {
      page.paragraph(0, Page.Style.PLAIN, words.say("scan.explain.silent", id));
    }
    more();
    return asked != null || told > 0;
  }

  /// Explains what was kept as JSON lines, in the form of {@link FindingJson}; nothing if there is
  /// no such file.
  ///
  /// @return whether there was anything to explain
  public boolean of(Path kept) throws IOException {
    if (Files.isRegularFile(kept)) {
      String finding = "{\"finding\":\"" + id;
      String rule = "\"rule\":{\"id\":\"" + (asked == null ? "" : asked.id()) + '"';
      try (BufferedReader lines = Files.newBufferedReader(kept)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          boolean wanted = asked == null ? line.startsWith(finding) : line.contains(rule);
          if (wanted && told++ < EXPLAINED) {
            kept(line);
          }
        }
      }
    }
    more();
    return asked != null || told > 0;
  }

  private void more() {
    if (told > EXPLAINED) {
      page.line(Page.Style.QUIET, words.say("scan.explain.more", Words.count(told - EXPLAINED)));
    }
  }

  /// JSON is YAML (YAML 1.2, section 1.3), so the reader of content reads it.
  private void kept(String line) {
    Yaml.Documents read = Yaml.read("", line.getBytes(StandardCharsets.UTF_8));
    if (read.documents().isEmpty()
        || !(read.documents().getFirst() instanceof YamlNode.Mapping finding)
        || !(finding.get("rule") instanceof YamlNode.Mapping of)) {
      page.paragraph(2, Page.Style.PLAIN, words.say("scan.explain.broken"));
      return;
    }
    Rule rule = rule(text(of, "id"));
    if (asked == null && rule != null) {
      text.rule(rule);
    } else if (asked == null) {
      page.line(Page.Style.TITLE, text(of, "title"));
      page.paragraph(2, Page.Style.QUIET, words.say("scan.explain.gone", text(of, "id")));
    }
    text.finding(row(finding));
  }

  private static FindingRow row(YamlNode.Mapping finding) {
    YamlNode.@Nullable Mapping event = lastEvent(finding);
    return new FindingRow(
        text(finding, "finding"),
        0,
        severity(text(finding, "severity")),
        nanos(text(finding, "time")),
        nanos(text(finding, "last_time")),
        text(finding, "host"),
        text(finding, "user"),
        origin(event),
        number(text(finding, "event_count")),
        text(finding, "unevaluated").equals("true"),
        facts(event),
        evidence(finding));
  }

  private static YamlNode.@Nullable Mapping lastEvent(YamlNode.Mapping finding) {
    return finding.get("events") instanceof YamlNode.Sequence events
            && !events.items().isEmpty()
            && events.items().getLast() instanceof YamlNode.Mapping event
        ? event
        : null;
  }

  private static FindingRow.Origin origin(YamlNode.@Nullable Mapping event) {
    return event == null
        ? new FindingRow.Origin("", "", "", "", 0, "")
        : new FindingRow.Origin(
            text(event, "source"),
            text(event, "log"),
            text(event, "event_code"),
            text(event, "input"),
            number(text(event, "position")),
            text(event, "event"));
  }

  /// Under the source's own names: the line keeps no others.
  private static List<FindingRow.Fact> facts(YamlNode.@Nullable Mapping event) {
    List<FindingRow.Fact> facts = new ArrayList<>();
    if (event != null && event.get("values") instanceof YamlNode.Mapping values) {
      values
          .entries()
          .forEach((name, value) -> {
            String text = text(value);
            boolean nested = text.startsWith("{") || text.startsWith("[");
            if (!text.isBlank() && !nested && facts.size() < FACTS) {
              facts.add(new FindingRow.Fact(name, text));
            }
          });
    }
    return facts;
  }

  private static List<Evidence> evidence(YamlNode.Mapping finding) {
    List<Evidence> evidence = new ArrayList<>();
    if (finding.get("evidence") instanceof YamlNode.Sequence all) {
      for (YamlNode item : all.items()) {
        if (item instanceof YamlNode.Mapping one) {
          evidence.add(
              new Evidence(
                  text(one, "selection"),
                  text(one, "field"),
                  text(one, "pattern"),
                  text(one, "value")));
        }
      }
    }
    return evidence;
  }

  private static String text(YamlNode node) {
    StringJoiner joined = new StringJoiner(", ");
    switch (node) {
      case YamlNode.Scalar scalar -> joined.add(scalar.text());
      case YamlNode.Sequence all -> all.items().forEach(item -> joined.add(text(item)));
      case YamlNode.Mapping _ -> {}
    }
    String text = joined.toString();
    return text.length() <= FACT_CHARACTERS ? text : text.substring(0, FACT_CHARACTERS) + "…";
  }

  private static String text(YamlNode.Mapping mapping, String key) {
    String text = mapping.text(key);
    return text == null ? "" : text;
  }

  private static Severity severity(String word) {
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(word)) {
        return severity;
      }
    }
    return Severity.INFORMATIONAL;
  }

  private static long nanos(String time) {
    try {
      Instant instant = Instant.parse(time);
      return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    } catch (DateTimeException _) {
      return 0;
    }
  }

  private static long number(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty() && text.length() < 19
        ? Long.parseLong(text)
        : 0;
  }
}
