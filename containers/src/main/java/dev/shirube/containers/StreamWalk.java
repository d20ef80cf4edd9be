// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/// Goes through one file and all archives within it.
final class StreamWalk {
  private final Budget budget;
  private final EntryVisitor visitor;
  private long entries;

  StreamWalk(Budget budget, EntryVisitor visitor) {
    this.budget = budget;
    this.visitor = visitor;
  }

  /// How many entries were handed to the visitor.
  long entries() {
    return entries;
  }

  /// Hands what a stream holds to the visitor.
  ///
  /// @param depth in how many archives it lies
  void walk(String name, InputStream in, int depth) throws IOException {
    HeadStream stream = new HeadStream(in);
    ContainerKind kind = ContainerKind.of(stream.head());
    if (kind == ContainerKind.NONE) {
      visit(name, stream);
    } else if (kind == ContainerKind.FOREIGN) {
      budget.tell(name, "containers.foreign");
    } else if (depth >= budget.limits().nesting()) {
      budget.tell(name, "containers.limit.nesting", budget.limits().nesting());
    } else {
      open(kind, name, stream, depth);
    }
  }

  private void open(ContainerKind kind, String name, HeadStream in, int depth) throws IOException {
    switch (kind) {
      case GZIP, BZIP2 -> unpack(kind, name, in, depth);
      case ZIP -> zip(name, in, depth);
      default -> tar(name, in, depth);
    }
  }

  /// One compressed file. A tar in it counts as the same archive.
  private void unpack(ContainerKind kind, String name, HeadStream in, int depth)
      throws IOException {
    try (InputStream unpacked = kind == ContainerKind.GZIP ? gzip(name, in) : bzip2(in)) {
      HeadStream plain = new HeadStream(budget.metered(name, unpacked));
      if (ContainerKind.of(plain.head()) == ContainerKind.TAR) {
        tar(name, plain, depth);
      } else {
        walk(name, plain, depth + 1);
      }
    }
  }

  private InputStream gzip(String name, InputStream in) {
    return new GzipStream(in, name, budget);
  }

  /// Opened when the first byte is asked for, so that a broken front is met where damage is told.
  private static InputStream bzip2(InputStream in) {
    return new InputStream() {
      private @Nullable InputStream plain;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        InputStream open = plain == null ? new BZip2CompressorInputStream(in, true) : plain;
        plain = open;
        return open.read(target, offset, length);
      }
    };
  }

  private void zip(String name, InputStream in, int depth) throws IOException {
    try (ZipStream zip = new ZipStream(in, name, budget)) {
      Seen seen = new Seen(name);
      ZipMember member = zip.next();
      while (member != null && seen.mayGoOn(budget)) {
        if (!member.directory() && seen.isWanted(member.name())) {
          String child = seen.child(member.name(), budget);
          if (member.encrypted()) {
            budget.tell(child, "containers.zip.encrypted");
          } else if (member.readable()) {
            walk(child, budget.metered(child, zip), depth + 1);
          } else {
            budget.tell(child, "containers.zip.method", member.method());
          }
        }
        member = budget.fileStopped() ? null : zip.next();
      }
      seen.tell(budget);
    }
  }

  private void tar(String name, InputStream in, int depth) throws IOException {
    try (TarStream tar = new TarStream(in, name, budget)) {
      Seen seen = new Seen(name);
      String member = tar.next();
      while (member != null && seen.mayGoOn(budget)) {
        if (seen.isWanted(member)) {
          walk(seen.child(member, budget), tar, depth + 1);
        }
        member = budget.fileStopped() ? null : tar.next();
      }
      seen.tell(budget);
    }
  }

  private void visit(String name, HeadStream in) throws IOException {
    entries++;
    visitor.visit(
        new Entry() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public byte[] head() throws IOException {
            return in.head();
          }

          @Override
          public InputStream open() {
            return in;
          }
        });
  }

  /// What was met in one archive so far.
  private static final class Seen {
    private final String archive;
    private long entries;
    private long resourceForks;

    Seen(String archive) {
      this.archive = archive;
    }

    boolean mayGoOn(Budget budget) {
      if (++entries > budget.limits().entries()) {
        budget.tell(archive, "containers.limit.entries", budget.limits().entries());
        return false;
      }
      return true;
    }

    /// Whether an entry is data and not what macOS adds beside each file.
    boolean isWanted(String name) {
      boolean fork = name.startsWith("__MACOSX/") || name.contains("/__MACOSX/");
      resourceForks += fork ? 1 : 0;
      return !fork;
    }

    String child(String name, Budget budget) {
      String child = archive + "!/" + EntryNames.shown(name);
      if (EntryNames.isUnsafe(name)) {
        budget.tell(child, "containers.name", EntryNames.harmless(name));
      }
      return child;
    }

    void tell(Budget budget) {
      if (resourceForks > 0) {
        budget.tell(archive, "containers.macos", resourceForks);
      }
    }
  }
}
