// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Limits;
import dev.shirube.sigma.RuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Finds rule files in folders and archives: our own content, the packs that were added, and
/// whatever is named on the command line.
final class RuleFolders {
  /// No rule is larger; what is larger is told and left out.
  static final int LARGEST_BYTES = 4 << 20;

  private RuleFolders() {}

  /// What was found.
  ///
  /// @param files the files that hold rules, by name
  /// @param setAside how many say that they are deprecated or unsupported
  /// @param problems what could not be read
  record Found(List<RuleFile> files, int setAside, List<Problem> problems) {
    Found {
      files = List.copyOf(files);
      problems = List.copyOf(problems);
    }
  }

  /// Our own rules and those that were added.
  static Found standard(Content content, Path data) throws IOException {
    Gathering gathering = new Gathering();
    for (Path file : content.files("rules", ".yml")) {
      gathering.add("content/rules/" + relative(content, file), Files.readAllBytes(file));
    }
    for (Path pack : packs(data)) {
      gathering.walk(pack);
    }
    return gathering.found();
  }

  private static String relative(Content content, Path file) {
    return content.root().resolve("rules").relativize(file).toString().replace('\\', '/');
  }

  /// The folders of the packs that were added, by name.
  static List<Path> packs(Path data) throws IOException {
    Path folder = data.resolve("rules");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> packs = Files.list(folder)) {
      return packs.filter(Files::isDirectory).filter(RuleFolders::finished).sorted().toList();
    }
  }

  /// A pack that is being added has a name with a dot in front.
  private static boolean finished(Path pack) {
    return !String.valueOf(pack.getFileName()).startsWith(".");
  }

  /// The rules at or below some paths.
  static Found at(List<Path> paths) throws IOException {
    Gathering gathering = new Gathering();
    for (Path path : paths) {
      gathering.walk(path);
    }
    return gathering.found();
  }

  private static final class Gathering {
    private final List<RuleFile> files = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int setAside;

    void walk(Path path) throws IOException {
      new Containers(problems::add, Limits.STANDARD, bytes -> {}).walk(path, this::entry);
    }

    private void entry(Entry entry) throws IOException {
      String name = entry.name().toLowerCase(Locale.ROOT);
      if ((!name.endsWith(".yml") && !name.endsWith(".yaml")) || isOrigin(name)) {
        return;
      }
      InputStream in = entry.open();
      byte[] content = in.readNBytes(LARGEST_BYTES + 1);
      if (content.length > LARGEST_BYTES) {
        problems.addAll(Wrong.usage(entry.name(), "rules.file.large", LARGEST_BYTES).problems());
      } else {
        add(entry.name(), content);
      }
    }

    private static boolean isOrigin(String name) {
      return name.endsWith("/" + RulePack.ORIGIN) || name.endsWith("\\" + RulePack.ORIGIN);
    }

    void add(String name, byte[] content) {
      if (mayBeRule(content)) {
        if (isSetAside(name, "deprecated", content) || isSetAside(name, "unsupported", content)) {
          setAside++;
        } else {
          files.add(new RuleFile(name, content));
        }
      }
    }

    /// Whether a file has a line that every Sigma document has; other YAML lies beside rules.
    private static boolean mayBeRule(byte[] content) {
      String text = '\n' + new String(content, StandardCharsets.UTF_8);
      return text.contains("\ndetection:")
          || text.contains("\ncorrelation:")
          || text.contains("\nfilter:")
          || text.contains("\nlogsource:")
          || text.contains("\ntitle:");
    }

    /// Whether a rule's status, or the folder that its collection put it in, says so.
    private static boolean isSetAside(String name, String status, byte[] content) {
      String text = '\n' + new String(content, StandardCharsets.UTF_8);
      return text.contains("\nstatus: " + status)
          || name.replace('\\', '/').contains("/" + status + "/");
    }

    Found found() {
      return new Found(files, setAside, problems);
    }
  }
}
