// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.ReadCounts;
import dev.shirube.intake.IntakeReport;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// What was read, format by format, and what was not, with the reason and what to do.
final class HtmlReading {
  private static final int PROBLEMS = 200;

  private final Words words;
  private final Html html;

  HtmlReading(Words words, Html html) {
    this.words = words;
    this.html = html;
  }

  void write(ScanFacts facts) throws IOException {
    IntakeReport intake = facts.intake();
    html.open("section").element("h2", words.say("html.reading")).line();
    if (facts.unfed() > 0) {
      String inputs = String.join(" ", facts.inputs().stream().limit(3).toList());
      html.element("p", words.say("summary.doctor", Words.count(facts.unfed()), inputs));
    }
    formats(intake);
    long unknown = intake.sources().getOrDefault("", 0L);
    say("reading.unknown", unknown);
    String repeated =
        intake.events().repeatedComplete() ? "reading.repeated" : "reading.repeated.some";
    say(repeated, intake.events().repeated());
    say("summary.read.outside", intake.events().outside());
    names("reading.unrecognized", intake.unrecognized(), intake.unrecognizedCount());
    names("reading.prose", intake.prose(), intake.prose().size());
    names("reading.empty", intake.empty(), intake.empty().size());
    problems(intake);
    html.close("section").line();
  }

  private void say(String id, long count) throws IOException {
    if (count > 0) {
      html.element("p", words.say(id, Words.count(count)));
    }
  }

  private void formats(IntakeReport intake) throws IOException {
    html.open("div", "class", "wide").open("table").open("thead").open("tr");
    for (String column : new String[] {"format", "entries", "records", "damaged", "recovered"}) {
      html.element("th", words.say("html.reading." + column), "scope", "col");
    }
    html.close("tr").close("thead").open("tbody").line();
    for (Map.Entry<String, IntakeReport.FormatCounts> format : intake.formats().entrySet()) {
      ReadCounts counts = format.getValue().counts();
      html.open("tr").element("th", format.getKey(), "scope", "row");
      html.element("td", Words.count(format.getValue().entries()));
      html.element("td", Words.count(counts.records()));
      html.element("td", Words.count(counts.damaged()));
      html.element("td", Words.count(counts.recovered())).close("tr").line();
    }
    html.close("tbody").close("table").close("div").line();
  }

  private void names(String id, List<String> names, long count) throws IOException {
    if (count == 0) {
      return;
    }
    html.open("details", "class", "plain");
    html.element("summary", words.say(id, Words.count(count))).open("ul");
    for (String name : names) {
      html.element("li", name);
    }
    html.close("ul").close("details").line();
  }

  private void problems(IntakeReport intake) throws IOException {
    if (intake.problemCount() == 0) {
      return;
    }
    html.open("details", "class", "plain");
    String count = Words.count(intake.problemCount());
    html.element("summary", words.say("html.reading.problems", count)).open("ul");
    for (Problem problem : intake.problems().stream().limit(PROBLEMS).toList()) {
      html.open("li").text(ReadingText.one(words, problem));
      html.element("p", words.say(problem.advice()), "class", "soft").close("li").line();
    }
    html.close("ul").close("details").line();
  }
}
