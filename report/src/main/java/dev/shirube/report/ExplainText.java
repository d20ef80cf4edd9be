// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Text;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.Technique;
import dev.shirube.report.Page.Span;
import dev.shirube.report.Page.Style;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One rule or finding in words: what fired, on which values, what it can mean and what to ask
/// next.
public final class ExplainText {
  private final Words words;
  private final Page page;

  public ExplainText(Words words, Page page) {
    this.words = words;
    this.page = page;
  }

  /// Explains a rule.
  public void rule(Rule rule) {
    String word = Page.shapeOf(rule.severity()) + " " + words.severity(rule.severity());
    if (!page.lines().isEmpty()) {
      page.line();
    }
    page.line(
        Span.of(Page.styleOf(rule.severity()), word + "  "),
        Span.of(Style.TITLE, rule.title(words.language())));
    Text explanation = rule.guidance().explanation();
    part("explain.meaning", explanation == null ? rule.description() : null, explanation);
    part("explain.harmless", String.join("; ", rule.falsePositives()), rule.guidance().harmless());
    part("explain.question", null, rule.guidance().question());
    List<String> tactics = rule.tactics().stream().map(words::tactic).toList();
    String techniques = String.join(" ", rule.techniques().stream().map(Technique::id).toList());
    part("explain.attack", (String.join(", ", tactics) + "  " + techniques).strip(), null);
    String origin = rule.origin().file() + ":" + rule.origin().line();
    part("explain.rule", rule.id() + "  " + origin, null);
    part("explain.author", author(rule), null);
    part("explain.references", String.join("  ", rule.origin().references()), null);
  }

  private static String author(Rule rule) {
    String license = rule.origin().license();
    return license.isEmpty()
        ? rule.origin().author()
        : rule.origin().author() + " (" + license + ")";
  }

  private void part(String id, @Nullable String plain, @Nullable Text text) {
    String said = text == null ? plain : text.in(words.language());
    if (said != null && !said.isBlank()) {
      page.line(Style.QUIET, "  " + words.say(id));
      for (String line : said.strip().lines().toList()) {
        page.paragraph(4, Style.PLAIN, line);
      }
    }
  }

  /// Explains why a rule fired this time.
  public void finding(FindingRow row) {
    page.heading("  " + words.say("explain.fired", row.id()));
    String last = row.lastNanos() == row.firstNanos() ? "" : " – " + words.seconds(row.lastNanos());
    List<List<Span>> rows = new ArrayList<>();
    add(rows, "explain.when", words.millis(row.firstNanos()) + last + "  " + zone(row));
    add(rows, "explain.host", row.host());
    add(rows, "explain.user", row.user());
    add(rows, "explain.events", row.eventCount() > 1 ? Words.count(row.eventCount()) : "");
    add(rows, "explain.log", (row.origin().log() + " " + row.origin().code()).strip());
    add(rows, "explain.input", row.origin().input() + " #" + row.origin().position());
    page.table(4, rows);
    if (row.unevaluated()) {
      page.paragraph(4, Style.HIGH, words.say("explain.unevaluated"));
    }
    page.line(Style.QUIET, "  " + words.say("explain.why"));
    row.evidence().forEach(this::evidence);
    page.line(Style.QUIET, "  " + words.say("explain.values"));
    List<List<Span>> facts = new ArrayList<>();
    for (FindingRow.Fact fact : row.facts()) {
      facts.add(List.of(Span.of(Style.QUIET, label(fact.path())), Span.plain(fact.text())));
    }
    page.table(4, facts);
  }

  private String zone(FindingRow row) {
    return words.zoneAt(row.lastNanos());
  }

  private void add(List<List<Span>> rows, String id, String value) {
    if (!value.isBlank()) {
      rows.add(List.of(Span.of(Style.QUIET, words.say(id)), Span.plain(value)));
    }
  }

  private void evidence(Evidence evidence) {
    String id = evidence.field().isEmpty() ? "explain.keyword" : "explain.match";
    page.paragraph(
        4,
        Style.PLAIN,
        words.say(
            id, evidence.field(), evidence.value(), evidence.pattern(), evidence.selection()));
  }

  /// What a catalogue path is called for people.
  String label(String path) {
    return label(words, path);
  }

  static String label(Words words, String path) {
    Field field = FieldCatalogue.builtIn().find(path);
    if (field == null) {
      return path;
    }
    return switch (words.language()) {
      case JA -> field.japanese();
      case EN -> field.english();
    };
  }
}
