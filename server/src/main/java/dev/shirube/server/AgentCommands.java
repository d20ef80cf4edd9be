// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.YamlNode;
import dev.shirube.event.TenantId;
import dev.shirube.installation.Wrong;
import dev.shirube.report.Page;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The commands about agents on the side of the server: agent token, agent revoke, agent policy,
/// agent group, hosts.
final class AgentCommands {
  private static final String HOSTS = "/api/v1/hosts";

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

  private static List<YamlNode.Mapping> items(YamlNode.Mapping from, String name) {
    List<YamlNode.Mapping> items = new ArrayList<>();
    if (from.get(name) instanceof YamlNode.Sequence all) {
      for (YamlNode item : all.items()) {
        if (item instanceof YamlNode.Mapping host) {
          items.add(host);
        }
      }
    }
    return items;
  }

  private static boolean isNamed(YamlNode.Mapping host, String wanted) {
    boolean named =
        text(host, "name").equalsIgnoreCase(wanted) && !"revoked".equals(host.text("state"));
    return named || text(host, "agent").equals(wanted);
  }

  /// The id of the agent of a host.
  ///
  /// @param wanted its name or the id itself
  private static String agent(Session session, TenantId of, String wanted) throws IOException {
    YamlNode.Mapping all =
        asked(session, of, (recorded, answer) -> recorded.get(HOSTS, answer::append));
    List<String> found =
        items(all, "hosts").stream()
            .filter(host -> isNamed(host, wanted))
            .map(host -> text(host, "agent"))
            .toList();
    if (found.size() != 1) {
      throw Wrong.usage(
          wanted,
          found.isEmpty() ? "fleet.host.none" : "fleet.host.many",
          String.join(", ", found));
    }
    return found.getFirst();
  }

