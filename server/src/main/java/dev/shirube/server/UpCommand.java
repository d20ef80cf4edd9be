// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.event.Severity;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.TimeWindow;
import dev.shirube.report.FindingLedger;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Tally;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Watches a folder, scans what is dropped in, and keeps what it finds.
@Command(name = "up")
final class UpCommand implements Callable<Integer> {
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
  private static final int WORST = 3;

  private final Session session;

  @Mixin final Session.Options options = new Session.Options();

  UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = session.settings();
    Wiring wiring = session.wiring();
    RuleSet rules =
        wiring.rules(RuleFolders.Places.standard(wiring.content(), settings.data())).set();
    Inbox inbox = new Inbox(settings.inbox(), settings.data(), file -> scan(wiring, rules, file));
    int kept = inbox.open();
    hello(settings, rules, kept);
    do {
      long known = inbox.step().stream().filter(Inbox.Scanned::known).count();
      if (known > 0) {
        say(Page.Style.QUIET, "up.known", Words.count(known));
      }
    } while (!session.surroundings().stop().within(BETWEEN_STEPS));
    say(Page.Style.PLAIN, "up.bye", Words.count(inbox.findings()));
    return Wrong.ExitCode.DONE.number();
  }

  private void hello(Settings settings, RuleSet rules, int kept) {
    Page page = session.console().page();
    Words words = session.words();
    page.line(Page.Style.TITLE, words.say("up.hello", Words.count(rules.rules().size())));
    page.line(Page.Style.PLAIN, "  " + words.say("up.inbox", settings.inbox()));
    Path findings = settings.data().resolve("findings.jsonl");
    page.line(Page.Style.PLAIN, "  " + words.say("up.findings", findings, Words.count(kept)));
    page.line(Page.Style.QUIET, "  " + words.say("up.stop"));
    session.console().print(page);
  }

  private void say(Page.Style style, String id, Object... facts) {
    session.console().print(session.console().page().line(style, session.words().say(id, facts)));
  }

  private @Nullable List<String> scan(Wiring wiring, RuleSet rules, Path file) throws IOException {
    Surroundings around = session.surroundings();
    Clock clock = around.clock();
    try (FindingLedger ledger =
        new FindingLedger(around.temporary(), session.settings().minimumLevel(), true)) {
      Scan scan = new Scan(wiring.detector(rules), ledger, clock, clock.instant());
      ProgressLine progress =
          new ProgressLine(session.console(), session.words(), clock, around.stop(), ledger::size);
      IntakeReport report = scan.run(wiring, List.of(file), TimeWindow.ALL, progress);
      if (report.stopped()) {
        return null;
      }
      tell(file, ledger.tally(), report);
      List<String> lines = new ArrayList<>();
      ledger.lines(lines::add);
      return lines;
    }
  }

  private void tell(Path file, Tally tally, IntakeReport report) {
    Page page = session.console().page();
    Words words = session.words();
    Page.Style style = tally.atLeast(Severity.HIGH) > 0 ? Page.Style.HIGH : Page.Style.PLAIN;
    String records = Words.count(report.total().records());
    String said = words.say("up.scanned", file.getFileName(), records, Words.count(tally.total()));
    page.line(style, said);
    for (Tally.RuleSum sum : tally.rulesWorstFirst().stream().limit(WORST).toList()) {
      Severity severity = sum.rule().severity();
      String shape = "  " + Page.shapeOf(severity) + " " + words.severity(severity) + "  ";
      page.line(
          Page.Span.of(Page.styleOf(severity), shape),
          Page.Span.plain(sum.rule().title(words.language())));
    }
    new ReadingText(words, report, page).write();
    session.console().print(page);
  }
}
