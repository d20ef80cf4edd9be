// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.agent.Agent;
import dev.shirube.agent.AgentFault;
import dev.shirube.agent.AgentStatus;
import dev.shirube.agent.Masking;
import dev.shirube.catalog.Problem;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.Station;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wrong;
import dev.shirube.machines.FolderLock;
import dev.shirube.machines.Join;
import dev.shirube.machines.OwnAgent;
import dev.shirube.machines.Recording;
import dev.shirube.machines.Sensing;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The recording of this machine: agent enroll, agent run, agent status, and what `up` does of it.
final class MachineCommands {
  private static final String STATUS = "status.txt";

  // As a name: the class with the main method knows all commands.
  static final String MAIN = MachineCommands.class.getPackageName() + ".Main";

  private MachineCommands() {}

  private static void say(Session session, Page.Style style, String id, Object... facts) {
    Page page = session.console().page();
    page.paragraph(0, style, session.words().say(id, facts));
    session.console().print(page);
  }

  private static Path folder(Session session, String named) {
    return named.isEmpty()
        ? session.surroundings().home().resolve("agent-data")
        : session.path(named).toAbsolutePath();
  }

  private static Wrong wrong(AgentFault fault) {
    return new Wrong(Wrong.ExitCode.UNREADABLE, List.of(fault.problem()));
  }

