// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.rings.FileCalls;
import dev.shirube.rings.FileFacts;
import java.nio.file.Path;

/// Reads what is added to a file, from the end it had when it was first looked at; from its
/// beginning once another file took its name or it was cut. For one thread.
final class Tail {
  private static final int PIECE = 1 << 16;

  private final byte[] path;
  private final FileCalls calls;
  private final byte[] bytes = new byte[PIECE];
  private long inode = -1;
  private long at;

  Tail(Path path, FileCalls calls) {
    this.path = PathBytes.of(path.toString());
    this.calls = calls;
    FileFacts facts = calls.facts(this.path);
    if (facts != null) {
      inode = facts.inode();
      at = facts.size();
    }
  }

  /// Whether the file is there.
  boolean isThere() {
    return calls.facts(path) != null;
  }

  /// Reads on.
  ///
  /// @return how many bytes of {@link #bytes} were added; 0 when none were
  int read() {
    FileFacts facts = calls.facts(path);
    if (facts == null || !facts.isOrdinary()) {
      return 0;
    }
    if (facts.inode() != inode || facts.size() < at) {
      inode = facts.inode();
      at = 0;
    }
    if (facts.size() == at) {
      return 0;
    }
    int fd = calls.open(path, FileCalls.CAREFULLY);
    if (fd < 0) {
      return 0;
    }
    try {
      return Math.max(0, calls.readAt(fd, at, bytes, PIECE));
    } finally {
      calls.close(fd);
    }
  }

  byte[] bytes() {
    return bytes;
  }

  /// Tells how many of the bytes were taken; the rest comes again.
  void took(int count) {
    at += count;
  }
}
