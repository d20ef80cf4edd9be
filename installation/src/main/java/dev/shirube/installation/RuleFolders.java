// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Limits;
import dev.shirube.event.Digests;
import dev.shirube.sigma.RuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds rule files in folders and archives: our own content, the packs that were added, and
/// whatever is named on the command line.
public final class RuleFolders {
  /// No rule is larger; what is larger is told and left out.
  public static final int LARGEST_BYTES = 4 << 20;

  private RuleFolders() {}

  /// What was found.
  ///
  /// @param files the files that hold rules, by name
  /// @param setAside how many say that they are deprecated or unsupported
  /// @param problems what could not be read
  public record Found(List<RuleFile> files, int setAside, List<Problem> problems) {
    public Found {
      files = List.copyOf(files);
      problems = List.copyOf(problems);
    }
  }

  /// Where rules lie.
  ///
  /// @param content where our own lie; null when only the paths count
  /// @param paths folders and archives with rules
  public record Places(@Nullable Content content, List<Path> paths) {
    public Places {
      paths = List.copyOf(paths);
    }

    /// Our own rules and those that were added.
    public static Places standard(Content content, Path data) throws IOException {
      return new Places(content, packs(data));
    }

    /// The rules at these places.
    public Found find() throws IOException {
      Gathering gathering = new Gathering();
      if (content != null) {
        for (Path file : content.files("rules", ".yml")) {
          gathering.add("content/rules/" + relative(content, file), Files.readAllBytes(file));
        }
      }
      for (Path path : paths) {
        gathering.walk(path);
      }
      return gathering.found();
    }

    /// Adds names and contents of all files there to a digest, as they lie on disk.
    ///
    /// @return false when that would take too long, or is not possible
    boolean addTo(MessageDigest digest) {
      Digestion digestion = new Digestion(digest);
      try {
        if (content != null) {
          digestion.all(content.files("rules", ".yml"));
        }
        for (Path path : paths) {
          digestion.all(filesBelow(path));
        }
        return true;
      } catch (IOException | UncheckedIOException _) {
        return false;
      }
    }

    private static List<Path> filesBelow(Path path) throws IOException {
      try (Stream<Path> walk = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
        return walk.filter(Files::isRegularFile).sorted().toList();
      }
    }
  }

  /// Feeds files to a digest, up to as many bytes as reading them anew is worth.
  static final class Digestion {
    private static final long MOST_BYTES = 64L << 20;

    private final MessageDigest digest;
    private final byte[] chunk = new byte[1 << 16];
    private long bytes;

    Digestion(MessageDigest digest) {
      this.digest = digest;
    }

    /// @throws IOException when a file cannot be read or there are too many bytes
    void all(List<Path> files) throws IOException {
      for (Path file : files) {
        text(file.toString());
        long before = bytes;
        try (InputStream in = Files.newInputStream(file)) {
          for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            digest.update(chunk, 0, count);
            bytes += count;
            if (bytes > MOST_BYTES) {
              throw new IOException("more than " + MOST_BYTES + " bytes");
            }
          }
        }
        text(Long.toString(bytes - before));
      }
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      Digests.update(digest, utf8, 0, utf8.length);
    }
  }

  /// Our own rules and those that were added.
  public static Found standard(Content content, Path data) throws IOException {
    return Places.standard(content, data).find();
  }

  private static String relative(Content content, Path file) {
    return content.root().resolve("rules").relativize(file).toString().replace('\\', '/');
  }

  /// The folders of the packs that were added, by name.
  public static List<Path> packs(Path data) throws IOException {
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
  public static Found at(List<Path> paths) throws IOException {
    return new Places(null, paths).find();
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
