// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.YamlNode;
import dev.shirube.event.TenantId;
import dev.shirube.installation.Wrong;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands about agents on the side of the server: agent token, agent revoke, hosts.
final class AgentCommands {
  private static final String HOSTS = "/api/v1/hosts";

  private static final List<String> HEADS =
      List.of(
          "fleet.hosts.name",
          "fleet.hosts.state",
          "fleet.hosts.last",
          "fleet.hosts.clock",
          "fleet.hosts.sees",
          "fleet.hosts.missing",
          "fleet.hosts.version");

  private AgentCommands() {}

  /// What has commands of its own and does nothing itself.
  @Command(name = "agent")
  static final class Group implements Callable<Integer> {
    private final Session session;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin final Session.Options options = new Session.Options();

    Group(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      spec.commandLine().usage(session.console().out());
      return Wrong.ExitCode.DONE.number();
    }
  }

  /// Asks the `up` that runs.
  private static YamlNode.Mapping asked(Session session, TenantId tenant, Question question)
      throws IOException {
    Recorded recorded = new Recorded(session, tenant);
    StringBuilder answer = new StringBuilder();
    if (!question.ask(recorded, answer)) {
      throw Wrong.usage(session.settings().data().toString(), "fleet.idle");
    }
    if (answer.isEmpty()) {
      return new YamlNode.Mapping(0, Map.of(), Map.of());
    }
    if (Recorded.read(answer.toString()) instanceof YamlNode.Mapping read) {
      return read;
    }
    throw Wrong.usage("", "recorder.odd", answer);
  }

  /// Something asked of the `up` that runs.
  @FunctionalInterface
  private interface Question {
    boolean ask(Recorded recorded, StringBuilder answer) throws IOException;
  }

  private static List<YamlNode.Mapping> hosts(Session session, TenantId tenant) throws IOException {
    YamlNode.Mapping read =
        asked(session, tenant, (recorded, answer) -> recorded.get(HOSTS, answer::append));
    List<YamlNode.Mapping> hosts = new ArrayList<>();
    if (read.get("hosts") instanceof YamlNode.Sequence all) {
      for (YamlNode item : all.items()) {
        if (item instanceof YamlNode.Mapping host) {
          hosts.add(host);
        }
      }
    }
    return hosts;
  }

  private static String text(YamlNode.Mapping from, String name) {
    String text = from.text(name);
    return text == null ? "" : text;
  }

  private static long number(YamlNode.Mapping from, String name) {
    String text = from.text(name);
    return text == null ? 0 : Long.parseLong(text);
  }

  /// Makes a token, and says what to run on the machine that is to join.
  @Command(name = "token")
  static final class Token implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Option(names = "--tenant", paramLabel = "NAME", descriptionKey = "cli.tenant")
    private String tenant = TenantId.LOCAL.value();

    @Option(names = "--hours", paramLabel = "N", descriptionKey = "cli.agent.token.hours")
    private int hours = 1;

    Token(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      TenantId into = AskCommands.Asked.tenantId(tenant);
      YamlNode.Mapping made =
          asked(
              session,
              into,
              (recorded, answer) ->
                  recorded.post(HOSTS + "/tokens", "&hours=" + hours, "", answer::append));
      long port = number(made, "port");
      if (port == 0) {
        throw Wrong.usage("agent-port", "fleet.closed");
      }
      String url = "https://" + ownAddress() + ":" + port;
      String join = text(made, "token") + "." + bare(text(made, "authority"));
      Words words = session.words();
      Page page = session.console().page();
      page.line(Page.Style.PLAIN, words.say("fleet.token.run"));
      session.console().print(page);
      // One line to be copied: never broken by the width of a terminal.
      session.console().out().println("  ./shirube agent enroll " + url + " " + join);
      session.console().out().println("  shirube-agent enroll " + url + " " + join);
      Page end = session.console().page();
      end.line(Page.Style.QUIET, words.say("fleet.token.good", hours));
      session.console().print(end);
      return Wrong.ExitCode.DONE.number();
    }

    private static String bare(String fingerprint) {
      return fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
    }

