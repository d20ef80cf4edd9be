// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Content;
import dev.shirube.installation.Wrong;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Begins a new log source or rule as a copy of a working one.
@Command(name = "scaffold")
final class ScaffoldCommand implements Callable<Integer> {
  private final Session session;

  @Mixin final Session.Options options = new Session.Options();

  @Parameters(index = "0", paramLabel = "source|rule", descriptionKey = "cli.scaffold.kind")
  private Kind kind = Kind.RULE;

  @Parameters(index = "1", paramLabel = "NAME", descriptionKey = "cli.scaffold.name")
  private String name = "";

  /// What can be begun.
  enum Kind {
    SOURCE("sources", ".yaml"),
    RULE("rules", ".yml");

    private final String folder;
    private final String ending;

    Kind(String folder, String ending) {
      this.folder = folder;
      this.ending = ending;
    }
  }

  ScaffoldCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    String file = name.toLowerCase(Locale.ROOT);
    if (!isName(file)) {
      throw Wrong.usage(name, "scaffold.name");
    }
    Path home = session.surroundings().home();
    Path folder = home.resolve("content").resolve(kind.folder);
    if (!Files.isDirectory(folder)) {
      throw Wrong.usage(folder.toString(), "scaffold.content");
    }
    Path target = folder.resolve(file.replace('-', '_') + kind.ending);
    if (kind == Kind.SOURCE) {
      target = folder.resolve(file + kind.ending);
    }
    if (Files.exists(target)) {
      throw Wrong.usage(home.relativize(target).toString(), "scaffold.exists");
    }
    Files.writeString(target, copy(example(new Content(home.resolve("content"))), file));
    tell(home.relativize(target).toString());
    return Wrong.ExitCode.DONE.number();
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> "abcdefghijklmnopqrstuvwxyz0123456789-_.".indexOf(c) >= 0)
        && Character.isLetter(name.charAt(0));
  }

  /// The file that says of itself that it is the example.
  private Path example(Content content) throws IOException {
    for (Path file : content.files(kind.folder, kind.ending)) {
      boolean marked =
          Files.readString(file, StandardCharsets.UTF_8)
              .lines()
              .anyMatch(line -> line.strip().equals("example: true"));
      if (marked) {
        return file;
      }
    }
    throw Wrong.usage(content.root().toString(), "scaffold.example");
  }

  /// The example with the new name or id in place of its own, and no longer marked.
  private String copy(Path example, String file) throws IOException {
    List<String> lines = Files.readString(example, StandardCharsets.UTF_8).lines().toList();
    String key = kind == Kind.RULE ? "id: " : "source: ";
    String old = "";
    for (String line : lines) {
      if (old.isEmpty() && line.startsWith(key)) {
        old = line.substring(key.length()).strip();
      }
    }
    String fresh = kind == Kind.RULE ? UUID.randomUUID().toString() : file.replace('-', '.');
    StringBuilder copy = new StringBuilder();
    for (String line : lines) {
      if (!line.strip().equals("example: true")) {
        copy.append(old.isEmpty() ? line : line.replace(old, fresh)).append('\n');
      }
    }
    return copy.toString();
  }

  private void tell(String file) {
    Page page = session.console().page();
    Words words = session.words();
    page.line(Page.Style.GOOD, words.say("scaffold.made", file));
    page.line(Page.Style.PLAIN, words.say("scaffold.next"));
    String check =
        kind == Kind.RULE ? "./shirube rules test " + file : "./shirube sources check " + file;
    page.line(Page.Style.TITLE, "  $EDITOR " + file);
    page.line(Page.Style.TITLE, "  " + check);
    session.console().print(page);
  }
}
