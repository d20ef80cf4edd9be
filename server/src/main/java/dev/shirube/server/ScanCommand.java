// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.event.Severity;
import dev.shirube.intake.IntakeReport;
import dev.shirube.report.ExplainText;
import dev.shirube.report.FindingLedger;
import dev.shirube.report.Page;
import dev.shirube.report.ReportFiles;
import dev.shirube.report.ScanFacts;
import dev.shirube.report.SummaryText;
import dev.shirube.sigma.Rule;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Reads logs, holds them against the rules, and shows what was found, worst first.
@Command(name = "scan")
final class ScanCommand implements Callable<Integer> {
  static final String VERSION = "0.1.0";

  private static final int EXPLAINED = 5;

  private final Session session;

  @Mixin final Session.Options options = new Session.Options();
  @Mixin private final InputArguments input = new InputArguments();

  @Parameters(paramLabel = "PATH", arity = "0..*", descriptionKey = "cli.path")
  private final List<String> paths = new ArrayList<>();

  @Option(names = "--rules", paramLabel = "PATH", descriptionKey = "cli.scan.rules")
  private final List<String> rules = new ArrayList<>();

  @Option(names = "--min-level", paramLabel = "LEVEL", descriptionKey = "cli.scan.min-level")
  private @Nullable Severity minimum;

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "cli.scan.out")
  private final List<String> out = new ArrayList<>();

  @Option(names = "--excel", descriptionKey = "cli.scan.excel")
  private boolean excel;

  @Option(names = "--fail-on", paramLabel = "LEVEL", descriptionKey = "cli.scan.fail-on")
  private @Nullable Severity failOn;

  @Option(names = "--explain", paramLabel = "ID", descriptionKey = "cli.scan.explain")
  private @Nullable String explain;

  ScanCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Instant begun = session.surroundings().clock().instant();
    Settings settings = session.settings();
    if (paths.isEmpty() && explain == null) {
      throw Wrong.usage("", "cli.wrong.no-path");
    }
    List<Path> inputs = paths.stream().map(session::existing).toList();
    ReportFiles files = new ReportFiles(out.stream().map(this::output).toList(), excel);
    Wiring wiring = session.wiring();
    RuleSet ruleSet = wiring.rules(places(wiring, settings)).set();
    if (ruleSet.rules().isEmpty()) {
      throw Wrong.usage(String.join(" ", rules), "rules.none");
    }
    if (paths.isEmpty()) {
      return explainRule(ruleSet);
    }
    Severity least = minimum == null ? settings.minimumLevel() : minimum;
    Path temporary = session.surroundings().temporary();
    try (FindingLedger ledger = new FindingLedger(temporary, least, files.wantsLines())) {
      ScanFacts facts = scan(wiring, ruleSet, ledger, inputs, begun);
      files.write(session.words(), ledger, facts);
      say(ledger, facts, ruleSet);
      return code(ledger, facts.intake()).number();
    }
  }

  private RuleFolders.Places places(Wiring wiring, Settings settings) throws IOException {
    return rules.isEmpty()
        ? RuleFolders.Places.standard(wiring.content(), settings.data())
        : new RuleFolders.Places(null, rules.stream().map(session::existing).toList());
  }

  private Path output(String name) {
    Path path = session.path(name);
    if (!ReportFiles.knows(path)) {
      throw Wrong.usage(name, "cli.wrong.out");
    }
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      session.existing(folder.toString());
    }
    return path;
  }

  private ScanFacts scan(
      Wiring wiring, RuleSet ruleSet, FindingLedger ledger, List<Path> inputs, Instant begun)
      throws IOException {
    Surroundings around = session.surroundings();
    Scan scan = new Scan(wiring.detector(ruleSet), ledger, around.clock(), begun);
    ProgressLine progress =
        new ProgressLine(
            session.console(), session.words(), around.clock(), around.stop(), ledger::size);
    IntakeReport report =
        scan.run(wiring, inputs, input.window(session.settings().zone()), progress);
    int unfed = scan.unfed(ruleSet);
    session.console().clearProgress();
    return new ScanFacts(
        paths,
        report,
        ruleSet.rules().size(),
        ruleSet.problems().size(),
        unfed,
        scan.toFirst(),
        scan.sinceBegun(),
        around.clock().instant(),
        VERSION);
  }

  private void say(FindingLedger ledger, ScanFacts facts, RuleSet ruleSet) throws IOException {
    Page page = session.console().page();
    String wanted = explain;
    if (wanted == null) {
      SummaryText.write(session.words(), ledger.tally(), facts, page);
      for (String file : out) {
        page.line(Page.Style.GOOD, session.words().say("scan.wrote", file));
      }
    } else {
      explainFindings(ledger, ruleSet, page, wanted.toLowerCase(Locale.ROOT));
    }
    session.console().print(page);
  }

  private int explainRule(RuleSet ruleSet) {
    String id = explain == null ? "" : explain.toLowerCase(Locale.ROOT);
    Rule rule = find(ruleSet, id);
    if (rule == null) {
      throw Wrong.usage(id, "scan.explain.unknown");
    }
    Page page = session.console().page();
    new ExplainText(session.words(), page).rule(rule);
    session.console().print(page);
    return Wrong.ExitCode.DONE.number();
  }

  private static @Nullable Rule find(RuleSet ruleSet, String id) {
    for (Rule rule : ruleSet.rules()) {
      if (rule.id().toLowerCase(Locale.ROOT).equals(id)) {
        return rule;
      }
    }
    return null;
  }

  /// The rule of an id with its first findings, or the findings whose ids begin so.
  private void explainFindings(FindingLedger ledger, RuleSet ruleSet, Page page, String id)
      throws IOException {
    ExplainText text = new ExplainText(session.words(), page);
    Rule asked = find(ruleSet, id);
    if (asked != null) {
      text.rule(asked);
    }
    int[] told = {0};
    ledger.rows(
        FindingLedger.Order.TIME,
        row -> {
          Rule rule = ledger.rule(row.rule());
          boolean wanted = asked == null ? row.id().startsWith(id) : rule.id().equals(asked.id());
          if (wanted && told[0]++ < EXPLAINED) {
            if (asked == null) {
              text.rule(rule);
            }
            text.finding(row);
          }
        });
    if (told[0] == 0) {
      String missing = asked == null ? "scan.explain.unknown" : "scan.explain.silent";
      page.paragraph(0, Page.Style.PLAIN, session.words().say(missing, id));
    } else if (told[0] > EXPLAINED) {
      page.line(Page.Style.QUIET, session.words().say("scan.explain.more", told[0] - EXPLAINED));
    }
  }

  private Wrong.ExitCode code(FindingLedger ledger, IntakeReport report) {
    if (report.total().records() == 0 || report.stopped()) {
      return Wrong.ExitCode.UNREADABLE;
    }
    Severity level = failOn;
    return level != null && ledger.tally().atLeast(level) > 0
        ? Wrong.ExitCode.FOUND
        : Wrong.ExitCode.DONE;
  }
}
