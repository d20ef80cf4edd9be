// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The lines of an entry, one after another. What is longer than the limit is cut.
final class RawLines {
  private final InputStream input;
  private final int limit;
  private byte[] buffer = new byte[1 << 16];
  private int filled;
  private int next;
  private int scan;
  private int from;
  private int to;
  private long number;
  private boolean ended;
  private boolean terminated;
  private boolean cut;
  private boolean fresh = true;

  RawLines(InputStream input, int limit) {
    this.input = input;
    this.limit = limit;
  }

  /// Moves to the next line.
  ///
  /// @return false at the end
  boolean next() throws IOException {
    from = next;
    scan = from;
    while (true) {
      if (scan == filled && !fill()) {
        terminated = false;
        next = filled;
        break;
      }
      if (buffer[scan] == '\n') {
        terminated = true;
        next = scan + 1;
        break;
      }
      scan++;
    }
    to = scan;
    boolean more = next > from;
    trim();
    number += more ? 1 : 0;
    return more;
  }

  private void trim() {
    cut = false;
    while (terminated && to > from && buffer[to - 1] == '\r') {
      to--;
    }
    if (to - from > limit) {
      to = from + limit;
      cut = true;
    }
    if (fresh && to - from >= 3) {
      boolean mark =
          (buffer[from] & 0xff) == 0xef
              && (buffer[from + 1] & 0xff) == 0xbb
              && (buffer[from + 2] & 0xff) == 0xbf;
      from += mark ? 3 : 0;
    }
    fresh = false;
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    System.arraycopy(buffer, from, buffer, 0, filled - from);
    filled -= from;
    scan -= from;
    from = 0;
    if (filled > limit) {
      filled = limit + 1;
      scan = filled;
    }
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = input.read(buffer, filled, buffer.length - filled);
    ended = read < 0;
    filled += Math.max(read, 0);
    return read > 0 || (!ended && fill());
  }

  byte[] bytes() {
    return buffer;
  }

  int start() {
    return from;
  }

  int length() {
    return to - from;
  }

  long number() {
    return number;
  }

  boolean terminated() {
    return terminated;
  }

  boolean truncated() {
    return cut;
  }
}
