// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Nearest;
import dev.shirube.event.Severity;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wrong;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Every command there is, with its help in the reader's language and its mistakes answered there.
final class CommandList {
  private final Session session;
  private @Nullable Exception failure;

  CommandList(Session session) {
    this.session = session;
  }

  /// What runs when no command is named: the help.
  @Command(name = "shirube", version = "Shirube " + Surroundings.VERSION)
  static final class Root implements Runnable {
    @Mixin final Session.Options options = new Session.Options();

    /// Only asked of the parser.
    @Option(names = "--version", versionHelp = true, descriptionKey = "cli.version")
    boolean version;

    private final Runnable help;

    Root(Runnable help) {
      this.help = help;
    }

    @Override
    public void run() {
      help.run();
    }
  }

  private CommandLine all() {
    CommandLine[] root = new CommandLine[1];
    root[0] = new CommandLine(new Root(() -> root[0].usage(session.console().out())));
    CommandLine scan = new CommandLine(new ScanCommand(session));
    scan.addSubcommand("metrics", HuntCommands.metrics(session));
    scan.addSubcommand("logons", HuntCommands.logons(session));
    scan.addSubcommand("search", new HuntCommands.Search(session));
    CommandLine rules = new CommandLine(new RulesCommand(session));
    rules.addSubcommand("add", new RulesCommand.Add(session));
    rules.addSubcommand("list", new RulesCommand.Listing(session));
    rules.addSubcommand("check", new RulesCommand.Check(session));
    rules.addSubcommand("test", new RulesTest(session));
    rules.addSubcommand("backtest", new BacktestCommand(session));
    rules.addSubcommand("coverage", new TuneCommands.Coverage(session));
    root[0].addSubcommand("scan", scan);
    root[0].addSubcommand("doctor", new TuneCommands.DoctorCommand(session));
    root[0].addSubcommand("rules", rules);
    CommandLine sources = new CommandLine(new SourcesCommand(session));
    sources.addSubcommand("check", new SourcesCommand.Check(session));
    root[0].addSubcommand("sources", sources);
    root[0].addSubcommand("up", new UpCommand(session));
    root[0].addSubcommand("down", new UpCommand.Down(session));
    root[0].addSubcommand("agent", agent());
    root[0].addSubcommand("hosts", new AgentCommands.Hosts(session));
    root[0].addSubcommand("hunt", new AskCommands.Hunt(session));
    root[0].addSubcommand("tail", new AskCommands.Tail(session));
    root[0].addSubcommand("show", AskCommands.One.show(session));
    root[0].addSubcommand("tree", AskCommands.One.tree(session));
    root[0].addSubcommand("export", new AskCommands.Export(session));
    root[0].addSubcommand("import", new KeepCommands.Import(session));
    root[0].addSubcommand("verify", new KeepCommands.Verify(session));
    root[0].addSubcommand("backup", new KeepCommands.Backup(session));
    root[0].addSubcommand("restore", new KeepCommands.Restore(session));
    root[0].addSubcommand("scaffold", new ScaffoldCommand(session));
    return root[0];
  }

  private CommandLine agent() {
    CommandLine agent = new CommandLine(new AgentCommands.Group(session));
    agent.addSubcommand("token", new AgentCommands.Token(session));
    agent.addSubcommand("policy", new AgentCommands.Policy(session).line());
    agent.addSubcommand("group", new AgentCommands.Grouping(session));
    agent.addSubcommand("revoke", new AgentCommands.Revoke(session));
    agent.addSubcommand("enroll", new MachineCommands.Enroll(session));
    agent.addSubcommand("run", new MachineCommands.Run(session));
    agent.addSubcommand("status", new MachineCommands.Status(session));
    return agent;
  }

  /// Runs the command that the arguments name.
  ///
  /// @return the exit code
  /// @throws IOException what the command threw
  int execute(String... args) throws IOException {
    CommandLine root = all();
    root.setResourceBundle(new Texts(session.words()));
    describe(root);
    root.setOut(session.console().out());
    root.setErr(session.console().out());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.registerConverter(Severity.class, this::severity);
    root.setParameterExceptionHandler(this::mistake);
    root.setExecutionExceptionHandler((thrown, command, parsed) -> {
      failure = thrown;
      return Wrong.ExitCode.FAULT.number();
    });
    root.setExecutionStrategy(CommandList::last);
    int code = root.execute(helped(args));
    rethrow(failure);
    return code;
  }

