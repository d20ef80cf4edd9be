// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Event;
import dev.shirube.event.Field;
import dev.shirube.export.VisibleText;
import dev.shirube.hunt.HuntSink;
import dev.shirube.hunt.Hunter;
import dev.shirube.hunt.ProcessTree;
import dev.shirube.hunt.Row;
import dev.shirube.query.Column;
import dev.shirube.report.Page.Span;
import dev.shirube.report.Page.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// An answer from the recording as people read it on a terminal: a line an event, a table, or trees
/// of processes; below it what was looked at, and what could not be.
public final class HuntPage implements HuntSink {
  private static final int INDENT = 2;
  private static final int SUMMARY = 400;
  private static final int CELL = 300;

  /// What tells most of an event, best first.
  private static final List<String> SUMMARIES =
      List.of(
          "finding_info.title",
          "process.cmd_line",
          "process.file.path",
          "script.script_content",
          "reg_value.path",
          "reg_target.path",
          "file.path",
          "module.file.path",
          "query.hostname",
          "url.url_string",
          "dst_endpoint.hostname",
          "dst_endpoint.ip",
          "api.operation",
          "win_service.name",
          "job.name",
          "user.name",
          "message",
          "activity_name",
          "status_detail",
          "metadata.event_code");

  private static final List<String> HOSTS =
      List.of("device.hostname", "device.name", "device.ip", "src_endpoint.ip");
  private static final int HOST = 40;

  private final Words words;
  private final Page page;
  private final BooleanSupplier cancelled;
  private final List<List<Span>> rows = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();
  private List<Row.Heading> headings = List.of();
  private boolean any;

  /// @param cancelled whether nobody wants the rest
  public HuntPage(Words words, Page page, BooleanSupplier cancelled) {
    this.words = words;
    this.page = page;
    this.cancelled = cancelled;
  }

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  @Override
  public void headings(List<Row.Heading> given) {
    headings = given;
    List<Span> names = new ArrayList<>();
    for (Row.Heading heading : given) {
      if (heading == Row.Heading.Made.COUNT) {
        numbers.add(names.size());
      }
      names.add(new Span(Style.QUIET, nameOf(heading, words)));
    }
    rows.add(names);
  }

  /// What a heading is called.
  static String nameOf(Row.Heading heading, Words words) {
    return switch (heading) {
      case Row.Heading.Of(Column.Catalogue(Field field)) -> field.path();
      case Row.Heading.Of(Column.Vendor(String name)) -> VisibleText.of(name);
      case Row.Heading.Of(Column.Head head) -> words.say("hunt.head." + word(head));
      case Row.Heading.Made made -> words.say("hunt.made." + word(made));
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void row(Row row) {
    List<Span> cells = new ArrayList<>();
    for (int index = 0; index < headings.size(); index++) {
      cells.add(Span.plain(cell(headings.get(index), row.cells().get(index), words)));
    }
    rows.add(cells);
    any = true;
  }

  /// A cell as people read it: times in their zone, counts with commas.
  static String cell(Row.Heading heading, String text, Words words) {
    boolean time =
        heading == Row.Heading.Made.SPAN
            || heading.equals(new Row.Heading.Of(Column.Head.TIME))
            || heading.equals(new Row.Heading.Of(Column.Head.RECEIVED));
    if (time && !text.isEmpty()) {
      return words.millis(Long.parseLong(text));
    }
    return heading == Row.Heading.Made.COUNT
        ? Words.count(Long.parseLong(text))
        : VisibleText.of(text, CELL);
  }

  @Override
  public void event(Event event) {
    rows.add(
        List.of(
            new Span(Style.QUIET, words.millis(event.time())),
            Span.plain(VisibleText.of(first(event, HOSTS), HOST)),
            new Span(Style.QUIET, kind(event)),
            Span.plain(summary(event))));
    any = true;
  }

  /// What was done, as people say it where there is a text for it; else the class, else the source.
  private String kind(Event event) {
    String id = "event.did." + event.eventClass().word() + "." + event.activity();
    if (words.messages().all().containsKey(id)) {
      return words.say(id);
    }
    String code = FindingRows.text(event, "metadata.event_code");
    if (event.eventClass().uid() != 0) {
      String did = FindingRows.text(event, "activity_name");
      String named = did.isEmpty() ? "" : " " + VisibleText.of(did, HOST);
      return event.eventClass().word() + named;
    }
    return code.isEmpty() ? event.source() : event.source() + " " + code;
  }

  private static String first(Event event, List<String> paths) {
    for (String path : paths) {
      String text = FindingRows.text(event, path);
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /// What happened, in one line.
  static String summary(Event event) {
    String told = first(event, SUMMARIES);
    if (!told.isEmpty()) {
      return VisibleText.of(told, SUMMARY);
    }
    for (int entry = 0; entry < event.size(); entry++) {
      String text = event.text(entry);
      if (!text.isEmpty()) {
        return VisibleText.of(event.nameText(entry) + "=" + text, SUMMARY);
      }
    }
    return "";
  }

  @Override
  public void tree(ProcessTree tree) {
    any = true;
    branch(tree, "", "");
    page.line(Style.PLAIN, "");
  }

  private void branch(ProcessTree tree, String before, String below) {
    Event start = tree.start();
    String time = start == null ? "" : words.millis(start.time()) + "  ";
    String what = start == null ? tree.name() : summary(start);
    String shown = what.isEmpty() ? words.say("hunt.tree.unknown") : VisibleText.of(what, SUMMARY);
    Style style = tree.asked() ? Style.TITLE : start == null ? Style.QUIET : Style.PLAIN;
    page.line(new Span(Style.QUIET, before), new Span(Style.QUIET, time), new Span(style, shown));
    List<ProcessTree> children = tree.children();
    for (int index = 0; index < children.size(); index++) {
      boolean last = index == children.size() - 1 && tree.more() == 0;
      branch(children.get(index), below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
    }
    if (tree.more() > 0) {
      page.line(Style.QUIET, below + "└─ " + words.say("hunt.tree.more", Words.count(tree.more())));
    }
  }

  /// Writes what was gathered.
  public void rows() {
    Integer[] right = numbers.toArray(Integer[]::new);
    if (!rows.isEmpty()) {
      page.table(INDENT, rows, right);
    }
  }

  /// Writes what was gathered, and what the answer came to.
  public void finish(Hunter.Report report) {
    rows();
    if (!any) {
      page.paragraph(0, Style.PLAIN, words.say("hunt.nothing"));
    }
    String scanned = Words.count(report.answer().scanned());
    page.line(Style.QUIET, words.say("hunt.looked", Words.count(report.shown()), scanned));
    if (report.answer().undecided() > 0) {
      String undecided = Words.count(report.answer().undecided());
      page.paragraph(0, Style.MEDIUM, words.say("hunt.undecided", undecided));
    }
    if (report.leftOut() > 0) {
      String leftOut = Words.count(report.leftOut());
      page.paragraph(0, Style.MEDIUM, words.say("hunt.left-out", leftOut));
    }
    report
        .missing()
        .forEach(missing ->
            page.paragraph(0, Style.MEDIUM, words.say("hunt.missing", words.say(missing))));
  }
}
