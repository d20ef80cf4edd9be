// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import dev.shirube.installation.Surroundings;
import dev.shirube.report.Words;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Shirube as it is installed on Windows, in memory: the product's own content, an empty data
/// folder, and a small corpus made here. Runs commands and keeps what they said.
final class Installation implements Closeable {
  static final String ENCODED = "powershell.exe -enc SQBFAFgAIABoAGUAbABsAG8A";

  private final @Nullable FileSystem files;
  final Path home;
  final Path work;
  private final Path temporary;
  final Surroundings.Stop stop = new Surroundings.Stop();
  final Map<String, String> environment = new TreeMap<>();
  String out = "";
  String err = "";

  Installation() throws IOException {
    this(Jimfs.newFileSystem(Configuration.windows()));
  }

  private Installation(FileSystem files) throws IOException {
    this(files, files.getPath("C:\\"));
  }

  /// An installation in an empty folder of this machine, for what no file system in memory can
  /// have: locks and databases.
  Installation(Path root) throws IOException {
    this(null, root);
  }

  private Installation(@Nullable FileSystem files, Path root) throws IOException {
    this.files = files;
    home = root.resolve("shirube");
    work = root.resolve("work");
    temporary = root.resolve("temp");
    Files.createDirectories(work);
    Files.createDirectories(temporary);
    Path content = Path.of(System.getProperty("shirube.root", "..")).resolve("content");
    try (Stream<Path> walk = Files.walk(content)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path target = home.resolve("content").resolve(content.relativize(file).toString());
        Files.createDirectories(target.resolveSibling("."));
        Files.copy(file, target);
      }
    }
    rule();
  }

  /// A rule that the corpus meets.
  private void rule() throws IOException {
    write(
        "rules/encoded.yml",
        """
        title: Encoded command
        id: 11111111-2222-4333-8444-555555555555
        status: test
        description: Something was hidden in a command.
        level: high
        tags: [attack.execution, attack.t1059.001]
        logsource: {category: process_creation, product: windows}
        detection:
          selection: {CommandLine|contains: ' -enc '}
          condition: selection
        """);
  }

  /// Writes a file of the working folder.
  Path write(String name, String text) throws IOException {
    Path file = work.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  /// One process start as Sysmon's event in JSON.
  static String started(int minute, String host, String command) {
    return """
    {"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational",\
    "Provider_Name":"Microsoft-Windows-Sysmon","SourceName":"Microsoft-Windows-Sysmon",\
    "Hostname":"%2$s","Computer":"%2$s","UtcTime":"2024-05-01 10:%1$02d:00.000",\
    "@timestamp":"2024-05-01T10:%1$02d:00.000Z",\
    "Image":"C:\\\\Windows\\\\System32\\\\WindowsPowerShell\\\\v1.0\\\\powershell.exe",\
    "CommandLine":"%3$s","User":"EXAMPLE\\\\tanaka","ProcessId":"%1$d",\
    "ParentImage":"C:\\\\Windows\\\\explorer.exe"}
    """
        .formatted(minute, host, command);
  }

  Surroundings surroundings() {
    return new Surroundings(
        home,
        work,
        temporary,
        name -> name == null ? null : environment.get(name),
        Clock.fixed(Instant.parse("2024-06-01T00:00:00Z"), ZoneOffset.UTC),
        stop);
  }

  /// Runs a command with the working folder as the place of relative paths.
  ///
  /// @return its exit code
  int run(String... args) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    Console console =
        new Console(new PrintWriter(outText), new PrintWriter(errText), false, false, 100);
    int code = new Program(surroundings(), console).run(args);
    out = outText.toString().replace("\r\n", "\n");
    err = errText.toString().replace("\r\n", "\n");
    return code;
  }

  /// Says problems as commands do.
  void note(List<Problem> problems, Language language) throws IOException {
    StringWriter errText = new StringWriter();
    Console console =
        new Console(
            new PrintWriter(new StringWriter()), new PrintWriter(errText), false, false, 100);
    Content content = new Content(home.resolve("content"));
    Words words = new Words(Messages.load(content).messages(), language, ZoneOffset.UTC);
    new Session(surroundings(), console, words, _ -> null).note(problems);
    err = errText.toString().replace("\r\n", "\n");
  }

  /// Everything the last command said.
  String said() {
    return out + err;
  }

  @Override
  public void close() throws IOException {
    if (files != null) {
      files.close();
    }
  }
}
