// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Problem;
import dev.shirube.installation.Wiring;
import dev.shirube.installation.Wrong;
import dev.shirube.normalize.SourceSample;
import dev.shirube.normalize.SourceSamples;
import dev.shirube.normalize.Sources;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands about log sources: whether their descriptions are right.
@Command(name = "sources")
final class SourcesCommand implements Callable<Integer> {
  private final Session session;

  @Mixin final Session.Options options = new Session.Options();
  @Spec private CommandSpec spec = CommandSpec.create();

  SourcesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(session.console().out());
    return Wrong.ExitCode.DONE.number();
  }

  /// Reads the descriptions and runs their samples.
  @Command(name = "check")
  static final class Check implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "FILE", arity = "0..*", descriptionKey = "cli.sources.file")
    private final List<String> files = new ArrayList<>();

    Check(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      List<Path> asked = files.stream().map(session::existing).toList();
      Wiring wiring = session.wiring();
      Sources.Loaded loaded = wiring.sources();
      List<Problem> problems = new ArrayList<>();
      loaded.problems().stream().filter(it -> isAsked(asked, it.file())).forEach(problems::add);
      SourceSamples runner = new SourceSamples(loaded.normalizer(), wiring.formats());
      int samples = 0;
      for (SourceSample sample : loaded.samples()) {
        if (isAsked(asked, sample.file())) {
          samples++;
          problems.addAll(runner.run(sample));
        }
      }
      if (samples == 0 && problems.isEmpty()) {
        throw Wrong.usage(String.join(" ", files), "sources.none");
      }
      Page page = session.console().page();
      Words words = session.words();
      ReadingText.numbered(page, words, problems);
      boolean good = problems.isEmpty();
      page.line(
          good ? Page.Style.GOOD : Page.Style.HIGH,
          words.say("sources.check", Words.count(samples), Words.count(problems.size())));
      session.console().print(page);
      return (good ? Wrong.ExitCode.DONE : Wrong.ExitCode.FOUND).number();
    }

    private boolean isAsked(List<Path> asked, String file) {
      Path path = session.path(file).toAbsolutePath().normalize();
      return asked.isEmpty()
          || asked.stream().anyMatch(it -> it.toAbsolutePath().normalize().equals(path));
    }
  }
}
