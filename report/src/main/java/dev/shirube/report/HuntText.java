// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Event;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.export.VisibleText;
import dev.shirube.hunt.EventMetrics;
import dev.shirube.hunt.Logons;
import dev.shirube.report.Page.Span;
import dev.shirube.report.Page.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What looking at events without rules gave, for a terminal: sorts of events and logs, sign-ins,
/// events that were searched for.
public final class HuntText {
  private static final int ROWS = 60;
  private static final int NOTICES = 20;
  private static final int VALUES = 200;
  private static final int VALUE_CHARACTERS = 2_000;
  private static final int AROUND = 60;
  private static final Field HOST = FieldCatalogue.require("device.hostname");
  private static final Field CODE = FieldCatalogue.require("metadata.event_code");

  private final Words words;
  private final Page page;
  private final boolean all;

  /// @param all whether to show every row, not only the first
  public HuntText(Words words, Page page, boolean all) {
    this.words = words;
    this.page = page;
    this.all = all;
  }

  /// Sorts of events, logs, and where clocks or record numbers jump.
  public void metrics(EventMetrics metrics) {
    page.heading(words.say("hunt.metrics.sorts", Words.count(metrics.events())));
    List<EventMetrics.SortCount> sorts = metrics.sorts();
    List<List<Span>> rows = new ArrayList<>();
    for (EventMetrics.SortCount count : first(sorts, ROWS)) {
      EventMetrics.Sort sort = count.sort();
      rows.add(
          List.of(
              Span.plain(Words.count(count.count())),
              Span.plain(sort.code()),
              quiet(cut(sort.log().isEmpty() ? sort.source() : sort.log(), 44)),
              Span.plain(title(sort))));
    }
    page.table(2, rows, 0, 1);
    rest(sorts.size(), ROWS);
    logs(metrics.logs());
  }

  private String title(EventMetrics.Sort sort) {
    String id = "event.title." + key(sort.log()) + "." + sort.code();
    return words.messages().all().containsKey(id) ? words.say(id) : "";
  }

  /// A log's name as the titles have it: lower case, without what all logs of its kind share.
  private static String key(String log) {
    String key = log.toLowerCase(Locale.ROOT);
    for (String shared : List.of("microsoft-windows-", "/operational", "/admin")) {
      key = key.replace(shared, "");
    }
    return key.replace(' ', '-');
  }

  private void logs(List<EventMetrics.LogSpanReport> logs) {
    page.heading(words.say("hunt.metrics.logs", Words.count(logs.size())));
    List<List<Span>> rows = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    for (EventMetrics.LogSpanReport log : logs) {
      String name = log.log().log().isEmpty() ? log.log().source() : log.log().log();
      rows.add(
          List.of(
              Span.plain(cut(host(log.log().host()), 26)),
              Span.plain(cut(name, 40)),
              Span.plain(Words.count(log.count())),
              quiet(words.span(log.firstNanos(), log.lastNanos()))));
      notices(notices, log, host(log.log().host()) + " " + name);
    }
    page.table(2, first(rows, ROWS), 2);
    rest(rows.size(), ROWS);
    if (!notices.isEmpty()) {
      page.heading(words.say("hunt.metrics.notices"));
      first(notices, NOTICES).forEach(text -> page.paragraph(2, Style.PLAIN, text));
      rest(notices.size(), NOTICES);
    }
  }

  private void notices(List<String> notices, EventMetrics.LogSpanReport log, String name) {
    step(notices, "hunt.metrics.silence", name, log.silence(), Duration.ofHours(1));
    step(notices, "hunt.metrics.back", name, log.back(), Duration.ofMinutes(1));
    if (log.missing() > 0) {
      String missing = Words.count(log.missing());
      String ranges = Words.count(log.missingRanges());
      notices.add(words.say("hunt.metrics.missing", name, missing, ranges));
    }
    if (log.flagged() > 0) {
      notices.add(words.say("hunt.metrics.flagged", name, Words.count(log.flagged())));
    }
  }

  private void step(
      List<String> notices,
      String id,
      String name,
      EventMetrics.@Nullable Step step,
      Duration least) {
    if (step != null && step.nanos() >= least.toNanos()) {
      String time = words.duration(Duration.ofNanos(step.nanos()));
      String from = words.seconds(step.fromNanos());
      notices.add(words.say(id, name, time, from, words.seconds(step.toNanos())));
    }
  }

