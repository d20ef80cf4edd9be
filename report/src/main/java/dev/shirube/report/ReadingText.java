// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.ReadCounts;
import dev.shirube.intake.IntakeReport;
import dev.shirube.report.Page.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// What could not be read, or not whole, and why, for a terminal. Silent if all was read.
public final class ReadingText {
  private static final int KINDS = 6;
  private static final int NAMES = 5;

  /// Formats that carry the messages of events in place of their data.
  private static final List<String> MESSAGES_ALONE =
      List.of("event-viewer-csv", "event-viewer-text", "clixml");

  private final Words words;
  private final IntakeReport intake;
  private final Page page;

  public ReadingText(Words words, IntakeReport intake, Page page) {
    this.words = words;
    this.intake = intake;
    this.page = page;
  }

  /// The formats with how many entries of each, such as evtx 12, json 3.
  public static String formats(IntakeReport intake) {
    StringJoiner all = new StringJoiner(", ");
    intake.formats().forEach((name, sum) -> all.add(name + " " + Words.count(sum.entries())));
    return all.toString();
  }

  /// Says that there was nothing to read, and why.
  public void nothing() {
    page.heading(words.say("summary.none"));
    page.paragraph(2, Style.PLAIN, words.say("summary.none.advice"));
    write();
  }

  /// Writes the part onto the page, if there is anything to say.
  public void write() {
    ReadCounts total = intake.total();
    boolean quiet =
        total.damaged() + total.truncated() + intake.unrecognizedCount() + intake.problemCount()
                == 0
            && intake.prose().isEmpty()
            && intake.empty().isEmpty();
    boolean whole = intake.events().repeated() == 0 && unknown() == 0 && messagesAlone() == 0;
    if (quiet && whole && !intake.stopped()) {
      return;
    }
    page.heading(words.say("reading.title"));
    said("reading.stopped", intake.stopped() ? 1 : 0, Style.HIGH);
    said("reading.damaged", total.damaged(), Style.MEDIUM);
    said("reading.recovered", total.recovered(), Style.PLAIN);
    said("reading.truncated", total.truncated(), Style.PLAIN);
    said("reading.unknown", unknown(), Style.PLAIN);
    if (intake.events().repeated() > 0) {
      String id = intake.events().repeatedComplete() ? "reading.repeated" : "reading.repeated.some";
      said(id, intake.events().repeated(), Style.PLAIN);
    }
    said("reading.messages", messagesAlone(), Style.MEDIUM);
    if (messagesAlone() > 0) {
      page.paragraph(4, Style.QUIET, words.say("reading.messages.lost"));
      page.paragraph(4, Style.QUIET, words.say("reading.messages.advice"));
    }
    names("reading.unrecognized", intake.unrecognized(), intake.unrecognizedCount());
    names("reading.prose", intake.prose(), intake.prose().size());
    names("reading.empty", intake.empty(), intake.empty().size());
    problems();
  }

  /// How many records came without their data.
  private long messagesAlone() {
    return intake.formats().entrySet().stream()
        .filter(format -> MESSAGES_ALONE.contains(format.getKey()))
        .mapToLong(format -> format.getValue().counts().records())
        .sum();
  }

  private long unknown() {
    return intake.sources().getOrDefault("", 0L);
  }

  private void said(String id, long count, Style style) {
    if (count > 0) {
      page.paragraph(2, style, words.say(id, Words.count(count)));
    }
  }

  private void names(String id, List<String> names, long count) {
    said(id, count, Style.PLAIN);
    for (String name : names.stream().limit(NAMES).toList()) {
      page.line(Style.QUIET, "    " + name);
    }
    if (count > NAMES) {
      page.line(Style.QUIET, "    …");
    }
  }

  /// Problems of one kind are told once, with the first place and how many there are.
  private void problems() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    for (Problem problem : intake.problems()) {
      kinds.merge(problem.what().id(), new Kind(problem, 1), Kind::plus);
    }
    List<Kind> most =
        kinds.values().stream().sorted((a, b) -> Long.compare(b.count(), a.count())).toList();
    for (Kind kind : most.subList(0, Math.min(KINDS, most.size()))) {
      page.paragraph(2, Style.PLAIN, "– " + one(words, kind.first()));
      page.paragraph(4, Style.QUIET, words.say(kind.first().advice()));
      if (kind.count() > 1) {
        page.line(Style.QUIET, "    " + words.say("reading.more", Words.count(kind.count() - 1)));
      }
    }
    if (most.size() > KINDS) {
      page.line(Style.QUIET, "  " + words.say("reading.kinds", most.size() - KINDS));
    }
  }

  private record Kind(Problem first, long count) {
    Kind plus(Kind other) {
      return new Kind(first, count + other.count);
    }
  }

  /// Problems with numbers, each with its place and what to do.
  public static void numbered(Page page, Words words, List<Problem> problems) {
    int number = 0;
    for (Problem problem : problems) {
      page.paragraph(2, Style.PLAIN, ++number + ". " + one(words, problem));
      page.paragraph(5, Style.QUIET, words.say(problem.advice()));
    }
  }

  /// Where a problem is and what it is, on one line.
  public static String one(Words words, Problem problem) {
    String where =
        problem.position() > 0 ? problem.file() + ":" + problem.position() : problem.file();
    String what = words.say(problem.what());
    return where.isEmpty() ? what : where + "  " + what;
  }
}
