// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Text;
import dev.shirube.event.Severity;
import dev.shirube.event.Technique;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Rule;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every finding, rule by rule, worst first: what the rule means once, then each time it fired with
/// the values that made it fire.
final class HtmlFindings {
  /// Most findings one page shows; the JSON lines and the CSV have all.
  static final int LIMIT = 10_000;

  /// Fields that a rule asks for to name its log: they do not tell one finding from the next.
  private static final Set<String> SAME_FOR_ALL =
      Set.of("Channel", "EventID", "Provider_Name", "eventSource", "service");

  private final Words words;
  private final Html html;
  private int open = -1;
  private int shown;

  HtmlFindings(Words words, Html html) {
    this.words = words;
    this.html = html;
  }

  void write(FindingLedger ledger) throws IOException {
    Map<Integer, Tally.RuleSum> sums = new HashMap<>();
    ledger.tally().rulesWorstFirst().forEach(sum -> sums.put(sum.index(), sum));
    html.open("section", "id", "findings").element("h2", words.say("html.findings"));
    filter(ledger.tally());
    html.open("div", "class", "rules").line();
    ledger.rows(FindingLedger.Order.WORST, row -> add(row, sums));
    endRule();
    html.close("div");
    if (ledger.size() > LIMIT) {
      String rest = Words.count(ledger.size() - (long) LIMIT);
      html.element("p", words.say("html.findings.more", Words.count(LIMIT), rest));
    }
    html.close("section").line();
  }

  private void filter(Tally tally) throws IOException {
    html.open("form", "class", "filter", "role", "search", "hidden", "");
    String label = words.say("html.filter");
    html.open(
        "input",
        "type",
        "search",
        "id",
        "filter",
        "placeholder",
        label,
        "aria-label",
        label,
        "autocomplete",
        "off",
        "spellcheck",
        "false");
    for (Severity severity : List.of(Severity.values()).reversed()) {
      if (tally.count(severity) > 0) {
        html.open("label", "class", severity.word());
        html.open("input", "type", "checkbox", "checked", "", "value", severity.word());
        html.mark(severity.word()).text(words.severity(severity)).close("label");
      }
    }
    html.element(
        "output",
        "",
        "data-all",
        words.say("html.filter.all", "{0}"),
        "data-some",
        words.say("html.filter.some", "{0}", "{1}"),
        "aria-live",
        "polite");
    html.close("form").line();
  }

  private void add(FindingRow row, Map<Integer, Tally.RuleSum> sums) throws IOException {
    if (shown >= LIMIT) {
      return;
    }
    shown++;
    if (row.rule() != open) {
      endRule();
      open = row.rule();
      Tally.RuleSum sum = sums.get(row.rule());
      if (sum != null) {
        rule(sum);
      }
    }
    finding(row);
  }

  private void endRule() throws IOException {
    if (open >= 0) {
      html.close("ol").close("details").line();
    }
  }

  private void rule(Tally.RuleSum sum) throws IOException {
    Rule rule = sum.rule();
    String word = rule.severity().word();
    html.open("details", "class", "rule " + word, "data-level", word, "id", "r" + sum.index());
    html.open("summary").mark(word);
    html.element("span", words.severity(rule.severity()), "class", "level " + word);
    html.element("span", rule.title(words.language()), "class", "title");
    html.element("span", words.hosts(sum.hosts()), "class", "host");
    html.element("span", words.say("html.times", Words.count(sum.count())), "class", "n");
    html.close("summary").open("div", "class", "about");
    Text explanation = rule.guidance().explanation();
    about(null, explanation == null ? rule.description() : explanation.in(words.language()));
    about("explain.harmless", harmless(rule));
    Text question = rule.guidance().question();
    about("explain.question", question == null ? "" : question.in(words.language()));
    html.open("p", "class", "soft small");
    for (Technique technique : rule.techniques()) {
      html.element("code", technique.id()).text(" ");
    }
    html.text(rule.id());
    if (!rule.origin().author().isEmpty()) {
      html.text(" · " + rule.origin().author());
    }
    html.close("p").close("div").open("ol").line();
  }

  private String harmless(Rule rule) {
    Text harmless = rule.guidance().harmless();
    return harmless == null
        ? String.join("; ", rule.falsePositives())
        : harmless.in(words.language());
  }

  private void about(@Nullable String id, String text) throws IOException {
    if (!text.isBlank()) {
      html.open("p");
      if (id != null) {
        html.element("b", words.say(id)).text(" ");
      }
      html.text(String.join(" ", text.strip().lines().toList())).close("p");
    }
  }

  private void finding(FindingRow row) throws IOException {
    html.open("li").open("details").open("summary");
    html.element("time", words.millis(row.firstNanos()));
    if (!row.host().isEmpty()) {
      html.element("span", row.host(), "class", "host");
    }
    html.element("span", gist(row), "class", "gist").close("summary");
    if (row.unevaluated()) {
      html.element("p", words.say("explain.unevaluated"), "class", "notice");
    }
    html.open("dl", "class", "why");
    for (Evidence evidence : row.evidence()) {
      evidence(evidence);
    }
    html.close("dl").open("dl", "class", "values");
    value(words.say("explain.user"), row.user());
    for (FindingRow.Fact fact : row.facts()) {
      value(ExplainText.label(words, fact.path()), fact.text());
    }
    String events = row.eventCount() > 1 ? Words.count(row.eventCount()) : "";
    value(words.say("explain.events"), events);
    value(words.say("explain.log"), (row.origin().log() + " " + row.origin().code()).strip());
    value(words.say("explain.input"), row.origin().input() + " #" + row.origin().position());
    value(words.say("explain.id"), row.id());
    html.close("dl").close("details").close("li").line();
  }

  private void evidence(Evidence evidence) throws IOException {
    String field = evidence.field().isEmpty() ? words.say("html.keyword") : evidence.field();
    html.element("dt", field).open("dd").text(evidence.value());
    if (!evidence.pattern().equals(evidence.value())) {
      html.element("span", words.say("html.asked", evidence.pattern()), "class", "asked");
    }
    html.close("dd");
  }

  private void value(String label, String text) throws IOException {
    if (!text.isBlank()) {
      html.element("dt", label).element("dd", text);
    }
  }

  /// What tells one finding from the next of its rule at a glance.
  private static String gist(FindingRow row) {
    String commandLine = row.fact("process.cmd_line");
    if (!commandLine.isEmpty()) {
      return cut(commandLine);
    }
    for (Evidence evidence : row.evidence()) {
      if (evidence.value().length() > 5 && !SAME_FOR_ALL.contains(evidence.field())) {
        return cut(evidence.field() + " " + evidence.value());
      }
    }
    if (!row.user().isEmpty()) {
      return cut(row.user());
    }
    return row.facts().isEmpty() ? "" : cut(row.facts().getFirst().text());
  }

  private static String cut(String text) {
    return text.length() <= 160 ? text : text.substring(0, 160) + "…";
  }
}
