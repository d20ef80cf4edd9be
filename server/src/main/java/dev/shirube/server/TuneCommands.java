// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.intake.EventSink;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.TimeWindow;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleSet;
import dev.shirube.tune.AuditPolicy;
import dev.shirube.tune.AuditPolicyFile;
import dev.shirube.tune.Doctor;
import dev.shirube.tune.DoctorText;
import dev.shirube.tune.NavigatorLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands about what logs and rules can do together: doctor and coverage.
final class TuneCommands {
  private TuneCommands() {}

  private static Wiring.Rules rules(Session session, Wiring wiring, List<String> paths)
      throws IOException {
    RuleFolders.Places places =
        paths.isEmpty()
            ? RuleFolders.Places.standard(wiring.content(), session.settings().data())
            : new RuleFolders.Places(null, paths.stream().map(session::existing).toList());
    Wiring.Rules rules = wiring.rules(places);
    if (rules.set().rules().isEmpty()) {
      throw Wrong.usage(String.join(" ", paths), "rules.none");
    }
    return rules;
  }

  private static IntakeReport read(
      Session session, Wiring wiring, List<Path> inputs, EventSink sink) throws IOException {
    Surroundings around = session.surroundings();
    ProgressLine progress =
        new ProgressLine(
            session.console(), session.words(), around.clock(), around.stop(), () -> -1);
    IntakeReport report = wiring.intake(TimeWindow.ALL, _ -> {}).read(inputs, sink, progress);
    session.console().clearProgress();
    return report;
  }

  /// Tells which rules some logs can feed, which auditing is off, and how to turn it on.
  @Command(name = "doctor")
  static final class DoctorCommand implements Callable<Integer> {
    private static final int ADVICE = 8;

    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "PATH", arity = "1..*", descriptionKey = "cli.path")
    private final List<String> paths = new ArrayList<>();

    @Option(names = "--rules", paramLabel = "PATH", descriptionKey = "cli.scan.rules")
    private final List<String> rules = new ArrayList<>();

    @Option(names = "--all", descriptionKey = "cli.all")
    private boolean all;

    DoctorCommand(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      List<Path> inputs = paths.stream().map(session::existing).toList();
      Wiring wiring = session.wiring();
      Wiring.Rules ready = rules(session, wiring, rules);
      AuditPolicy policy = AuditPolicyFile.load(wiring.content()).policy();
      Doctor doctor = new Doctor(policy);
      IntakeReport report = read(session, wiring, inputs, doctor::accept);
      Words words = session.words();
      Page page = session.console().page();
      List<DoctorText.Line> lines =
          DoctorText.lines(
              doctor.diagnose(ready.set()),
              policy,
              all ? Integer.MAX_VALUE : ADVICE,
              words.messages(),
              words.language());
      lines.forEach(line -> show(page, line));
      if (!ready.kept()) {
        Path cache = session.settings().data().resolve("cache");
        page.paragraph(0, Page.Style.QUIET, words.say("doctor.cache", cache));
      }
      new ReadingText(words, report, page).write();
      session.console().print(page);
      return report.total().records() == 0 || report.stopped()
          ? Wrong.ExitCode.UNREADABLE.number()
          : Wrong.ExitCode.DONE.number();
    }

    private static void show(Page page, DoctorText.Line line) {
      switch (line.kind()) {
        case HEADING -> page.heading(line.text());
        case PLAIN -> page.paragraph(line.indent(), Page.Style.PLAIN, line.text());
        case TITLE -> page.paragraph(line.indent(), Page.Style.TITLE, line.text());
        case COMMAND -> page.line(Page.Style.GOOD, " ".repeat(line.indent()) + line.text());
        case QUIET -> page.paragraph(line.indent(), Page.Style.QUIET, line.text());
      }
    }
  }

  /// Tells which ATT&CK techniques the rules reach, as a layer of ATT&CK Navigator.
  @Command(name = "coverage")
  static final class Coverage implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "PATH", arity = "0..*", descriptionKey = "cli.coverage.path")
    private final List<String> paths = new ArrayList<>();

    @Option(names = "--rules", paramLabel = "PATH", descriptionKey = "cli.scan.rules")
    private final List<String> rules = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "cli.coverage.out")
    private @Nullable String out;

    Coverage(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      List<Path> inputs = paths.stream().map(session::existing).toList();
      Wiring wiring = session.wiring();
      RuleSet ruleSet = rules(session, wiring, rules).set();
      NavigatorLayer layer = layer(wiring, ruleSet, inputs);
      String json = layer.json(session.words()::say);
      String file = out;
      if (file == null) {
        session.console().out().println(json);
        return Wrong.ExitCode.DONE.number();
      }
      Files.writeString(session.path(file), json);
      Page page = session.console().page();
      String techniques = Words.count(layer.techniques().size());
      page.line(Page.Style.GOOD, session.words().say("coverage.wrote", file, techniques));
      session.console().print(page);
      return Wrong.ExitCode.DONE.number();
    }

    private NavigatorLayer layer(Wiring wiring, RuleSet ruleSet, List<Path> inputs)
        throws IOException {
      if (inputs.isEmpty()) {
        return NavigatorLayer.of(ruleSet.rules());
      }
      Doctor doctor = new Doctor(AuditPolicyFile.load(wiring.content()).policy());
      read(session, wiring, inputs, doctor::accept);
      Set<String> fed = doctor.diagnose(ruleSet).fed();
      return NavigatorLayer.ofLogs(ruleSet.rules(), rule -> fed.contains(rule.id()));
    }
  }
}