  private static void say(Session session, Page.Style style, String id, Object... facts)
      throws IOException {
    Page page = session.console().page();
    session.console().print(page.paragraph(0, style, session.words().say(id, facts)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
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
      say(session, Page.Style.PLAIN, "fleet.token.run");
      // One line to be copied: never broken by the width of a terminal.
      session.console().out().println("  ./shirube agent enroll " + url + " " + join);
      session.console().out().println("  shirube-agent enroll " + url + " " + join);
      say(session, Page.Style.QUIET, "fleet.token.good", hours);
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
      String agent = agent(session, of, wanted);
      String path = HOSTS + "/" + agent + "/revoke";
      YamlNode.Mapping _ =
          asked(session, of, (recorded, answer) -> recorded.post(path, "", "", answer::append));
      say(session, Page.Style.GOOD, "fleet.host.revoked", wanted, agent);
      return Wrong.ExitCode.DONE.number();
    }
  }

  /// Shows the machines that are known, or one of them.
  @Command(name = "hosts")
  static final class Hosts implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "NAME", arity = "0..1", descriptionKey = "cli.hosts.name")
    private String wanted = "";

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
      if (!wanted.isEmpty() && isBare(of)) {
        say(session, Page.Style.PLAIN, "fleet.bare.one", wanted);
        say(session, Page.Style.QUIET, "fleet.bare.advice");
        return Wrong.ExitCode.DONE.number();
      }
      String path = wanted.isEmpty() ? HOSTS : HOSTS + "/" + agent(session, of, wanted);
      YamlNode.Mapping _ =
          asked(
              session,
              of,
              (recorded, answer) ->
                  recorded.get(
                      path,
                      json ? recorded.reader() : recorded.forPeople(),
                      session.console().out()::println));
      return Wrong.ExitCode.DONE.number();
    }

    private boolean isBare(TenantId of) throws IOException {
      YamlNode.Mapping all =
          asked(session, of, (recorded, answer) -> recorded.get(HOSTS, answer::append));
      return items(all, "hosts").stream().noneMatch(host -> isNamed(host, wanted))
          && items(all, "without_agent").stream()
              .anyMatch(host ->
                  text(host, "name").equalsIgnoreCase(wanted)
                      || text(host, "address").equals(wanted));
    }
  }

  /// Shows or changes what agents are told to do.
  @Command(name = "policy")
  static final class Policy implements Callable<Integer> {
    private static final List<String> SWITCHES =
        List.of("system-calls", "file-opens", "script-content");
    private static final List<String> NAMES =
        Stream.concat(
                SWITCHES.stream(), Stream.of("self-test", "cpu", "memory", "spool", "free", "send"))
            .toList();

    private final Session session;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin final Session.Options options = new Session.Options();

    @Parameters(paramLabel = "HOST", arity = "0..1", descriptionKey = "cli.agent.policy.whom")
    private String wanted = "";

    @Option(names = "--tenant", paramLabel = "NAME", descriptionKey = "cli.tenant")
    private String tenant = TenantId.LOCAL.value();

    @Option(names = "--inherit", descriptionKey = "cli.agent.policy.inherit")
    private boolean inherit;

    Policy(Session session) {
      this.session = session;
    }

    /// The command with an option for each thing that a policy says.
    CommandLine line() {
      CommandLine line = new CommandLine(this);
      for (String name : NAMES) {
        line.getCommandSpec()
            .addOption(
                OptionSpec.builder("--" + name)
                    .paramLabel(SWITCHES.contains(name) ? "on|off" : "N")
                    .descriptionKey("cli.agent.policy." + name)
                    .type(String.class)
                    .build());
      }
      return line;
    }

    @Override
    public Integer call() throws IOException {
      TenantId of = AskCommands.Asked.tenantId(tenant);
      boolean group = wanted.startsWith("@");
      boolean all = wanted.isEmpty() || group;
      String path = all ? "/api/v1/policy" : HOSTS + "/" + agent(session, of, wanted) + "/policy";
      String whom = group ? "&group=" + encoded(wanted.substring(1)) : "";
      String change = changes(spec.commandLine());
      YamlNode.Mapping _ =
          asked(
              session,
              of,
              (recorded, _) -> {
                String parameters = whom + change + recorded.forPeople();
                return change.isEmpty()
                    ? recorded.get(path, parameters, session.console().out()::println)
                    : recorded.post(path, parameters, "", session.console().out()::println);
              });
      if (!change.isEmpty()) {
        say(session, Page.Style.QUIET, "fleet.policy.soon");
      }
      return Wrong.ExitCode.DONE.number();
    }

    private String changes(CommandLine line) {
      StringBuilder changes = new StringBuilder(inherit ? "&inherit=yes" : "");
      for (String name : NAMES) {
        String value = line.getParseResult().matchedOptionValue("--" + name, "");
        changes.append(value.isEmpty() ? "" : "&" + name + "=" + encoded(value));
      }
      return changes.toString();
    }
  }

  /// Puts an agent into a group.
  @Command(name = "group")
  static final class Grouping implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();

    @Parameters(index = "0", paramLabel = "HOST", descriptionKey = "cli.agent.host")
    private String wanted = "";

    @Parameters(
        index = "1",
        paramLabel = "GROUP",
        arity = "0..1",
        descriptionKey = "cli.agent.group.name")
    private String group = "";

    @Option(names = "--tenant", paramLabel = "NAME", descriptionKey = "cli.tenant")
    private String tenant = TenantId.LOCAL.value();

    Grouping(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      TenantId of = AskCommands.Asked.tenantId(tenant);
      String path = HOSTS + "/" + agent(session, of, wanted) + "/group";
      YamlNode.Mapping _ =
          asked(
              session,
              of,
              (recorded, answer) ->
                  recorded.post(
                      path, "&name=" + encoded(group) + recorded.reader(), "", answer::append));
      String done = group.isEmpty() ? "fleet.group.none" : "fleet.group.set";
      say(session, Page.Style.GOOD, done, wanted, group);
      return Wrong.ExitCode.DONE.number();
    }
  }
}
