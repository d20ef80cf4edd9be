// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.event.Severity;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wiring;
import dev.shirube.installation.Wrong;
import dev.shirube.intake.IntakeReport;
import dev.shirube.report.Explanation;
import dev.shirube.report.FindingLedger;
import dev.shirube.report.Page;
import dev.shirube.report.ReportFiles;
import dev.shirube.report.ScanFacts;
import dev.shirube.report.SummaryText;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Reads logs, holds them against the rules, and shows what was found, worst first.
@Command(name = "scan")
final class ScanCommand implements Callable<Integer> {
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
    RuleSet ruleSet = session.rules(wiring, rules);
    if (paths.isEmpty()) {
      return explainKept(ruleSet, settings.data().resolve(Inbox.FINDINGS));
    }
    Severity least = minimum == null ? settings.minimumLevel() : minimum;
    Path temporary = session.surroundings().temporary();
    try (FindingLedger ledger = new FindingLedger(temporary, least, files.wantsLines())) {
      ScanFacts facts = scan(wiring, ruleSet, ledger, inputs, begun);
      say(ledger, facts, ruleSet);
      files.write(session.words(), ledger, facts);
      sayWritten();
      return code(ledger, facts.intake()).number();
    }
  }

  private Path output(String name) {
    if (!ReportFiles.knows(session.path(name))) {
      throw Wrong.usage(name, "cli.wrong.out");
    }
    return session.writable(name);
  }

  private ScanFacts scan(
      Wiring wiring, RuleSet ruleSet, FindingLedger ledger, List<Path> inputs, Instant begun)
      throws IOException {
    Surroundings around = session.surroundings();
    Scan scan = new Scan(wiring.engine(ruleSet), ledger, around.clock(), begun);
    Console.ProgressLine progress =
        new Console.ProgressLine(
            session.console(), session.words(), around.clock(), around.stop(), ledger::size);
    IntakeReport report =
        scan.run(wiring, inputs, input.window(session.settings().zone()), progress);
    int unfed = scan.unfed(ruleSet);
    session.console().clearProgress();
    return new ScanFacts(
        paths,
        report.with(scan.problems()),
        ruleSet.rules().size(),
        ruleSet.problems().size(),
        unfed,
        scan.toFirst(),
        scan.sinceBegun(),
        around.clock().instant(),
        Surroundings.VERSION);
  }

  private void say(FindingLedger ledger, ScanFacts facts, RuleSet ruleSet) throws IOException {
    Page page = session.console().page();
    if (explain == null) {
      SummaryText.write(session.words(), ledger.tally(), facts, page);
    } else if (!new Explanation(session.words(), page, ruleSet, explain).of(ledger)) {
      throw Wrong.usage("", "scan.explain.unknown", explain);
    }
    session.console().print(page);
  }

  private void sayWritten() {
    Page page = session.console().page();
    out.forEach(file -> page.line(Page.Style.GOOD, session.words().say("scan.wrote", file)));
    session.console().print(page);
  }

  /// A rule, or a finding that `up` has kept.
  private int explainKept(RuleSet ruleSet, Path kept) throws IOException {
    String id = explain == null ? "" : explain;
    Page page = session.console().page();
    if (!new Explanation(session.words(), page, ruleSet, id).of(kept)) {
      throw Wrong.usage("", "scan.explain.unknown", id);
    }
    session.console().print(page);
    return Wrong.ExitCode.DONE.number();
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
