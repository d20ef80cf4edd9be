// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import dev.shirube.catalog.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/// Turns paths into entries: files, folders with all below them, archives and archives in archives,
/// streamed. What is damaged, too large or locked is told and passed over.
public final class Containers {
  private static final int MAX_FOLDERS = 100;

  private final Problems problems;
  private final Limits limits;
  private final LongConsumer progress;

  /// @param progress hears, in steps, how many more bytes were read from disk
  public Containers(Problems problems, Limits limits, LongConsumer progress) {
    this.problems = problems;
    this.limits = limits;
    this.progress = progress;
  }

  /// What a walk met.
  ///
  /// @param files files on disk that were opened
  /// @param entries entries handed to the visitor
  /// @param complete whether the walk reached its end; false if a limit ended it
  public record Walked(long files, long entries, boolean complete) {}

  /// Hands every entry at or below a path to a visitor, folders in the order of names.
  ///
  /// @throws IOException only when the visitor throws it
  public Walked walk(Path path, EntryVisitor visitor) throws IOException {
    Walk walk = new Walk(new Budget(limits, problems, progress), visitor);
    walk.any(path);
    return new Walked(walk.files, walk.streams.entries(), !walk.budget.stopped());
  }

  /// How many bytes the files at or below a path have: the end of a progress bar.
  public static long sizeBytes(Path path) {
    long[] sum = {0};
    Walk walk = new Walk(new Budget(Limits.STANDARD, _ -> {}, _ -> {}), _ -> {});
    walk.onFile = file -> sum[0] += Files.size(file);
    try {
      walk.any(path);
    } catch (IOException _) {
      return sum[0];
    }
    return sum[0];
  }

  /// What is done with a file of a walk.
  private interface FileAction {
    void take(Path file) throws IOException;
  }

  private static final class Walk {
    private final Budget budget;
    private final StreamWalk streams;
    private final Deque<Path> parents = new ArrayDeque<>();
    private FileAction onFile = this::file;
    private long files;

    Walk(Budget budget, EntryVisitor visitor) {
      this.budget = budget;
      this.streams = new StreamWalk(budget, visitor);
    }

    void any(Path path) throws IOException {
      if (Files.isDirectory(path)) {
        folder(path);
      } else if (Files.isRegularFile(path)) {
        onFile.take(path);
      } else {
        budget.tell(shown(path), Files.exists(path) ? "containers.special" : "containers.missing");
      }
    }

    private void folder(Path folder) throws IOException {
      List<Path> children = new ArrayList<>();
      try {
        Path real = folder.toRealPath();
        if (parents.contains(real) || parents.size() >= MAX_FOLDERS) {
          budget.tell(shown(folder), "containers.loop");
          return;
        }
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder)) {
          listing.forEach(children::add);
        }
        parents.push(real);
      } catch (IOException | RuntimeException e) {
        budget.tell(shown(folder), "containers.unreadable", reason(e));
        return;
      }
      Collections.sort(children);
      for (Path child : children) {
        if (!budget.stopped()) {
          any(child);
        }
      }
      parents.pop();
    }

    private void file(Path file) throws IOException {
      budget.beginFile();
      InputStream opened;
      try {
        opened = Files.newInputStream(file);
      } catch (IOException e) {
        budget.tell(shown(file), "containers.unreadable", reason(e));
        return;
      }
      files++;
      try (InputStream in = new MeteredFile(opened, budget)) {
        streams.walk(shown(file), in, 0);
      } catch (IOException e) {
        if (!budget.isMedium(e)) {
          throw e;
        }
        budget.tell(shown(file), "containers.medium", reason(e));
      }
    }

    private static String shown(Path path) {
      return EntryNames.harmless(path.toString());
    }

    private static String reason(Exception e) {
      return EntryNames.harmless(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /// A file on disk: counts what is read and remembers whether the medium failed.
  private static final class MeteredFile extends InputStream {
    private final InputStream in;
    private final Budget budget;

    MeteredFile(InputStream in, Budget budget) {
      this.in = in;
      this.budget = budget;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        int count = in.read(target, offset, length);
        if (count > 0) {
          budget.tookIn(count);
        }
        return count;
      } catch (IOException e) {
        throw budget.failed(e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
