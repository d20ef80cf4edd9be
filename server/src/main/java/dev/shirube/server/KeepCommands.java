// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.api.RecordingView;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.TenantId;
import dev.shirube.installation.DataFolder;
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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
      RecordingView.Taken taken;
      try (Station.Noting noting = new Station.Noting(wiring, into)) {
        taken =
            new Importing(wiring, folder.store(), into, noting::saw)
                .take(rules, inputs, session.progress(() -> -1));
      }
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
    /// A request has so much room; the newest speak for the older ones, as a chain's hashes do.
    private static final int MOST_CHECKPOINTS = 2_000;

    /// How the folder of a tenant's recording is called, before the tenant's name.
    private static final String TENANT = "tenant-";

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
      DataFolder data = new DataFolder(session.settings().data());
      Boolean asked = recorded.isRunning() ? asked(data) : null;
      boolean whole = asked == null ? recorded.opened(this::verify) : asked;
      journal(data);
      return whole ? Wrong.ExitCode.DONE.number() : Wrong.ExitCode.UNREADABLE.number();
    }

    private KeptCheckpoints kept(DataFolder data) {
      return new KeptCheckpoints(
          checkpoints.isEmpty() ? data.checkpoints() : session.existing(checkpoints));
    }

    private boolean verify(RecordingFolder folder) throws IOException {
      boolean whole = true;
      for (TenantId tenant : folder.store().tenants()) {
        Verification found = folder.store().verify(tenant, kept(folder.data()).of(tenant));
        whole &= found.isWhole();
        Page page = session.console().page();
        said(page, found.isWhole(), tenant, found.entries(), found.afterLastCheckpoint());
        ReadingText.numbered(page, session.words(), found.faults());
        session.console().print(page);
      }
      return whole;
    }

    private void said(Page page, boolean whole, TenantId tenant, long entries, long after) {
      page.line(
          whole ? Page.Style.GOOD : Page.Style.HIGH,
          session
              .words()
              .say(
                  whole ? "recorder.verified" : "recorder.broken",
                  tenant.value(),
                  Words.count(entries),
                  Words.count(after)));
    }

    /// Has the process that has the recording open check it.
    ///
    /// @return whether all is as it was written; null if nobody answers any longer
    private @Nullable Boolean asked(DataFolder data) throws IOException {
      boolean whole = true;
      for (TenantId tenant : tenants(data)) {
        String body = kept(data).newestLines(tenant, MOST_CHECKPOINTS);
        Recorded recorded = new Recorded(session, tenant);
        StringBuilder answer = new StringBuilder();
        try {
          if (!recorded.post("/api/v1/verify", recorded.reader(), body, answer::append)) {
            return null;
          }
          whole &= told(tenant, answer.toString());
        } catch (Wrong refused) {
          // Whoever has this machine need not have the right to look into every tenant.
          Page page = session.console().page().line(Page.Style.HIGH, tenant.value());
          ReadingText.numbered(page, session.words(), refused.problems());
          session.console().print(page);
          whole = false;
        }
      }
      return whole;
    }

    private static List<TenantId> tenants(DataFolder data) throws IOException {
      try (Stream<Path> folders = Files.list(data.store())) {
        return folders
            .filter(folder -> Files.isDirectory(folder))
            .map(folder -> String.valueOf(folder.getFileName()))
            .filter(name -> name.startsWith(TENANT))
            .map(name -> new TenantId(name.substring(TENANT.length())))
            .sorted(Comparator.comparing(TenantId::value))
            .toList();
      }
    }

    private boolean told(TenantId tenant, String answer) {
      if (!(Recorded.read(answer) instanceof YamlNode.Mapping found)
          || !(found.get("faults") instanceof YamlNode.Sequence faults)) {
        throw Wrong.usage("", "recorder.odd", answer);
      }
      boolean whole = "true".equals(found.text("whole"));
      Page page = session.console().page();
      said(page, whole, tenant, number(found, "entries"), number(found, "uncovered_entries"));
      int number = 0;
      for (YamlNode item : faults.items()) {
        if (item instanceof YamlNode.Mapping fault) {
          String where = fault.text("file") + "  " + fault.text("text");
          page.paragraph(2, Page.Style.PLAIN, ++number + ". " + where.strip());
          page.paragraph(5, Page.Style.QUIET, String.valueOf(fault.text("advice")));
        }
      }
      session.console().print(page);
      return whole;
    }

    private static long number(YamlNode.Mapping found, String name) {
      return Long.parseLong(String.valueOf(found.text(name)));
    }

    /// Says what of the journal could not be read and was copied aside. Its half written end after
    /// a crash is so, too, and no loss: this alone is no fault.
    private void journal(DataFolder data) throws IOException {
      DataFolder.Damaged damaged = data.damaged();
      if (damaged.places() > 0) {
        say(
            session,
            Page.Style.MEDIUM,
            "recorder.journal",
            Words.count(damaged.places()),
            Words.size(damaged.bytes()),
            damaged.folder());
      }
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
