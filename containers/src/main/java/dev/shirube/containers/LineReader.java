// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The lines of a text as spans of bytes. Lines end with LF or CR LF, or with CR in a text whose
/// front holds no LF; the last one needs no end. NUL and every other byte belong to the line.
public final class LineReader {
  private final ByteWindow window;
  private final int limit;
  private boolean chosen;
  private byte end = '\n';
  private byte[] line = {};
  private int start;
  private int length;
  private int next;
  private long number;
  private boolean truncated;
  private boolean terminated;

  /// @param in the text in UTF-8, as {@link TextEncoding} gives it
  /// @param limit most bytes of a line; the rest of a longer one is passed over
  public LineReader(InputStream in, int limit) {
    this.window = new ByteWindow(in, Math.max(limit, 1 << 16) + 2);
    this.limit = limit;
  }

  /// Moves to the next line.
  ///
  /// @return false at the end of the text
  public boolean next() throws IOException {
    window.moveTo(next);
    if (!window.ensure(1)) {
      return false;
    }
    choose();
    int stop = find();
    start = window.from();
    terminated = stop < window.to();
    length = stop - start;
    truncated = false;
    next = terminated ? stop + 1 : stop;
    number++;
    line = window.bytes();
    if (!terminated && !window.ended()) {
      passRest();
    } else if (terminated && end == '\n' && length > 0 && window.bytes()[stop - 1] == '\r') {
      length--;
    }
    if (length > limit) {
      length = limit;
      truncated = true;
    }
    return true;
  }

  private void choose() {
    if (!chosen) {
      chosen = true;
      boolean carriageReturns = false;
      for (int at = window.from(); at < window.to(); at++) {
        if (window.bytes()[at] == '\n') {
          return;
        }
        carriageReturns |= window.bytes()[at] == '\r' && at + 1 < window.to();
      }
      end = carriageReturns ? (byte) '\r' : end;
    }
  }

  /// Position of the line's end, or of the window's end if the line does not fit in it.
  private int find() throws IOException {
    int looked = 0;
    while (true) {
      byte[] bytes = window.bytes();
      for (int at = window.from() + looked; at < window.to(); at++) {
        if (bytes[at] == end) {
          return at;
        }
      }
      looked = window.size();
      if (!window.more()) {
        return window.to();
      }
    }
  }

  /// Keeps the front of a line that is too long in a place of its own and goes to its end.
  private void passRest() throws IOException {
    line = Arrays.copyOfRange(window.bytes(), start, start + limit + 1);
    int stop = window.to();
    while (stop == window.to()) {
      window.moveTo(stop);
      if (!window.ensure(1)) {
        break;
      }
      stop = find();
    }
    terminated = stop < window.to();
    next = terminated ? stop + 1 : window.to();
    start = 0;
    length = limit + 1;
  }

  /// The buffer that holds the line; valid until {@link #next()}.
  public byte[] bytes() {
    return line;
  }

  /// Where the line begins in {@link #bytes()}.
  public int start() {
    return start;
  }

  /// The line's length in bytes, without its end.
  public int length() {
    return length;
  }

  /// The line's number; 1 is the first.
  public long number() {
    return number;
  }

  /// Whether the line was longer than the limit and its rest is missing.
  public boolean truncated() {
    return truncated;
  }

  /// Whether the line had an end; only the last line of a text can be without.
  public boolean terminated() {
    return terminated;
  }
}
