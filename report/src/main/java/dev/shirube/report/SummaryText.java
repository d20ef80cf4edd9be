// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Severity;
import dev.shirube.export.VisibleText;
import dev.shirube.intake.IntakeReport;
import dev.shirube.report.Page.Span;
import dev.shirube.report.Page.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a scan found, for a terminal: worst first, then by host, by ATT&CK tactic, what is noisy,
/// what could not be read, and what to do next.
public final class SummaryText {
  private static final int WORST = 12;
  private static final int HOSTS = 12;
  private static final int NOISY = 5;
  private static final int NOISY_FROM = 20;

  private final Words words;
  private final Tally tally;
  private final ScanFacts facts;
  private final Page page;

  private SummaryText(Words words, Tally tally, ScanFacts facts, Page page) {
    this.words = words;
    this.tally = tally;
    this.facts = facts;
    this.page = page;
  }

  /// Writes the summary onto a page.
  public static void write(Words words, Tally tally, ScanFacts facts, Page page) {
    SummaryText text = new SummaryText(words, tally, facts, page);
    if (facts.intake().total().records() == 0) {
      new ReadingText(words, facts.intake(), page).nothing();
      return;
    }
    text.read();
    text.found();
    text.worst();
    text.hosts();
    text.tactics();
    text.noisy();
    new ReadingText(words, facts.intake(), page).write();
    text.ending();
  }

  private void read() {
    IntakeReport.EventCounts events = facts.intake().events();
    page.heading(words.say("summary.read"));
    page.line(
        Style.PLAIN,
        "  "
            + words.say(
                "summary.read.counts",
                Words.count(facts.intake().entryCount()),
                Words.count(facts.intake().total().records()),
                ReadingText.formats(facts.intake())));
    if (events.lastNanos() != 0) {
      String from = words.seconds(events.firstNanos());
      String to = words.seconds(events.lastNanos()) + "  " + words.zoneAt(events.lastNanos());
      page.line(Style.PLAIN, "  " + from + " – " + to);
    }
    if (events.outside() > 0) {
      page.line(
          Style.QUIET, "  " + words.say("summary.read.outside", Words.count(events.outside())));
    }
    page.line(
        Style.PLAIN,
        "  "
            + words.say("summary.rules", Words.count(facts.rules()), Words.count(facts.refused())));
  }

  private void found() {
    if (tally.total() == 0) {
      page.heading(words.say("summary.found.none"));
      page.paragraph(2, Style.PLAIN, words.say("summary.found.none.advice"));
      return;
    }
    page.heading(words.say("summary.found", Words.count(tally.total())));
    List<Span> spans = new ArrayList<>(List.of(Span.plain("  ")));
    for (Severity severity : worstFirst()) {
      if (tally.count(severity) > 0) {
        String text =
            Page.shapeOf(severity)
                + " "
                + words.severity(severity)
                + " "
                + Words.count(tally.count(severity))
                + "   ";
        spans.add(Span.of(Page.styleOf(severity), text));
      }
    }
    page.line(spans.toArray(new Span[0]));
    if (tally.below() > 0) {
      page.paragraph(2, Style.QUIET, words.say("summary.below", Words.count(tally.below())));
    }
    if (tally.repeats() > 0) {
      page.paragraph(2, Style.QUIET, words.say("summary.repeats", Words.count(tally.repeats())));
    }
    if (tally.unevaluated() > 0) {
      page.paragraph(
          2, Style.HIGH, words.say("summary.unevaluated", Words.count(tally.unevaluated())));
    }
  }

  private static List<Severity> worstFirst() {
    return List.of(Severity.values()).reversed();
  }

  private void worst() {
    List<Tally.RuleSum> rules = tally.rulesWorstFirst();
    if (rules.isEmpty()) {
      return;
    }
    page.heading(words.say("summary.worst"));
    List<List<Span>> rows = new ArrayList<>();
    for (Tally.RuleSum sum : rules.subList(0, Math.min(WORST, rules.size()))) {
      Severity severity = sum.rule().severity();
      String word = Page.shapeOf(severity) + " " + words.severity(severity);
      rows.add(
          List.of(
              Span.of(Page.styleOf(severity), word),
              Span.plain(Words.count(sum.count())),
              Span.of(Style.QUIET, words.seconds(sum.firstNanos())),
              Span.plain(page.cut(words.hosts(sum.hosts()), 24)),
              Span.plain(sum.rule().title(words.language()))));
    }
    page.table(2, rows, 1);
    more(rules.size() - WORST, "summary.worst.more");
  }

  private String host(String host) {
    return VisibleText.of(words.hosts(host.isEmpty() ? Set.of() : Set.of(host)));
  }

  private void more(int count, String id) {
    if (count > 0) {
      page.line(Style.QUIET, "  " + words.say(id, Words.count(count)));
    }
  }

  private void hosts() {
    List<Tally.HostSum> hosts = tally.hostsWorstFirst();
    if (hosts.isEmpty()) {
      return;
    }
    page.heading(words.say("summary.hosts"));
    List<List<Span>> rows = new ArrayList<>();
    for (Tally.HostSum host : hosts.subList(0, Math.min(HOSTS, hosts.size()))) {
      List<Span> row = new ArrayList<>(List.of(Span.plain(page.cut(host(host.host()), 32))));
      for (Severity severity : worstFirst()) {
        long count = host.count(severity);
        row.add(
            count == 0
                ? Span.of(Style.QUIET, "–")
                : Span.of(Page.styleOf(severity), Page.shapeOf(severity) + Words.count(count)));
      }
      row.add(Span.of(Style.QUIET, words.span(host.firstNanos(), host.lastNanos())));
      rows.add(row);
    }
    page.table(2, rows, 1, 2, 3, 4, 5);
    more(hosts.size() - HOSTS, "summary.hosts.more");
  }

  private void tactics() {
    if (tally.tactics().isEmpty()) {
      return;
    }
    page.heading(words.say("summary.tactics"));
    List<String> parts = new ArrayList<>();
    for (String tactic : Tactics.ordered(tally.tactics().keySet())) {
      Tally.TacticSum sum = tally.tactics().get(tactic);
      if (sum != null) {
        parts.add(words.tactic(tactic) + " " + Words.count(sum.count()));
      }
    }
    page.items(2, parts);
  }

  private void noisy() {
    List<Tally.RuleSum> noisy =
        tally.rulesNoisiestFirst().stream()
            .filter(sum -> sum.count() >= NOISY_FROM)
            .limit(NOISY)
            .toList();
    if (noisy.isEmpty()) {
      return;
    }
    page.heading(words.say("summary.noisy"));
    List<List<Span>> rows = new ArrayList<>();
    for (Tally.RuleSum sum : noisy) {
      rows.add(
          List.of(
              Span.plain(Words.count(sum.count())),
              Span.plain(sum.rule().title(words.language()))));
    }
    page.table(2, rows, 0);
  }

  private void ending() {
    page.line();
    if (facts.unfed() > 0) {
      String inputs = String.join(" ", facts.inputs().stream().limit(3).toList());
      page.paragraph(
          0, Style.PLAIN, words.say("summary.doctor", Words.count(facts.unfed()), inputs));
    }
    Duration first = facts.toFirst();
    String whole = words.duration(facts.whole());
    page.line(
        Style.QUIET,
        first == null
            ? words.say("summary.time", whole)
            : words.say("summary.time.first", words.duration(first), whole));
  }
}
