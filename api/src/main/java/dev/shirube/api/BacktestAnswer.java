// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;
import dev.shirube.detect.Finding;
import dev.shirube.event.Severity;
import dev.shirube.export.JsonText;
import dev.shirube.hunt.Backtest;
import dev.shirube.report.FindingJson;
import dev.shirube.report.FindingLedger;
import dev.shirube.report.FindingRow;
import dev.shirube.report.Page;
import dev.shirube.report.Page.Span;
import dev.shirube.report.Tally;
import dev.shirube.report.Words;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// What rules found in the past: as lines of JSON while they find it, or as a page at the end.
public final class BacktestAnswer implements Backtest.Heard, Problems, Closeable {
  private static final int SHOWN = 25;
  private static final int EACH = 20_000;
  private static final int HOSTS = 30;

  private final FindingLedger ledger;
  private final Consumer<String> lines;
  private final Progress progress;
  private final BooleanSupplier cancelled;
  private final List<Problem> problems = new ArrayList<>();
  private long judged;
  private long told;

  /// Hears how far it is.
  @FunctionalInterface
  public interface Progress {
    /// Nobody wants to know.
    Progress NONE = (_, _, _) -> {};

    /// Tells how far it is.
    ///
    /// @param events how many events were held against the rules
    /// @param total how many there are
    /// @param findings what was found so far
    void at(long events, long total, long findings);
  }

  /// @param folder where what is found lies until it is said
  /// @param lines takes findings as lines of JSON, without their ends
  /// @param cancelled whether nobody wants the rest
  public BacktestAnswer(
      Path folder, Consumer<String> lines, Progress progress, BooleanSupplier cancelled)
      throws IOException {
    ledger = new FindingLedger(folder, Severity.INFORMATIONAL, false);
    this.lines = lines;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  @Override
  public void accept(Finding finding) {
    int before = ledger.size();
    ledger.accept(finding);
    if (ledger.size() > before) {
      lines.accept(FindingJson.line(finding));
    }
  }

  @Override
  public boolean at(long events, long total) {
    judged = events;
    if (events == 0 || events == total || events - told >= EACH) {
      told = events;
      progress.at(events, total, ledger.size());
    }
    return !cancelled.getAsBoolean();
  }

  /// Takes what the limits of detection cost.
  @Override
  public void tell(Problem problem) {
    problems.add(problem);
  }

  /// How far it is, as a line of JSON.
  static String progress(long events, long total, long findings) {
    JsonText json = new JsonText().open('{').name("progress").open('{');
    json.name("events").number(events).name("total").number(total);
    return json.name("findings").number(findings).close('}').close('}').toString();
  }

  /// What it came to, as the last line of JSON.
  ///
  /// @param rules how many rules were run
  public String last(Backtest.Report report, int rules, Words words) {
    JsonText json = new JsonText().open('{').name("answer").open('{');
    json.name("findings").number(ledger.size());
    json.name("events").number(judged).name("rules").number(rules);
    json.name("stopped").truth(report.stopped());
    json.name("undecided").number(report.answer().undecided());
    json.name("missing").open('[');
    missing(report).forEach(message -> json.text(words.say(message)));
    return json.close(']').close('}').close('}').toString();
  }

  private List<Message> missing(Backtest.Report report) {
    List<Message> missing = new ArrayList<>();
    report.answer().missing().forEach(each -> missing.add(each.why()));
    problems.forEach(problem -> missing.add(problem.what()));
    return missing;
  }

  /// Writes it for people: what each rule found, the findings themselves, and what is missing.
  ///
  /// @param rules how many rules were run
  public void write(Page page, Words words, Backtest.Report report, int rules) throws IOException {
    Tally tally = ledger.tally();
    if (tally.total() > 0) {
      page.heading(words.say("backtest.rules"));
      rules(page, words, tally);
      page.heading(words.say("backtest.findings"));
      findings(page, words);
    } else {
      page.paragraph(0, Page.Style.PLAIN, words.say("backtest.nothing"));
    }
    page.line(
        Page.Style.QUIET,
        words.say(
            "backtest.looked",
            Words.count(judged),
            Words.count(rules),
            Words.count(tally.total())));
    if (report.stopped()) {
      page.paragraph(0, Page.Style.MEDIUM, words.say("backtest.stopped"));
    }
    for (Message missing : missing(report)) {
      page.paragraph(0, Page.Style.MEDIUM, words.say("hunt.missing", words.say(missing)));
    }
  }

  private static void rules(Page page, Words words, Tally tally) {
    List<List<Span>> rows = new ArrayList<>();
    for (Tally.RuleSum sum : tally.rulesWorstFirst()) {
      Severity severity = sum.rule().severity();
      rows.add(
          List.of(
              Span.of(Page.styleOf(severity), words.severity(severity)),
              Span.plain(Words.count(sum.count())),
              Span.of(Page.Style.QUIET, words.span(sum.firstNanos(), sum.lastNanos())),
              Span.plain(page.cut(words.hosts(sum.hosts()), HOSTS)),
              Span.plain(sum.rule().title(words.language()))));
    }
    page.table(2, rows, 1);
  }

  private void findings(Page page, Words words) throws IOException {
    List<List<Span>> rows = new ArrayList<>();
    ledger.rows(
        FindingLedger.Order.WORST,
        row -> {
          if (rows.size() < SHOWN) {
            rows.add(cells(page, words, row));
          }
        });
    page.table(2, rows);
    if (ledger.size() > SHOWN) {
      page.line(
          Page.Style.QUIET, "  " + words.say("backtest.more", Words.count(ledger.size() - SHOWN)));
    }
  }

  private List<Span> cells(Page page, Words words, FindingRow row) {
    Severity severity = row.severity();
    String fact = row.facts().isEmpty() ? "" : row.facts().getFirst().text();
    String command = row.fact("process.cmd_line");
    return List.of(
        Span.of(Page.Style.QUIET, words.seconds(row.firstNanos())),
        Span.of(Page.styleOf(severity), words.severity(severity)),
        Span.plain(page.cut(row.host(), HOSTS)),
        Span.plain(page.cut(ledger.rule(row.rule()).title(words.language()), 2 * HOSTS)),
        Span.of(Page.Style.QUIET, command.isEmpty() ? fact : command));
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }
}
