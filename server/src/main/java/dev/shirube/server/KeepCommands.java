// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.api.RecordingView;
import dev.shirube.event.TenantId;
import dev.shirube.installation.Importing;
import dev.shirube.installation.KeptCheckpoints;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.installation.Station;
import dev.shirube.installation.Wiring;
import dev.shirube.installation.Wrong;
import dev.shirube.journal.FileDisk;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.EventStore;
import dev.shirube.store.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that fill, check and copy the recording: import, verify, backup, restore.
final class KeepCommands {
  private KeepCommands() {}

  private static void say(Session session, Page.Style style, String id, Object... facts) {
    Page page = session.console().page();
    session.console().print(page.line(style, session.words().say(id, facts)));
  }

  /// Takes files into the recording.
  @Command(name = "import")
  static final class Import implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "PATH", arity = "1..*", descriptionKey = "cli.path")
    private final List<String> paths = new ArrayList<>();

    @Option(names = "--tenant", paramLabel = "NAME", descriptionKey = "cli.import.tenant")
    private String tenant = TenantId.LOCAL.value();

    Import(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      List<Path> inputs = paths.stream().map(session::existing).map(Path::toAbsolutePath).toList();
      TenantId into = AskCommands.Asked.tenantId(tenant);
      Recorded recorded = new Recorded(session, into);
      if (recorded.isRunning()) {
        String body = inputs.stream().map(Path::toString).collect(Collectors.joining("\n"));
        String shape = "&as=text&columns=" + recorded.columns();
        if (recorded.stream("/api/v1/import", shape, body)) {
          return Wrong.ExitCode.DONE.number();
        }
      }
      return recorded.made(folder -> take(folder, into, inputs));
    }

    private int take(RecordingFolder folder, TenantId into, List<Path> inputs) throws IOException {
      Wiring wiring = session.wiring();
      if (!Station.knows(wiring, into)) {
        throw Wrong.usage(into.value(), "recorder.tenant.none");
      }
      RuleSet rules = session.rules(wiring, List.of());
      RecordingView.Taken taken =
          new Importing(wiring, folder.store(), into)
              .take(rules, inputs, session.progress(() -> -1));
      session.console().clearProgress();
      Page page = session.console().page();
      taken.write(page, session.words());
      session.console().print(page);
      return taken.report().stopped()
          ? Wrong.ExitCode.UNREADABLE.number()
          : Wrong.ExitCode.DONE.number();
    }
  }

  /// Checks the recording against what it says of itself and against checkpoints.
  @Command(name = "verify")
  static final class Verify implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Option(names = "--checkpoints", paramLabel = "FOLDER", descriptionKey = "cli.checkpoints")
    private String checkpoints = "";

    Verify(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Recorded recorded = new Recorded(session, TenantId.LOCAL);
      boolean whole = recorded.opened(this::verify);
      return whole ? Wrong.ExitCode.DONE.number() : Wrong.ExitCode.UNREADABLE.number();
    }

    private boolean verify(RecordingFolder folder) throws IOException {
      Path kept =
          checkpoints.isEmpty() ? folder.data().checkpoints() : session.existing(checkpoints);
      boolean whole = true;
      for (TenantId tenant : folder.store().tenants()) {
        Verification found = folder.store().verify(tenant, new KeptCheckpoints(kept).of(tenant));
        whole &= found.isWhole();
        Page page = session.console().page();
        page.line(
            found.isWhole() ? Page.Style.GOOD : Page.Style.HIGH,
            session
                .words()
                .say(
                    found.isWhole() ? "recorder.verified" : "recorder.broken",
                    tenant.value(),
                    Words.count(found.entries()),
                    Words.count(found.afterLastCheckpoint())));
        ReadingText.numbered(page, session.words(), found.faults());
        session.console().print(page);
      }
      return whole;
    }
  }

  /// Copies what is sealed into an empty folder.
  @Command(name = "backup")
  static final class Backup implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "FOLDER", arity = "1", descriptionKey = "cli.backup")
    private String target = "";

    Backup(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Path to = session.path(target).toAbsolutePath();
      Recorded recorded = new Recorded(session, TenantId.LOCAL);
      if (recorded.isRunning() && recorded.post("/api/v1/backup", "", to.toString(), _ -> {})) {
        say(session, Page.Style.GOOD, "recorder.saved", to);
        return Wrong.ExitCode.DONE.number();
      }
      long _ = recorded.opened(folder -> folder.store().backup(to));
      say(session, Page.Style.GOOD, "recorder.saved", to);
      return Wrong.ExitCode.DONE.number();
    }
  }

  /// Makes a recording of a backup.
  @Command(name = "restore")
  static final class Restore implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "FOLDER", arity = "1", descriptionKey = "cli.restore")
    private String source = "";

    Restore(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Path from = session.existing(source).toAbsolutePath();
      Path store = session.settings().data().resolve("recording");
      if (Files.exists(store)) {
        try (Stream<Path> files = Files.list(store)) {
          if (files.findAny().isPresent()) {
            throw Wrong.usage(store.toString(), "recorder.restore.full");
          }
        }
      }
      Files.createDirectories(store);
      long _ = EventStore.restore(new FileDisk(), from, store);
      say(session, Page.Style.GOOD, "recorder.restored", store);
      return Wrong.ExitCode.DONE.number();
    }
  }
}
