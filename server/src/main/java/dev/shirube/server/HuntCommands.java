// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.event.Event;
import dev.shirube.hunt.EventMetrics;
import dev.shirube.hunt.EventSearch;
import dev.shirube.hunt.Logons;
import dev.shirube.intake.EventSink;
import dev.shirube.intake.IntakeReport;
import dev.shirube.report.HuntText;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that look at events without rules: metrics, logons, search.
final class HuntCommands {
  private HuntCommands() {}

  /// Reads the paths into a sink, shows what came of it, and says what could not be read.
  private static int read(
      Session session, List<String> paths, InputArguments input, EventSink sink, Runnable show)
      throws IOException {
    List<Path> inputs = paths.stream().map(session::existing).toList();
    Surroundings around = session.surroundings();
    ProgressLine progress =
        new ProgressLine(
            session.console(), session.words(), around.clock(), around.stop(), () -> -1);
    IntakeReport report =
        session
            .wiring()
            .intake(input.window(session.settings().zone()), problem -> {})
            .read(inputs, sink, progress);
    show.run();
    Page page = session.console().page();
    new ReadingText(session.words(), report, page).write();
    session.console().note(page);
    return report.total().records() == 0 || report.stopped()
        ? Wrong.ExitCode.UNREADABLE.number()
        : Wrong.ExitCode.DONE.number();
  }

  /// Counts what sorts of events there are.
  @Command(name = "metrics")
  static final class Metrics implements Callable<Integer> {
    private final Session session;
    private final EventMetrics metrics = new EventMetrics();

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final InputArguments input = new InputArguments();

    @Parameters(paramLabel = "PATH", arity = "1..*", descriptionKey = "cli.path")
    private final List<String> paths = new ArrayList<>();

    @Option(names = "--all", descriptionKey = "cli.all")
    private boolean all;

    Metrics(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      return read(session, paths, input, metrics, this::show);
    }

    private void show() {
      Page page = session.console().page();
      new HuntText(session.words(), page, all).metrics(metrics);
      session.console().print(page);
    }
  }

  /// Who signed in from where, and how often it failed.
  @Command(name = "logons")
  static final class SignIns implements Callable<Integer> {
    private final Session session;
    private final Logons logons = new Logons();

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final InputArguments input = new InputArguments();

    @Parameters(paramLabel = "PATH", arity = "1..*", descriptionKey = "cli.path")
    private final List<String> paths = new ArrayList<>();

    @Option(names = "--all", descriptionKey = "cli.all")
    private boolean all;

    SignIns(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      return read(session, paths, input, logons, this::show);
    }

    private void show() {
      Page page = session.console().page();
      new HuntText(session.words(), page, all).logons(logons);
      session.console().print(page);
    }
  }

  /// Prints the events that have a text in a value.
  @Command(name = "search")
  static final class Search implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final InputArguments input = new InputArguments();

    @Parameters(index = "0", paramLabel = "TEXT", descriptionKey = "cli.search.text")
    private String text = "";

    @Parameters(index = "1..*", paramLabel = "PATH", arity = "1..*", descriptionKey = "cli.path")
    private final List<String> paths = new ArrayList<>();

    @Option(names = "--field", paramLabel = "NAME", descriptionKey = "cli.search.field")
    private @Nullable String field;

    @Option(names = "--full", descriptionKey = "cli.search.full")
    private boolean full;

    Search(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      if (text.isEmpty()) {
        throw Wrong.usage("", "cli.wrong.no-text");
      }
      EventSearch search = new EventSearch(text, field, this::found);
      return read(session, paths, input, search, () -> total(search.found()));
    }

    private void total(long found) {
      Page page = session.console().page();
      String count = Words.count(found);
      page.line(Page.Style.TITLE, session.words().say("hunt.search.found", count, text));
      session.console().note(page);
    }

    private void found(Event event, int entry) {
      Page page = session.console().page();
      new HuntText(session.words(), page, true).hit(event, entry, text, full);
      session.console().print(page);
    }
  }
}
