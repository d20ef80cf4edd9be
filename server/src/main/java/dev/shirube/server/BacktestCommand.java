// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.api.BacktestAnswer;
import dev.shirube.api.Enclosed;
import dev.shirube.detect.Workers;
import dev.shirube.hunt.Backtest;
import dev.shirube.installation.RuleFolders;
import dev.shirube.installation.Wiring;
import dev.shirube.installation.Wrong;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.TimeWindow;
import dev.shirube.query.Question;
import dev.shirube.query.TimeRange;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Tries rules on the past: those of files, those in use by their ids, or all that are in use.
@Command(name = "backtest")
final class BacktestCommand implements Callable<Integer> {
  private final Session session;

  @Mixin final Session.Options options = new Session.Options();
  @Mixin private final AskCommands.Asked asked = new AskCommands.Asked();
  @Mixin private final InputArguments input = new InputArguments();

  @Parameters(paramLabel = "RULE", arity = "0..*", descriptionKey = "cli.backtest.rule")
  private final List<String> rules = new ArrayList<>();

  @Option(names = "--in", paramLabel = "QUESTION", descriptionKey = "cli.backtest.in")
  private String among = "";

  /// What is tried.
  ///
  /// @param set the rules
  /// @param files where they were read from; empty if they are those in use
  private record Tried(RuleSet set, List<RuleFile> files) {
    int count() {
      return set.rules().size();
    }
  }

  BacktestCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Question question = new Questions(session).read(among).question();
    if (!question.steps().isEmpty()) {
      throw Wrong.usage(among, "backtest.steps");
    }
    TimeRange range = question.range().within(range());
    if (range == null) {
      throw Wrong.usage(among, "cli.wrong.window");
    }
    Wiring wiring = session.wiring();
    List<String> paths = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (String rule : rules) {
      (Files.exists(session.path(rule)) ? paths : ids).add(rule);
    }
    if (!paths.isEmpty() && !ids.isEmpty()) {
      throw Wrong.usage(ids.getFirst(), "backtest.both");
    }
    Recorded recorded = asked.recorded(session);
    Tried tried = paths.isEmpty() ? null : ofFiles(wiring, paths);
    List<RuleFile> files = tried == null ? List.of() : tried.files;
    if (recorded.isRunning() && remote(recorded, files, ids)) {
      return Wrong.ExitCode.DONE.number();
    }
    Tried local = tried == null ? inUse(wiring, ids) : tried;
    Backtest.Report report =
        recorded.opened(folder -> {
          recorded.waiting(folder);
          Backtest backtest = new Backtest(folder.store(), asked.tenantId());
          return local(wiring, backtest, local, new Asking(range, question));
        });
    return report.stopped() ? Wrong.ExitCode.UNREADABLE.number() : Wrong.ExitCode.DONE.number();
  }

  private record Asking(TimeRange range, Question question) {}

  /// A window has its last moment in it, a range has not.
  private TimeRange range() throws IOException {
    TimeWindow window = input.window(session.settings().zone());
    long until = window.untilNanos();
    return new TimeRange(window.sinceNanos(), until == Long.MAX_VALUE ? until : until + 1);
  }

  /// Rules in use.
  ///
  /// @param ids which; empty for all
  private Tried inUse(Wiring wiring, List<String> ids) throws IOException {
    RuleSet active = session.rules(wiring, List.of());
    RuleSet some = ids.isEmpty() ? active : active.only(Set.copyOf(ids));
    Set<String> known = some.rules().stream().map(rule -> rule.id()).collect(Collectors.toSet());
    for (String id : ids) {
      if (!known.contains(id)) {
        throw Wrong.usage(id, "backtest.unknown");
      }
    }
    return new Tried(some, List.of());
  }

  private Tried ofFiles(Wiring wiring, List<String> paths) throws IOException {
    RuleFolders.Found found = session.ruleFiles(paths);
    RuleSet set = wiring.rules(found.files());
    session.note(found.problems());
    session.note(set.problems());
    if (set.rules().isEmpty()) {
      throw Wrong.usage(String.join(" ", paths), "rules.none");
    }
    return new Tried(set, found.files());
  }

  private boolean remote(Recorded recorded, List<RuleFile> files, List<String> ids)
      throws IOException {
    Map<String, String> sent = new LinkedHashMap<>();
    for (RuleFile file : files) {
      sent.put(file.name(), new String(file.content(), StandardCharsets.UTF_8));
    }
    TimeRange range = range();
    String parameters = asked.isJson() ? "" : "&as=text&columns=" + recorded.columns();
    parameters += range.from() == Long.MIN_VALUE ? "" : "&from=" + Words.exact(range.from());
    parameters += range.until() == Long.MAX_VALUE ? "" : "&to=" + Words.exact(range.until());
    parameters += ids.isEmpty() ? "" : "&rule=" + encoded(String.join(",", ids));
    parameters += among.isEmpty() ? "" : "&question=" + encoded(among);
    return recorded.stream("/api/v1/backtest", parameters, new Enclosed("", sent).body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Backtest.Report local(Wiring wiring, Backtest backtest, Tried tried, Asking asking)
      throws IOException {
    long[] found = {0};
    Console.ProgressLine progress = session.progress(() -> found[0]);
    BacktestAnswer.Progress heard =
        (events, total, findings) -> {
          found[0] = findings;
          progress.at(new IntakeProgress.Position(events, total, 0, events, ""));
        };
    Words words = session.words();
    try (BacktestAnswer answer =
            new BacktestAnswer(
                session.surroundings().temporary(),
                asked.isJson() ? session.console().out()::println : _ -> {},
                heard,
                session.surroundings().stop()::isAsked);
        Workers workers = wiring.trying(tried.set, answer)) {
      Backtest.Report report =
          backtest.run(workers, asking.range, asking.question.predicate(), answer);
      session.console().clearProgress();
      if (asked.isJson()) {
        session.console().out().println(answer.last(report, tried.count(), words));
        session.console().out().flush();
      } else {
        Page page = session.console().page();
        answer.write(page, words, report, tried.count());
        session.console().print(page);
      }
      return report;
    }
  }
}