    /// An address of this machine that others may reach it by.
    private static String ownAddress() throws IOException {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp() && !each.isLoopback()) {
          for (InetAddress address : Collections.list(each.getInetAddresses())) {
            if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
              return address.getHostAddress();
            }
          }
        }
      }
      return "127.0.0.1";
    }
  }

  /// Ends an agent.
  @Command(name = "revoke")
  static final class Revoke implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "HOST", arity = "1", descriptionKey = "cli.agent.host")
    private String wanted = "";

    @Option(names = "--tenant", paramLabel = "NAME", descriptionKey = "cli.tenant")
    private String tenant = TenantId.LOCAL.value();

    Revoke(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      TenantId of = AskCommands.Asked.tenantId(tenant);
      List<String> found = new ArrayList<>();
      for (YamlNode.Mapping host : hosts(session, of)) {
        boolean named = text(host, "name").equals(wanted) && !"revoked".equals(host.text("state"));
        if (named || text(host, "agent").equals(wanted)) {
          found.add(text(host, "agent"));
        }
      }
      if (found.size() != 1) {
        throw Wrong.usage(
            wanted,
            found.isEmpty() ? "fleet.host.none" : "fleet.host.many",
            String.join(", ", found));
      }
      String path = HOSTS + "/" + found.getFirst() + "/revoke";
      YamlNode.Mapping _ =
          asked(session, of, (recorded, answer) -> recorded.post(path, "", "", answer::append));
      Page page = session.console().page();
      session
          .console()
          .print(
              page.line(
                  Page.Style.GOOD,
                  session.words().say("fleet.host.revoked", wanted, found.getFirst())));
      return Wrong.ExitCode.DONE.number();
    }
  }

  /// Shows the machines that have an agent.
  @Command(name = "hosts")
  static final class Hosts implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Option(names = "--tenant", paramLabel = "NAME", descriptionKey = "cli.tenant")
    private String tenant = TenantId.LOCAL.value();

    @Option(names = "--json", descriptionKey = "cli.json")
    private boolean json;

    Hosts(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      TenantId of = AskCommands.Asked.tenantId(tenant);
      if (json) {
        YamlNode.Mapping _ =
            asked(
                session,
                of,
                (recorded, answer) -> recorded.get(HOSTS, session.console().out()::println));
        return Wrong.ExitCode.DONE.number();
      }
      List<YamlNode.Mapping> hosts = hosts(session, of);
      Words words = session.words();
      Page page = session.console().page();
      if (hosts.isEmpty()) {
        page.line(Page.Style.PLAIN, words.say("fleet.hosts.none"));
      } else {
        List<List<Page.Span>> rows = new ArrayList<>();
        List<Page.Span> heads = new ArrayList<>();
        for (String head : HEADS) {
          heads.add(Page.Span.of(Page.Style.QUIET, words.say(head)));
        }
        rows.add(heads);
        hosts.forEach(host -> rows.add(row(words, host)));
        page.table(0, rows);
      }
      session.console().print(page);
      return Wrong.ExitCode.DONE.number();
    }

    private static List<Page.Span> row(Words words, YamlNode.Mapping host) {
      String state = text(host, "state");
      Page.Style style = state.equals("active") ? Page.Style.GOOD : Page.Style.HIGH;
      String sees = "";
      if (host.get("sees") instanceof YamlNode.Mapping seen) {
        sees =
            words.say(
                "fleet.hosts.seen",
                number(seen, "proven"),
                number(seen, "partly"),
                number(seen, "missing"));
      }
      String missing = "";
      if (host.get("missing") instanceof YamlNode.Mapping gone) {
        missing = Words.count(number(gone, "told")) + " / " + Words.count(number(gone, "untold"));
      }
      return List.of(
          Page.Span.plain(text(host, "name")),
          Page.Span.of(style, words.say("fleet.state." + state)),
          Page.Span.plain(text(host, "last_seen")),
          Page.Span.plain(number(host, "clock_offset_ms") + " ms"),
          Page.Span.plain(sees),
          Page.Span.plain(missing),
          Page.Span.plain(text(host, "version")));
    }
  }
}
