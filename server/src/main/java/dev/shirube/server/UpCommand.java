// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Problem;
import dev.shirube.event.Severity;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.Detecting;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Station;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wiring;
import dev.shirube.installation.Wrong;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.report.FindingLedger;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.EventStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Watches a folder, scans what is dropped in, and keeps what it finds.
@Command(name = "up")
final class UpCommand implements Callable<Integer> {
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
  private static final int WORST = 3;

  private final Session session;
  private List<String> told = List.of();
  private String unread = "";
  private long found;

  @Mixin final Session.Options options = new Session.Options();

  @Option(names = "--yes", descriptionKey = "cli.up.yes")
  private boolean yes;

  @Option(names = "--no-record", descriptionKey = "cli.up.no-record")
  private boolean notItself;

  UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Wiring wiring = session.wiring();
    DataFolder data = new DataFolder(wiring.settings().data());
    boolean fresh = Files.notExists(data.root());
    Wiring.Rules rules = session.readyRules(wiring, List.of());
    try (Station station = opened(wiring, rules, fresh ? data : null);
        Watch watch =
            new Watch(wiring, rules.set(), station.store(), session.surroundings(), new Said())) {
      Inbox inbox = watch.open();
      session.console().print(new Greeting(session, rules.set()).of(station));
      session.note(station.problems());
      session.note(watch.problems());
      run(station, watch, inbox);
    }
    return Wrong.ExitCode.DONE.number();
  }

  private void run(Station station, Watch watch, Inbox inbox) throws IOException {
    try (MachineCommands.RecordsItself own =
        MachineCommands.RecordsItself.begin(session, station, yes, notItself)) {
      do {
        long known = step(inbox);
        session.note(watch.problems());
        if (known > 0) {
          say(Page.Style.QUIET, "up.known", Words.count(known));
        }
        tell(station);
        own.upkeep();
      } while (!session.surroundings().stop().within(BETWEEN_STEPS));
      say(Page.Style.PLAIN, "up.bye", Words.count(inbox.findings() + station.findings()));
    }
  }

  /// Opens everything.
  ///
  /// @param made the data folder, if it is made for this: it goes again if something is refused
  private Station opened(Wiring wiring, Wiring.Rules rules, @Nullable DataFolder made)
      throws IOException {
    try {
      return new Station(wiring, session.words().messages(), rules, Console::width);
    } catch (Wrong refused) {
      if (made != null && Files.exists(made.root()) && !made.isHeld()) {
        made.remove();
      }
      throw refused;
    }
  }

  /// Looks into the inbox. A disk that fails now is no reason to end: it is tried again.
  ///
  /// @return how many files were known already
  private long step(Inbox inbox) {
    try {
      long known = inbox.step().stream().filter(Inbox.Scanned::known).count();
      unread = "";
      return known;
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(unread)) {
        say(Page.Style.HIGH, "recorder.disk", reason);
      }
      unread = reason;
      return 0;
    }
  }

  /// Says what is new since it was said last: what keeps it from recording, and findings.
  private void tell(Station station) {
    station.upkeep();
    List<String> faults = station.faults().stream().map(session.words()::say).toList();
    if (!faults.equals(told)) {
      told = faults;
      Page page = session.console().page();
      faults.forEach(fault -> page.line(Page.Style.HIGH, fault));
      if (faults.isEmpty()) {
        page.line(Page.Style.GOOD, session.words().say("up.again"));
      }
      session.console().print(page);
    }
    if (station.findings() > found) {
      found = station.findings();
      say(Page.Style.HIGH, "up.found", Words.count(found));
    }
  }

  private void say(Page.Style style, String id, Object... facts) {
    session.console().print(session.console().page().line(style, session.words().say(id, facts)));
  }

  /// Says it on the console.
  private final class Said implements Watch.Teller {
    @Override
    public IntakeProgress begins(FindingLedger ledger) {
      Surroundings around = session.surroundings();
      return new Console.ProgressLine(
          session.console(), session.words(), around.clock(), around.stop(), ledger::size);
    }

    @Override
    public void locked(Path file, IOException failure) {
      say(Page.Style.MEDIUM, "up.locked", file, failure.getClass().getSimpleName());
    }

    @Override
    public void ended(Path file, FindingLedger ledger, IntakeReport report) {
      Page page = session.console().page();
      Words words = session.words();
      Page.Style style =
          ledger.tally().atLeast(Severity.HIGH) > 0 ? Page.Style.HIGH : Page.Style.PLAIN;
      String records = Words.count(report.total().records());
      String said =
          words.say("up.scanned", file.getFileName(), records, Words.count(ledger.tally().total()));
      page.line(style, said);
      ledger.tally().rulesWorstFirst().stream()
          .limit(WORST)
          .forEach(sum -> {
            Severity severity = sum.rule().severity();
            String shape = "  " + Page.shapeOf(severity) + " " + words.severity(severity) + "  ";
            page.line(
                Page.Span.of(Page.styleOf(severity), shape),
                Page.Span.plain(sum.rule().title(words.language())));
          });
      new ReadingText(words, report, page).write();
      session.console().print(page);
    }
  }

  /// What goes on from file to file: one engine, whose correlations see them all, and what they
  /// keep in mind on the disk, as of the file that was scanned last.
  static final class Watch implements Inbox.Scanner, AutoCloseable {
    private final Wiring wiring;
    private final Surroundings around;
    private final Settings settings;
    private final EventStore store;
    private final Teller teller;
    private final Detecting engine;
    private final Path state;
    private final Inbox inbox;

    /// Hears what happens.
    interface Teller {
      /// A file is going to be scanned.
      IntakeProgress begins(FindingLedger ledger);

      /// A file cannot be read for now.
      void locked(Path file, IOException failure);

      /// A file was scanned.
      void ended(Path file, FindingLedger ledger, IntakeReport report);
    }

    Watch(Wiring wiring, RuleSet rules, EventStore store, Surroundings around, Teller teller) {
      this.wiring = wiring;
      this.around = around;
      this.store = store;
      settings = wiring.settings();
      this.teller = teller;
      engine = wiring.watching(rules);
      state = settings.data().resolve("correlations.state");
      inbox = new Inbox(settings.inbox(), settings.data(), this, teller::locked);
    }

    /// Goes on from what is on the disk. If the program ended between the state and the note that
    /// its file was scanned, the note is made now.
    Inbox open() throws IOException {
      int _ = inbox.open();
      if (Files.exists(state)) {
        try (InputStream in = Files.newInputStream(state)) {
          String content = engine.workers().readFrom(in, state.toString());
          if (content != null) {
            inbox.scanned(content, String.valueOf(state.getFileName()));
          }
        }
      }
      return inbox;
    }

    /// What has gone wrong since this was asked last.
    List<Problem> problems() {
      return engine.taken();
    }

    @Override
    public @Nullable List<String> scan(Path file) throws IOException {
      try (FindingLedger ledger =
          new FindingLedger(around.temporary(), settings.minimumLevel(), true)) {
        IntakeReport report =
            wiring.watch(
                store,
                engine,
                file,
                finding -> {
                  if (!inbox.knows(finding)) {
                    ledger.accept(finding);
                  }
                },
                teller.begins(ledger));
        if (report.stopped()) {
          return null;
        }
        teller.ended(file, ledger, report);
        List<String> lines = new ArrayList<>();
        ledger.lines(lines::add);
        return lines;
      }
    }

    @Override
    public void kept(String content) throws IOException {
      Path fresh = state.resolveSibling("correlations.new");
      try (FileChannel channel =
              FileChannel.open(
                  fresh,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        engine.workers().writeTo(out, content);
        channel.force(true);
      }
      Files.move(fresh, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  /// Ends `up`; or, once it has ended, removes everything that it made.
  @Command(name = "down")
  static final class Down implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 60;

    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Option(names = "--remove", descriptionKey = "cli.down.remove")
    private boolean remove;

    @Option(names = "--yes", descriptionKey = "cli.down.yes")
    private boolean yes;

    Down(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      DataFolder data = new DataFolder(session.settings().data());
      return remove ? remove(data) : end(data);
    }

    private int end(DataFolder data) throws IOException {
      DataFolder.Running running = DataFolder.Running.of(data);
      ProcessHandle process =
          running == null || !data.isHeld() ? null : ProcessHandle.of(running.pid()).orElse(null);
      if (process == null) {
        throw Wrong.usage(data.root().toString(), data.isHeld() ? "down.whose" : "down.idle");
      }
      boolean _ = process.destroy();
      try {
        process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        throw Wrong.usage(data.root().toString(), "down.still", process.pid());
      }
      say("down.ended", process.pid());
      return Wrong.ExitCode.DONE.number();
    }

    private int remove(DataFolder data) throws IOException {
      Path root = data.root();
      if (!Files.isDirectory(root)) {
        throw Wrong.usage(root.toString(), "down.nothing");
      }
      if (data.isHeld()) {
        throw Wrong.usage(root.toString(), "down.running");
      }
      List<Path> strangers = data.strangers();
      if (!data.isOurs() || !strangers.isEmpty()) {
        String first = strangers.isEmpty() ? "" : strangers.getFirst().toString();
        throw Wrong.usage(root.toString(), "down.foreign", first, strangers.size());
      }
      DataFolder.Extent extent = data.extent();
      String size = Words.size(extent.bytes());
      say("down.what", root, Words.count(extent.files()), size, Words.count(extent.dropped()));
      if (session.settings().records() != null) {
        say("down.server");
      }
      Words words = session.words();
      if (!yes && !session.console().isAgreed(words.say("down.ask"), words.say("down.agreed"))) {
        throw Wrong.usage(root.toString(), "down.not-agreed");
      }
      data.remove();
      say("down.removed", root);
      return Wrong.ExitCode.DONE.number();
    }

    private void say(String id, Object... facts) {
      Page page = session.console().page();
      page.paragraph(0, Page.Style.PLAIN, session.words().say(id, facts));
      session.console().print(page);
    }
  }
}
