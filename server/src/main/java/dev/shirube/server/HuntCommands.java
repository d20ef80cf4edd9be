// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.event.Event;
import dev.shirube.hunt.EventMetrics;
import dev.shirube.hunt.EventSearch;
import dev.shirube.hunt.Logons;
import dev.shirube.installation.Wrong;
import dev.shirube.intake.EventSink;
import dev.shirube.intake.TimeWindow;
import dev.shirube.report.HuntText;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that look at events without rules: metrics, logons, search.
final class HuntCommands {
  private HuntCommands() {}

  /// Counts what sorts of events there are.
  static Count metrics(Session session) {
    EventMetrics metrics = new EventMetrics();
    return new Count(session, metrics, text -> text.metrics(metrics));
  }

  /// Counts who signed in from where, and how often it failed.
  static Count logons(Session session) {
    Logons logons = new Logons();
    return new Count(session, logons, text -> text.logons(logons));
  }

  private static int read(
      Session session, List<String> paths, InputArguments input, EventSink sink, Runnable show)
      throws IOException {
    List<Path> inputs = paths.stream().map(session::existing).toList();
    TimeWindow window = input.window(session.settings().zone());
    return session.tell(session.read(session.wiring(), inputs, window, sink), show);
  }

  /// Reads everything, then shows what was counted.
  @Command
  static final class Count implements Callable<Integer> {
    private final Session session;
    private final EventSink counts;
    private final Consumer<HuntText> show;

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final InputArguments input = new InputArguments();

    @Parameters(paramLabel = "PATH", arity = "1..*", descriptionKey = "cli.path")
    private final List<String> paths = new ArrayList<>();

    @Option(names = "--all", descriptionKey = "cli.all")
    private boolean all;

    Count(Session session, EventSink counts, Consumer<HuntText> show) {
      this.session = session;
      this.counts = counts;
      this.show = show;
    }

    @Override
    public Integer call() throws IOException {
      return read(session, paths, input, counts, this::show);
    }

    private void show() {
      Page page = session.console().page();
      show.accept(new HuntText(session.words(), page, all));
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
      return read(session, paths, input, search, () -> total(search));
    }

    private void total(EventSearch search) {
      Page page = session.console().page();
      Words words = session.words();
      page.line(
          Page.Style.TITLE, words.say("hunt.search.found", Words.count(search.found()), text));
      if (field != null && !search.metField()) {
        page.paragraph(2, Page.Style.PLAIN, words.say("hunt.search.no-field", field));
      }
      session.console().note(page.line());
    }

    private void found(Event event, int entry) {
      Page page = session.console().page();
      new HuntText(session.words(), page, true).hit(event, entry, text, full);
      session.console().print(page);
    }
  }
}
