// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Digests;
import dev.shirube.event.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// A scan as one page that needs nothing but itself: no network, no fonts, no pictures of others.
/// Its policy allows exactly the style and the script it holds. It reads without the script, which
/// only filters.
public final class HtmlReport {
  private static final String SHAPES =
      """
      <svg hidden><defs>
      <symbol id="m-critical" viewBox="0 0 12 12"><path d="M6 0 12 6 6 12 0 6z"/></symbol>
      <symbol id="m-high" viewBox="0 0 12 12"><path d="M6 .6 11.8 11H.2z"/></symbol>
      <symbol id="m-medium" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5"/></symbol>
      <symbol id="m-low" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.1" class="hollow"/></symbol>
      <symbol id="m-informational" viewBox="0 0 12 12"><circle cx="6" cy="6" r="2.2"/></symbol>
      </defs></svg>
      """;

  private final Words words;
  private final FindingLedger ledger;
  private final ScanFacts facts;
  private final Html html;

  private HtmlReport(Words words, FindingLedger ledger, ScanFacts facts, Html html) {
    this.words = words;
    this.ledger = ledger;
    this.facts = facts;
    this.html = html;
  }

  /// Writes the whole page.
  public static void write(Words words, FindingLedger ledger, ScanFacts facts, Appendable out)
      throws IOException {
    HtmlReport report = new HtmlReport(words, ledger, facts, new Html(out));
    report.head();
    report.overview();
    if (ledger.size() > 0) {
      new HtmlTimeline(words, report.html).write(ledger);
      new HtmlTactics(words, report.html).write(ledger.tally());
      new HtmlFindings(words, report.html).write(ledger);
    }
    new HtmlReading(words, report.html).write(facts);
    report.foot();
  }

  private void head() throws IOException {
    String style = resource("report.css");
    String script = resource("report.js");
    String policy =
        String.join(
            "; ",
            "default-src 'none'",
            "style-src '" + hash(style) + "'",
            "script-src '" + hash(script) + "'",
            "base-uri 'none'",
            "form-action 'none'");
    html.markup("<!doctype html>").line();
    html.open("html", "lang", words.language().name().toLowerCase(Locale.ROOT));
    html.open("head").open("meta", "charset", "utf-8").line();
    html.open("meta", "http-equiv", "Content-Security-Policy", "content", policy).line();
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.open("meta", "name", "referrer", "content", "no-referrer").line();
    html.element("title", words.say("html.title")).line();
    html.open("style").markup(style).close("style").line();
    html.open("script", "defer", "").markup(script).close("script").line();
    html.close("head").open("body").line().markup(SHAPES);
    html.open("header").open("div", "class", "brand");
    html.element("span", "標", "class", "sign", "lang", "ja", "aria-hidden", "true");
    html.element("span", words.say("html.brand")).close("div");
    html.open("p", "class", "soft").text(words.say("html.made", madeAt()));
    html.close("p").close("header").line().open("main").line();
  }

  private String madeAt() {
    long nanos = facts.at().getEpochSecond() * 1_000_000_000L;
    return words.seconds(nanos) + " " + words.zoneAt(nanos);
  }

  /// A policy names the exact content it allows (CSP level 3, section 2.3.1).
  private static String hash(String content) {
    byte[] digest = Digests.sha256().digest(content.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("missing from the report module: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }

  private void overview() throws IOException {
    Tally tally = ledger.tally();
    html.open("section", "class", "overview");
    html.element("h1", headline(tally));
    html.element("p", advice(tally), "class", "lead");
    html.open("ul", "class", "levels");
    for (Severity severity : List.of(Severity.values()).reversed()) {
      long count = tally.count(severity);
      html.open("li", "class", (count == 0 ? "none " : "") + severity.word());
      html.mark(severity.word()).element("span", words.severity(severity), "class", "level");
      html.element("b", Words.count(count)).close("li");
    }
    html.close("ul").line();
    notices(tally);
    html.open("dl", "class", "facts");
    fact("html.fact.inputs", String.join("  ", facts.inputs()));
    fact(
        "html.fact.read",
        words.say(
            "summary.read.counts",
            Words.count(facts.intake().entryCount()),
            Words.count(facts.intake().total().records()),
            ReadingText.formats(facts.intake())));
    long last = facts.intake().events().lastNanos();
    if (last != 0) {
      long first = facts.intake().events().firstNanos();
      String span = words.seconds(first) + " – " + words.seconds(last);
      fact("html.fact.span", span + "  " + words.zoneAt(last));
    }
    fact("html.fact.rules", ruleCounts());
    html.close("dl").close("section").line();
  }

  private String ruleCounts() {
    return words.say("summary.rules", Words.count(facts.rules()), Words.count(facts.refused()));
  }

  private void notices(Tally tally) throws IOException {
    if (tally.below() > 0) {
      notice("summary.below", tally.below());
    }
    if (tally.repeats() > 0) {
      notice("summary.repeats", tally.repeats());
    }
    if (tally.unevaluated() > 0) {
      notice("summary.unevaluated", tally.unevaluated());
    }
  }

  private void notice(String id, long count) throws IOException {
    html.element("p", words.say(id, Words.count(count)), "class", "notice");
  }

  private void fact(String id, String value) throws IOException {
    html.element("dt", words.say(id)).element("dd", value);
  }

  private String headline(Tally tally) {
    if (tally.total() == 0) {
      return words.say("summary.found.none");
    }
    String total = Words.count(tally.total());
    return tally.namedHosts() == 0
        ? words.say("summary.found", total)
        : words.say("html.headline", total, Words.count(tally.namedHosts()));
  }

  private String advice(Tally tally) {
    if (tally.total() == 0) {
      return words.say("summary.found.none.advice");
    }
    for (Severity severity : List.of(Severity.values()).reversed()) {
      if (tally.count(severity) > 0) {
        String count = Words.count(tally.count(severity));
        return words.say("html.advice." + severity.word(), count);
      }
    }
    return "";
  }

  private void foot() throws IOException {
    html.close("main").line().open("footer");
    html.element("p", words.say("html.foot", facts.version(), words.duration(facts.whole())));
    html.element("p", words.say("html.foot.use")).close("footer").line();
    html.close("body").close("html").line();
  }
}
