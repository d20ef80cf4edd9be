// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Nearest;
import dev.shirube.report.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /// The rooms, put together.
  Wiring wiring() throws IOException {
    return new Wiring(surroundings.content(), settings(), surroundings.clock());
  }
}