  /// Who signed in from where, and how often it failed.
  public void logons(Logons logons) {
    List<Logons.Row> rows = logons.rows();
    if (rows.isEmpty()) {
      page.paragraph(0, Style.PLAIN, words.say("hunt.logons.none"));
    } else {
      long failed = rows.stream().mapToLong(Logons.Row::failed).sum();
      long succeeded = rows.stream().mapToLong(Logons.Row::succeeded).sum();
      page.heading(words.say("hunt.logons", Words.count(succeeded), Words.count(failed)));
      logonTable(rows);
    }
    if (logons.unknown() > 0) {
      String unknown = Words.count(logons.unknown());
      page.line(Style.QUIET, "  " + words.say("hunt.logons.unknown", unknown));
    }
  }

  private void logonTable(List<Logons.Row> rows) {
    List<List<Span>> table = new ArrayList<>();
    List<Span> head = new ArrayList<>();
    for (String column : List.of("failed", "succeeded", "user", "from", "type", "host", "span")) {
      head.add(quiet(words.say("hunt.logons." + column)));
    }
    table.add(head);
    for (Logons.Row row : first(rows, ROWS)) {
      Style style = row.failed() > 0 ? Style.MEDIUM : Style.QUIET;
      table.add(
          List.of(
              Span.of(style, Words.count(row.failed())),
              Span.plain(Words.count(row.succeeded())),
              Span.plain(cut(row.key().user(), 32)),
              Span.plain(cut(row.key().from(), 24)),
              Span.plain(type(row.key().type())),
              Span.plain(cut(row.key().host(), 22)),
              quiet(words.span(row.firstNanos(), row.lastNanos()))));
    }
    page.table(2, table, 0, 1);
    rest(rows.size(), ROWS);
  }

  private String type(String type) {
    String id = "logon.type." + type;
    return words.messages().all().containsKey(id) ? type + " " + words.say(id) : type;
  }

  /// One event that was searched for.
  ///
  /// @param entry the value in which the text stands
  /// @param wanted the text
  /// @param full whether to show all values
  public void hit(Event event, int entry, String wanted, boolean full) {
    String where = event.source() + " " + value(event, CODE);
    page.line(
        Span.of(Style.TITLE, words.millis(event.time()) + "  "),
        Span.plain(host(value(event, HOST)) + "  "),
        quiet(where.strip() + "  " + event.input() + " #" + event.position()));
    String text = full ? event.text(entry) : around(event.text(entry), wanted);
    page.line(quiet("  " + event.nameText(entry) + " = "), Span.plain(text));
    for (int other = 0; full && other < Math.min(event.size(), VALUES); other++) {
      if (other != entry && event.length(other) > 0 && !event.nameText(other).isEmpty()) {
        String value = VisibleText.of(event.text(other), VALUE_CHARACTERS);
        page.line(quiet("  " + event.nameText(other) + " = "), Span.plain(value));
      }
    }
  }

  private static String value(Event event, Field field) {
    String value = event.text(field);
    return value == null ? "" : value;
  }

  /// The part of a long value around what was found.
  private static String around(String value, String wanted) {
    if (value.length() <= 4 * AROUND) {
      return value;
    }
    int at = value.toLowerCase(Locale.ROOT).indexOf(wanted.toLowerCase(Locale.ROOT));
    int from = Math.clamp(at - AROUND, 0, value.length());
    int to = Math.clamp((long) at + wanted.length() + 2L * AROUND, 0, value.length());
    return (from > 0 ? "…" : "") + value.substring(from, to) + (to < value.length() ? "…" : "");
  }

  private String host(String host) {
    return words.hosts(host.isEmpty() ? List.of() : List.of(host));
  }

  private String cut(String text, int columns) {
    return page.cut(VisibleText.of(text), columns);
  }

  private static Span quiet(String text) {
    return Span.of(Style.QUIET, text);
  }

  private <T> List<T> first(List<T> rows, int most) {
    return all ? rows : rows.subList(0, Math.min(most, rows.size()));
  }

  private void rest(int rows, int most) {
    if (!all && rows > most) {
      page.line(Style.QUIET, "  " + words.say("hunt.more", Words.count(rows - (long) most)));
    }
  }
}
