// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.detect.Finding;
import dev.shirube.event.Digests;
import dev.shirube.sigma.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder in which people put logs, and what was found in them. Each step looks once: a file that
/// has not changed since the step before is scanned, unless its content was scanned already. What
/// was found is on disk before the file counts as scanned, so that nothing is lost or written twice
/// when the program ends at any moment.
final class Inbox {
  /// The file of the data folder that keeps what was found.
  static final String FINDINGS = "findings.jsonl";

  private static final int BUFFER = 1 << 16;

  private final Path folder;
  private final Path findings;
  private final Path scanned;
  private final Scanner scanner;
  private final Map<Path, State> seen = new HashMap<>();
  private final Set<String> contents = new HashSet<>();
  private final Set<String> found = new HashSet<>();
  private final Set<Path> unreadable = new HashSet<>();
  private final BiConsumer<Path, IOException> locked;

  /// How a file looked.
  private record State(long size, FileTime changed, boolean done) {
    boolean isLike(State other) {
      return size == other.size && changed.equals(other.changed);
    }
  }

  /// Scans one file.
  @FunctionalInterface
  interface Scanner {
    /// Finds what is in a file, each finding as one line of JSON; null if it was broken off.
    @Nullable List<String> scan(Path file) throws IOException;

    /// What was found in a file is on the disk: time to put there what goes on to the next file.
    ///
    /// @param content what the inbox knows the file by
    default void kept(String content) throws IOException {}
  }

  /// What a step did with one file.
  ///
  /// @param added findings that were not known before
  /// @param known whether the content had been scanned already
  record Scanned(Path file, int added, boolean known) {}

  /// @param data the data folder, in which findings.jsonl and scanned.txt are kept
  /// @param locked hears of each file that cannot be read for now
  Inbox(Path folder, Path data, Scanner scanner, BiConsumer<Path, IOException> locked) {
    this.locked = locked;
    this.folder = folder;
    this.findings = data.resolve(FINDINGS);
    this.scanned = data.resolve("scanned.txt");
    this.scanner = scanner;
  }

  /// Makes the folders and reads what was kept. A line that was only half written when the program
  /// ended is taken back; its file will be scanned again.
  ///
  /// @return how many findings are kept
  int open() throws IOException {
    Files.createDirectories(folder);
    Path data = scanned.getParent();
    if (data != null) {
      Files.createDirectories(data);
    }
    wholeLines(findings);
    wholeLines(scanned);
    try (Stream<String> lines = Files.lines(findings)) {
      lines.map(Inbox::id).forEach(found::add);
    }
    try (Stream<String> lines = Files.lines(scanned)) {
      lines
          .filter(line -> line.length() >= 64)
          .forEach(line -> contents.add(line.substring(0, 64)));
    }
    return found.size();
  }

  /// The id that stands first in every line of findings.
  private static String id(String line) {
    int from = line.indexOf(":\"") + 2;
    return line.length() >= from + 32 ? line.substring(from, from + 32) : line;
  }

  private static void wholeLines(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      ByteBuffer one = ByteBuffer.allocate(1);
      while (end > 0) {
        one.clear();
        if (channel.read(one, end - 1) == 1 && one.get(0) == '\n') {
          break;
        }
        end--;
      }
      channel.truncate(end);
    }
  }

  /// Looks once. A file that cannot be read now, because another program still holds it, is tried
  /// again at the next step.
  List<Scanned> step() throws IOException {
    List<Scanned> done = new ArrayList<>();
    for (Path file : files()) {
      State now = state(file);
      State before = seen.get(file);
      if (now == null) {
        seen.remove(file);
      } else if (before == null || !before.isLike(now)) {
        seen.put(file, now);
      } else if (!before.done()) {
        String content = contentOf(file);
        if (content.isEmpty()) {
          continue;
        }
        Scanned result = take(file, content);
        if (result == null) {
          return done;
        }
        done.add(result);
        seen.put(file, new State(now.size(), now.changed(), true));
      }
    }
    return done;
  }

  /// How a file looks now; null if it went away since the folder was listed.
  private static @Nullable State state(Path file) {
    try {
      return new State(Files.size(file), Files.getLastModifiedTime(file), false);
    } catch (IOException _) {
      return null;
    }
  }

  /// Every file below the folder, in order. What cannot be listed is left to the next step; links
  /// that lead in a circle are not followed.
  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Set<FileVisitOption> links = Set.of(FileVisitOption.FOLLOW_LINKS);
    Files.walkFileTree(
        folder,
        links,
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  @Nullable
  private Scanned take(Path file, String content) throws IOException {
    if (contents.contains(content)) {
      return new Scanned(file, 0, true);
    }
    List<String> lines = scanner.scan(file);
    if (lines == null) {
      return null;
    }
    List<String> fresh = lines.stream().filter(line -> !found.contains(id(line))).toList();
    append(findings, fresh);
    fresh.forEach(line -> found.add(id(line)));
    scanner.kept(content);
    scanned(content, String.valueOf(folder.relativize(file)));
    return new Scanned(file, fresh.size(), false);
  }

  /// Counts a content as scanned.
  void scanned(String content, String name) throws IOException {
    if (contents.add(content)) {
      append(scanned, List.of(content + "  " + name));
    }
  }

  /// Whether it is a correlation's finding that is kept already: those are said again as long as
  /// their events are kept in mind.
  boolean knows(Finding finding) {
    return finding.rule().kind() == Rule.Kind.CORRELATION
        && found.contains(finding.id().toString());
  }

  /// The SHA-256 of a file; empty if it cannot be read now, which is said once.
  private String contentOf(Path file) {
    try {
      String content = digest(file);
      unreadable.remove(file);
      return content;
    } catch (IOException e) {
      if (unreadable.add(file)) {
        locked.accept(file, e);
      }
      return "";
    }
  }

  private static String digest(Path file) throws IOException {
    MessageDigest digest = Digests.sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Adds lines; they are on the disk when this returns.
  private static void append(Path file, List<String> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long end = channel.size();
      for (String line : lines) {
        ByteBuffer bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          end += channel.write(bytes, end);
        }
      }
      channel.force(true);
    }
  }

  /// How many findings are kept.
  int findings() {
    return found.size();
  }
}