  /// Makes this machine an agent of a server.
  @Command(name = "enroll")
  static final class Enroll implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "URL", index = "0", arity = "1", descriptionKey = "cli.agent.url")
    private String url = "";

    @Parameters(paramLabel = "TOKEN", index = "1", arity = "1", descriptionKey = "cli.agent.join")
    private String token = "";

    @Option(names = "--folder", paramLabel = "FOLDER", descriptionKey = "cli.agent.folder")
    private String named = "";

    Enroll(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Path to = folder(session, named);
      if (ClientIdentity.isIn(to)) {
        throw Wrong.usage(to.toString(), "machine.enrolled");
      }
      try {
        String agent = Join.read(token).enroll(to, URI.create(url), Surroundings.VERSION);
        say(session, Page.Style.GOOD, "machine.joined", agent, url);
        say(session, Page.Style.PLAIN, "machine.run", to);
        return Wrong.ExitCode.DONE.number();
      } catch (IllegalArgumentException _) {
        throw Wrong.usage(url, "machine.line");
      } catch (AgentFault fault) {
        throw wrong(fault);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return Wrong.ExitCode.UNREADABLE.number();
      }
    }
  }

  /// Records this machine until it is ended.
  @Command(name = "run")
  static final class Run implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Option(names = "--folder", paramLabel = "FOLDER", descriptionKey = "cli.agent.folder")
    private String named = "";

    Run(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Path folder = folder(session, named);
      if (!ClientIdentity.isIn(folder)) {
        throw Wrong.usage(folder.toString(), "machine.unenrolled");
      }
      try (FolderLock held = FolderLock.take(folder)) {
        if (held == null) {
          throw Wrong.usage(folder.toString(), "machine.taken");
        }
        return run(folder);
      }
    }

    private int run(Path folder) throws IOException {
      Masking.Loaded masks = Masking.load(session.surroundings().content());
      session.note(masks.problems());
      try (Agent agent =
          Recording.open(folder, Sensing.standard(), masks.masking(), Surroundings.VERSION)) {
        agent.start();
        say(session, Page.Style.GOOD, "machine.records", agent.status().agent());
        List<Problem> told = List.of();
        do {
          List<Problem> now = agent.status().problems();
          if (!now.equals(told)) {
            told = now;
            session.note(now);
          }
          Files.writeString(folder.resolve(STATUS), text(agent));
        } while (!session.surroundings().stop().within(LOOK));
        return Wrong.ExitCode.DONE.number();
      } catch (AgentFault fault) {
        throw wrong(fault);
      }
    }

    /// How it is, for `agent status` of another process.
    private String text(Agent agent) throws IOException {
      AgentStatus status = agent.status();
      StringBuilder text = new StringBuilder();
      Words words = session.words();
      text.append(
          words.say(
              "machine.status",
              Words.count(status.recorded()),
              Words.count(status.sent()),
              Words.size(status.spool().bytes()),
              Words.count(status.evicted())));
      text.append('\n');
      status
          .sensors()
          .forEach(sensor ->
              text.append(
                      words.say(
                          "machine.sensor",
                          sensor.name(),
                          Words.count(sensor.seen()),
                          Words.count(sensor.lost())))
                  .append('\n'));
      status.problems().forEach(problem -> text.append(words.say(problem.what())).append('\n'));
      return text.toString();
    }
  }

  /// Says how the agent of this machine is.
  @Command(name = "status")
  static final class Status implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Option(names = "--folder", paramLabel = "FOLDER", descriptionKey = "cli.agent.folder")
    private String named = "";

    Status(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Path folder = folder(session, named);
      if (!ClientIdentity.isIn(folder)) {
        throw Wrong.usage(folder.toString(), "machine.unenrolled");
      }
      ClientIdentity identity = ClientIdentity.read(folder);
      say(session, Page.Style.TITLE, "machine.who", identity.name(), identity.until());
      Path status = folder.resolve(STATUS);
      if (Files.exists(status)) {
        say(session, Page.Style.QUIET, "machine.asof", Files.getLastModifiedTime(status));
        Page page = session.console().page();
        Files.readAllLines(status).forEach(line -> page.line(Page.Style.PLAIN, "  " + line));
        session.console().print(page);
      }
      return Wrong.ExitCode.DONE.number();
    }
  }

  /// What `up` does to record the machine it runs on: with the right to, and once somebody agreed.
  static final class RecordsItself implements AutoCloseable {

    private final Session session;
    private final @Nullable OwnAgent agent;

    private RecordsItself(Session session, @Nullable OwnAgent agent) {
      this.session = session;
      this.agent = agent;
    }

    /// Begins, if it can be and is agreed to; else says why not.
    static RecordsItself begin(Session session, Station station, boolean yes, boolean no)
        throws IOException {
      int port = session.settings().recording().agents();
      boolean root = "root".equals(System.getProperty("user.name"));
      if (no || port == 0 || !root) {
        String why = no ? "up.record.declined" : port == 0 ? "up.record.closed" : "up.record.root";
        say(session, Page.Style.QUIET, why);
        return new RecordsItself(session, null);
      }
      Path folder = new DataFolder(session.settings().data()).agent().toAbsolutePath();
      if (!isAgreed(session, folder, yes)) {
        say(session, Page.Style.MEDIUM, "up.record.asked");
        return new RecordsItself(session, null);
      }
      try {
        join(station, folder, port);
      } catch (AgentFault fault) {
        session.note(List.of(fault.problem()));
        return new RecordsItself(session, null);
      }
      List<String> command =
          OwnAgent.command(MAIN, List.of("agent", "run", "--folder", folder.toString()));
      say(session, Page.Style.GOOD, "up.record.begun", folder);
      return new RecordsItself(session, new OwnAgent(folder, command));
    }

    private static boolean isAgreed(Session session, Path folder, boolean yes) throws IOException {
      Path agreed = folder.resolve(Sensing.AGREED);
      if (Files.exists(agreed)) {
        return true;
      }
      say(session, Page.Style.PLAIN, "up.record.what");
      Words words = session.words();
      boolean said =
          yes || session.console().isAgreed(words.say("up.record.ask"), words.say("down.agreed"));
      if (said) {
        Files.createDirectories(folder);
        Files.writeString(agreed, session.surroundings().clock().instant() + "\n");
      }
      return said;
    }

    private static void join(Station station, Path folder, int port) throws IOException {
      if (ClientIdentity.isIn(folder)) {
        return;
      }
      URI server = URI.create("https://127.0.0.1:" + port);
      Join join = new Join(station.ownToken(), station.fleet().authority());
      try {
        String _ = join.enroll(folder, server, Surroundings.VERSION);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    /// To be called about once a second.
    void upkeep() {
      try {
        if (agent != null) {
          agent.upkeep();
        }
      } catch (IOException e) {
        say(session, Page.Style.HIGH, "recorder.disk", String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void close() throws IOException {
      if (agent != null) {
        agent.close();
      }
    }
  }
}
