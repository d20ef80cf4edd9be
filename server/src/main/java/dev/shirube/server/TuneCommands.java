// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.installation.Checkup;
import dev.shirube.installation.Wiring;
import dev.shirube.installation.Wrong;
import dev.shirube.intake.IntakeReport;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleSet;
import dev.shirube.tune.AuditPolicy;
import dev.shirube.tune.AuditPolicyFile;
import dev.shirube.tune.Diagnosis;
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

  /// Tells which rules some logs can feed, which auditing is off, and how to turn it on.
  @Command(name = "doctor")
  static final class DoctorCommand implements Callable<Integer> {
    private static final int ADVICE = 8;

    private final Session session;

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final InputArguments input = new InputArguments();

    @Parameters(paramLabel = "PATH", arity = "0..*", descriptionKey = "cli.doctor.path")
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
      if (paths.isEmpty()) {
        return machine();
      }
      List<Path> inputs = paths.stream().map(session::existing).toList();
      Wiring wiring = session.wiring();
      Wiring.Rules ready = session.readyRules(wiring, rules);
      AuditPolicy policy = AuditPolicyFile.load(wiring.content()).policy();
      Doctor doctor = new Doctor(policy);
      IntakeReport report =
          session.read(wiring, inputs, input.window(session.settings().zone()), doctor::accept);
      Path cache = session.settings().data().resolve("cache");
      return session.tell(
          report,
          () -> {
            show(doctor.diagnose(ready.set()), policy);
            if (!ready.kept()) {
              Page page = session.console().page();
              page.paragraph(0, Page.Style.QUIET, session.words().say("doctor.cache", cache));
              session.console().print(page);
            }
          });
    }

    /// Whether this machine has what recording needs.
    private int machine() throws IOException {
      List<Checkup.Finding> findings =
          Checkup.of(session.settings(), session.surroundings().clock().instant());
      Words words = session.words();
      Page page = session.console().page();
      page.heading(words.say("doctor.machine"));
      boolean works = true;
      for (Checkup.Finding finding : findings) {
        works &= finding.state() != Checkup.State.BAD;
        show(page, words, finding);
      }
      Page.Style style = works ? Page.Style.GOOD : Page.Style.HIGH;
      page.line(Page.Style.PLAIN, "");
      page.paragraph(0, style, words.say(works ? "doctor.works" : "doctor.works.not"));
      page.paragraph(0, Page.Style.QUIET, words.say("doctor.logs"));
      session.console().print(page);
      return (works ? Wrong.ExitCode.DONE : Wrong.ExitCode.FOUND).number();
    }

    private static void show(Page page, Words words, Checkup.Finding finding) {
      String text = words.say(finding.what());
      switch (finding.state()) {
        case GOOD -> page.paragraph(2, Page.Style.PLAIN, "✓ " + text);
        case NOTICE -> page.paragraph(2, Page.Style.MEDIUM, "! " + text);
        case BAD -> page.paragraph(2, Page.Style.HIGH, "✗ " + text);
      }
      if (finding.advice() != null) {
        page.paragraph(6, Page.Style.PLAIN, words.say(finding.advice()));
      }
    }

    private void show(Diagnosis diagnosis, AuditPolicy policy) {
      Words words = session.words();
      Page page = session.console().page();
      int most = all ? Integer.MAX_VALUE : ADVICE;
      DoctorText.lines(diagnosis, policy, most, words.messages(), words.language())
          .forEach(line -> show(page, line));
      session.console().print(page);
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
    @Mixin private final InputArguments input = new InputArguments();

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
      String file = out;
      Path target = file == null ? null : session.writable(file);
      Wiring wiring = session.wiring();
      RuleSet ruleSet = session.rules(wiring, rules);
      NavigatorLayer layer = layer(wiring, ruleSet, inputs);
      String json = layer.json(session.words()::say);
      if (file == null || target == null) {
        session.console().out().println(json);
        return Wrong.ExitCode.DONE.number();
      }
      Files.writeString(target, json);
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
      IntakeReport _ =
          session.read(wiring, inputs, input.window(session.settings().zone()), doctor::accept);
      Set<String> fed = doctor.diagnose(ruleSet).fed();
      return NavigatorLayer.ofLogs(ruleSet.rules(), rule -> fed.contains(rule.id()));
    }
  }
}
