// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.agent.AgentFault;
import dev.shirube.agent.Masking;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.endpoint.Ending;
import dev.shirube.endpoint.Endpoint;
import dev.shirube.endpoint.EndpointFault;
import dev.shirube.endpoint.JoinLine;
import dev.shirube.endpoint.Teller;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.Station;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wrong;
import dev.shirube.machines.Join;
import dev.shirube.machines.OwnAgent;
import dev.shirube.machines.Sensing;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The recording of this machine: agent enroll, agent run, agent status, and what `up` does of it.
final class MachineCommands {
  /// The agent that `up` starts is the agent alone, without the server's commands.
  static final String MAIN = dev.shirube.endpoint.Main.class.getName();

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

  /// Something done with the agent of this machine.
  @FunctionalInterface
  private interface Deed {
    void of(Endpoint endpoint) throws IOException;
  }

  private static int does(Session session, Path folder, Deed deed) throws IOException {
    Endpoint endpoint = new Endpoint(folder, null, new Said(session));
    try {
      deed.of(endpoint);
      return Wrong.ExitCode.DONE.number();
    } catch (EndpointFault wrong) {
      throw new Wrong(Wrong.ExitCode.USAGE, List.of(wrong.problem()));
    } catch (AgentFault fault) {
      throw new Wrong(Wrong.ExitCode.UNREADABLE, List.of(fault.problem()));
    }
  }

  /// Says it on the console.
  private record Said(Session session) implements Teller {
    @Override
    public void say(Tone tone, Message message) {
      Page.Style style =
          switch (tone) {
            case TITLE -> Page.Style.TITLE;
            case GOOD -> Page.Style.GOOD;
            case PLAIN -> Page.Style.PLAIN;
            case QUIET -> Page.Style.QUIET;
          };
      Page page = session.console().page();
      page.paragraph(0, style, session.words().say(message));
      session.console().print(page);
    }

    @Override
    public void note(List<Problem> problems) {
      session.note(problems);
    }
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
      return does(
          session,
          to,
          endpoint -> {
            endpoint.enroll(JoinLine.of(url, token));
            say(session, Page.Style.PLAIN, "machine.run", to);
          });
    }
  }

  /// Records this machine until it is ended.
  @Command(name = "run")
  static final class Run implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Option(names = "--folder", paramLabel = "FOLDER", descriptionKey = "cli.agent.folder")
    private String named = "";

    Run(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Masking.Loaded masks = Masking.load(session.surroundings().content());
      session.note(masks.problems());
      Ending ending = session.surroundings().stop()::within;
      return does(
          session,
          folder(session, named),
          endpoint -> endpoint.run(Sensing.standard(), masks.masking(), ending));
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
      return does(session, folder(session, named), Endpoint::status);
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
        String listen = session.settings().recording().listen();
        join(station, folder, URI.create("https://" + DataFolder.Running.reached(listen, port)));
      } catch (AgentFault fault) {
        session.note(List.of(fault.problem()));
        return new RecordsItself(session, null);
      }
      List<String> command =
          OwnAgent.command(MAIN, noted(), List.of("run", "--quiet", "--folder", folder.toString()));
      say(session, Page.Style.GOOD, "up.record.begun", folder);
      return new RecordsItself(session, new OwnAgent(folder, command));
    }

    /// What the launcher had the JVM note of an agent's run; see its function train.
    private static Path noted() {
      Path jar = Path.of(System.getProperty("java.class.path", "")).toAbsolutePath();
      return jar.resolveSibling("shirube-agent.aot");
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

    private static void join(Station station, Path folder, URI server) throws IOException {
      if (ClientIdentity.isIn(folder)) {
        return;
      }
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