  /// "help COMMAND" is "COMMAND --help".
  private static String[] helped(String... args) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    List<String> asked = new ArrayList<>(List.of(args).subList(1, args.length));
    asked.add("--help");
    return asked.toArray(String[]::new);
  }

  /// A level by its word in rules, or by the word that people read.
  private Severity severity(String written) {
    for (Severity severity : Severity.values()) {
      if (severity.word().equalsIgnoreCase(written)
          || session.words().severity(severity).equalsIgnoreCase(written)) {
        return severity;
      }
    }
    throw new TypeConversionException(written);
  }

  private static void rethrow(@Nullable Exception thrown) throws IOException {
    switch (thrown) {
      case null -> {}
      case IOException failed -> throw failed;
      case RuntimeException fault -> throw fault;
      default -> throw new IllegalStateException(thrown);
    }
  }

  /// Runs the innermost command alone, or the help that was asked for.
  private static int last(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    return help == null ? new CommandLine.RunLast().execute(parsed) : help;
  }

  private void describe(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    Words words = session.words();
    String id = "cli." + spec.qualifiedName(".").replace("shirube.", "");
    usage.width(Math.min(session.console().columns(), 110));
    usage.description(escaped(words.say(id + ".about")));
    usage.synopsisHeading("%n" + words.say("cli.heading.synopsis") + " ");
    usage.descriptionHeading("%n");
    usage.parameterListHeading("%n" + words.say("cli.heading.parameters") + "%n");
    usage.optionListHeading("%n" + words.say("cli.heading.options") + "%n");
    usage.commandListHeading("%n" + words.say("cli.heading.commands") + "%n");
    usage.synopsisSubcommandLabel(words.say("cli.label.command"));
    usage.abbreviateSynopsis(true);
    usage.sortOptions(false);
    if (words.messages().all().containsKey(id + ".more")) {
      usage.footerHeading("%n");
      usage.footer(
          words.say(id + ".more").lines().map(CommandList::escaped).toArray(String[]::new));
    }
    command.getSubcommands().values().forEach(this::describe);
  }

  private static String escaped(String text) {
    return text.replace("%", "%%");
  }

  /// The descriptions of options and parameters, for the reader's language.
  private static final class Texts extends ResourceBundle {
    private final Map<String, String> texts;

    Texts(Words words) {
      texts =
          words.messages().all().keySet().stream()
              .filter(id -> id.startsWith("cli."))
              .collect(Collectors.toMap(id -> id, id -> escaped(words.say(id))));
    }

    @Override
    protected Object handleGetObject(String key) {
      return texts.getOrDefault(key, "");
    }

    @Override
    public Enumeration<String> getKeys() {
      return Collections.enumeration(texts.keySet());
    }
  }

  /// Says what is wrong with the arguments and how it is right.
  private int mistake(ParameterException wrong, String... args) {
    Page page = session.console().page();
    Words words = session.words();
    page.paragraph(0, Page.Style.HIGH, words.say(what(wrong)));
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    page.paragraph(2, Page.Style.PLAIN, words.say("cli.wrong.advice", command));
    session.console().note(page);
    return Wrong.ExitCode.USAGE.number();
  }

  private static Message what(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      String nearest = Nearest.to(first, known(unmatched.getCommandLine(), first));
      String id = first.startsWith("-") ? "cli.wrong.option" : "cli.wrong.argument";
      return nearest.isEmpty()
          ? Message.of(id, first)
          : Message.of("cli.wrong.nearest", first, nearest);
    }
    if (wrong instanceof MissingParameterException missing) {
      return Message.of("cli.wrong.missing", missing.getMissing().getFirst().paramLabel());
    }
    if (wrong.getArgSpec() != null) {
      String label = wrong.getArgSpec().paramLabel();
      String value = String.valueOf(wrong.getValue());
      List<String> right = new ArrayList<>();
      if (wrong.getArgSpec().completionCandidates() != null) {
        wrong.getArgSpec().completionCandidates().forEach(right::add);
      }
      String words = String.join(", ", right).toLowerCase(Locale.ROOT);
      return Message.of("cli.wrong.value", label, value, words);
    }
    return Message.of("cli.wrong", String.valueOf(wrong.getMessage()));
  }

  private static List<String> known(CommandLine command, String written) {
    List<String> known = new ArrayList<>();
    if (written.startsWith("-")) {
      command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    return known;
  }
}
