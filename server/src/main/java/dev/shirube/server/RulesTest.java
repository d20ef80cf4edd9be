// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.installation.RuleFolders;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Wiring;
import dev.shirube.installation.Wrong;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.Taxonomy;
import dev.shirube.tune.RuleTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs the tests inside rules, and Sigma's regression cases.
@Command(name = "test")
final class RulesTest implements Callable<Integer> {
  private final Session session;
  private final List<Problem> problems = new ArrayList<>();
  private int tests;
  private int cases;
  private int untested;

  @Mixin final Session.Options options = new Session.Options();

  @Parameters(paramLabel = "PATH", arity = "0..*", descriptionKey = "cli.rules.test.path")
  private final List<String> paths = new ArrayList<>();

  @Option(names = "--rules", paramLabel = "PATH", descriptionKey = "cli.rules.test.rules")
  private final List<String> rules = new ArrayList<>();

  RulesTest(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = session.settings();
    Wiring wiring = session.wiring();
    List<Path> asked = paths.stream().map(session::existing).toList();
    RuleFolders.Found standard = RuleFolders.standard(wiring.content(), settings.data());
    RuleFolders.Found found = asked.isEmpty() ? standard : RuleFolders.at(asked);
    problems.addAll(found.problems());
    Regression regression = Regression.at(asked);
    inside(wiring, settings, found.files());
    if (regression.size() > 0) {
      List<RuleFile> tried =
          rules.isEmpty()
              ? standard.files()
              : RuleFolders.at(rules.stream().map(session::existing).toList()).files();
      cases = regression.size();
      problems.addAll(regression.run(wiring, tried));
    }
    tell();
    return (problems.isEmpty() ? Wrong.ExitCode.DONE : Wrong.ExitCode.FOUND).number();
  }

  private void inside(Wiring wiring, Settings settings, List<RuleFile> files) throws IOException {
    Taxonomy taxonomy = wiring.taxonomy().taxonomy();
    for (RuleFile file : files) {
      RuleTrial trial = RuleTrial.run(file, taxonomy, settings.placeholders());
      problems.addAll(trial.problems());
      untested += trial.results().isEmpty() ? 1 : 0;
      for (RuleTrial.Result result : trial.results()) {
        tests++;
        if (!result.isPassed()) {
          String id = result.fired() ? "rules.test.fired" : "rules.test.silent";
          Message advice = Message.of(id + ".advice", result.name());
          problems.add(
              new Problem(file.name(), result.line(), Message.of(id, result.name()), advice));
        }
      }
    }
  }

  private void tell() {
    Words words = session.words();
    if (tests + cases + problems.size() == 0) {
      throw Wrong.usage(String.join(" ", paths), "rules.test.none");
    }
    Page page = session.console().page();
    ReadingText.numbered(page, words, problems);
    page.line(
        problems.isEmpty() ? Page.Style.GOOD : Page.Style.HIGH,
        words.say(
            "rules.test", Words.count(tests), Words.count(cases), Words.count(problems.size())));
    if (untested > 0) {
      page.line(Page.Style.QUIET, words.say("rules.test.untested", Words.count(untested)));
    }
    session.console().print(page);
  }
}
