// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Nearest;
import dev.shirube.catalog.Problem;
import dev.shirube.installation.RuleFolders;
import dev.shirube.installation.Settings;
import dev.shirube.installation.SettingsReader;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wiring;
import dev.shirube.installation.Wrong;
import dev.shirube.intake.EventSink;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.TimeWindow;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command has at hand: the console, the words for this reader, the settings. Settings
/// are read when first asked for, so that help works while they are wrong.
final class Session {
  private static final String FILE = "shirube.yaml";

  private final Surroundings surroundings;
  private final Console console;
  private final Words words;
  private final UnaryOperator<@Nullable String> options;
  private @Nullable Settings settings;

  /// What every command can be told. Read before all else, so that help and mistakes are in the
  /// right language; declared here so that help lists them.
  static final class Options {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        descriptionKey = "cli.help")
    boolean help;

    @Option(names = "--lang", paramLabel = "ja|en", descriptionKey = "cli.lang")
    @Nullable String language;

    @Option(names = "--settings", paramLabel = "FILE", descriptionKey = "cli.settings")
    @Nullable String settings;

    @Option(names = "--zone", paramLabel = "ZONE", descriptionKey = "cli.zone")
    @Nullable String zone;

    @Option(names = "--encoding", paramLabel = "NAME", descriptionKey = "cli.encoding")
    @Nullable String encoding;
  }

  /// @param options the values of options that were read before all else, or null
  Session(
      Surroundings surroundings,
      Console console,
      Words words,
      UnaryOperator<@Nullable String> options) {
    this.surroundings = surroundings;
    this.console = console;
    this.words = words;
    this.options = options;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Console console() {
    return console;
  }

  /// The words for this reader: by the language and zone of the settings once those are read,
  /// unless the command line names another language.
  Words words() {
    Settings known = settings;
    if (known == null) {
      return words;
    }
    boolean said = options.apply("--lang") != null;
    Language language = said ? words.language() : known.language();
    return new Words(words.messages(), language, known.zone());
  }

  /// The settings.
  ///
  /// @throws Wrong with every mistake in the file
  Settings settings() throws IOException {
    Settings known = settings;
    if (known == null) {
      known = SettingsReader.override(read(), options.apply("--zone"), options.apply("--encoding"));
      settings = known;
    }
    return known;
  }

  private Settings read() throws IOException {
    Settings standard =
        Settings.standard(surroundings.home(), words.language(), surroundings.clock().getZone());
    String settingsFile = options.apply("--settings");
    Path file = settingsFile == null ? surroundings.home().resolve(FILE) : path(settingsFile);
    if (!Files.isRegularFile(file)) {
      if (settingsFile != null) {
        throw Wrong.usage(settingsFile, "program.settings.missing");
      }
      return standard;
    }
    SettingsReader.Loaded loaded = SettingsReader.read(file, standard);
    if (!loaded.problems().isEmpty()) {
      throw new Wrong(Wrong.ExitCode.USAGE, loaded.problems());
    }
    return loaded.settings();
  }

  /// A path that an argument names and that must exist.
  Path existing(String argument) {
    Path path = path(argument);
    if (!Files.exists(path)) {
      String near = nearest(path);
      String question = near.isEmpty() ? "" : words.say("program.path.near", near);
      throw Wrong.usage(argument, "program.path.missing", question);
    }
    return path;
  }

  /// A path that an argument names.
  Path path(String argument) {
    Path path = surroundings.path(argument);
    if (path == null) {
      throw Wrong.usage(argument, "program.path.impossible");
    }
    return path;
  }

  /// A file that an argument names and that is to be written; said before long work, not after it.
  Path writable(String argument) {
    Path path = path(argument);
    Path whole = path.toAbsolutePath();
    Path folder = whole.getParent();
    if (folder == null || Files.isDirectory(path)) {
      throw Wrong.usage(argument, "program.path.folder");
    }
    existing(folder.toString());
    try {
      if (Files.exists(path)) {
        Files.newByteChannel(path, StandardOpenOption.WRITE).close();
      } else {
        Files.delete(Files.createTempFile(folder, "shirube-", ".tmp"));
      }
    } catch (IOException _) {
      throw Wrong.usage(argument, "program.path.unwritable");
    }
    return path;
  }

  /// The file of the same folder whose name is nearest; empty if none is near.
  private static String nearest(Path path) {
    Path folder = path.getParent();
    Path name = path.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      return Nearest.to(
          name.toString(),
          files.limit(2_000).map(file -> String.valueOf(file.getFileName())).sorted().toList());
    } catch (IOException _) {
      return "";
    }
  }

  /// The rule files that a command is to use: those at the paths; without any, our own and those
  /// that were added.
  RuleFolders.Found ruleFiles(List<String> paths) throws IOException {
    return places(paths).find();
  }

  private RuleFolders.Places places(List<String> paths) throws IOException {
    return paths.isEmpty()
        ? RuleFolders.Places.standard(surroundings.content(), settings().data())
        : new RuleFolders.Places(null, paths.stream().map(this::existing).toList());
  }

  /// The rules that a command is to use. What could not be read of their files is said.
  ///
  /// @throws Wrong if there are none
  Wiring.Rules readyRules(Wiring wiring, List<String> paths) throws IOException {
    Wiring.Rules rules = wiring.rules(places(paths));
    note(rules.problems());
    if (rules.set().rules().isEmpty()) {
      throw Wrong.usage(String.join(" ", paths), "rules.none");
    }
    return rules;
  }

  /// The same where it does not matter how they came.
  RuleSet rules(Wiring wiring, List<String> paths) throws IOException {
    return readyRules(wiring, paths).set();
  }

  /// Says problems beside the result.
  void note(List<Problem> problems) {
    if (!problems.isEmpty()) {
      Page page = console.page();
      ReadingText.numbered(page, words(), problems);
      console.note(page);
    }
  }

  /// Reads everything at or below some paths, showing how far it is.
  IntakeReport read(Wiring wiring, List<Path> inputs, TimeWindow window, EventSink sink)
      throws IOException {
    Console.ProgressLine progress = progress(() -> -1);
    IntakeReport report = wiring.intake(window, _ -> {}).read(inputs, sink, progress);
    console.clearProgress();
    return report;
  }

  /// A line that tells how far something is.
  ///
  /// @param findings how many findings there are so far; negative if nobody counts
  Console.ProgressLine progress(LongSupplier findings) {
    return new Console.ProgressLine(
        console, words(), surroundings.clock(), surroundings.stop(), findings);
  }

  /// Shows what came of reading, and what could not be read; only that if nothing was.
  ///
  /// @return the exit code
  int tell(IntakeReport report, Runnable show) {
    Page page = console.page();
    ReadingText reading = new ReadingText(words(), report, page);
    boolean nothing = report.total().records() == 0;
    if (nothing) {
      reading.nothing();
    } else {
      show.run();
      reading.write();
    }
    console.note(page);
    return nothing || report.stopped()
        ? Wrong.ExitCode.UNREADABLE.number()
        : Wrong.ExitCode.DONE.number();
  }

  /// The rooms, put together.
  Wiring wiring() throws IOException {
    return new Wiring(surroundings.content(), settings(), surroundings.clock());
  }
}
