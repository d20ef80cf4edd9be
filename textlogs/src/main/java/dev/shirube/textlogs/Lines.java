// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.LineReader;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.TextEncoding;
import java.io.IOException;
import java.util.Arrays;

/// The lines of an entry, one after another; a line's bytes are good until the next is asked for.
/// Where it is wanted, octet counting (RFC 6587 section 3.4.1, `83 <34>1 …83 <34>1 …`) is undone:
/// then each frame is a line. Lines that are not framed pass as they are; so does a line whose
/// count is not right.
final class Lines {
  private static final int JOINED_LINES = 1_000;

  private final LineReader lines;
  private final int limit;
  private final boolean unframes;
  private byte[] frame = new byte[512];
  private int from;
  private int to;
  private int end;
  private boolean framed;
  private boolean counted;
  private boolean held;
  private long ordinal;

  private Lines(Entry entry, ReadContext context, boolean unframes) throws IOException {
    limit = context.limits().recordBytes();
    lines = new LineReader(TextEncoding.utf8(entry, context.ansi()), limit);
    this.unframes = unframes;
  }

  static Lines of(Entry entry, ReadContext context) throws IOException {
    return new Lines(entry, context, false);
  }

  /// Lines that may be frames.
  static Lines framed(Entry entry, ReadContext context) throws IOException {
    return new Lines(entry, context, true);
  }

  /// Whether a count of octets and a priority begin here.
  static boolean begins(byte[] bytes, int from, int to) {
    return countEnd(bytes, from, to) >= 0;
  }

  /// Index behind a count of octets that stands before a priority, or -1.
  static int countEnd(byte[] bytes, int from, int to) {
    int space = Ascii.digitsEnd(bytes, from, Math.min(to, from + 9));
    boolean begins = space > from && bytes[from] != '0' && Ascii.startsWith(bytes, space, to, " <");
    int close = begins ? Ascii.digitsEnd(bytes, space + 2, to) : -1;
    return begins && close > space + 2 && Ascii.at(bytes, close, to) == '>' ? space : -1;
  }

  /// Moves to the next line; false at the end.
  boolean next() throws IOException {
    ordinal++;
    if (framed && to < end) {
      from = to;
      frame();
      return true;
    }
    framed = false;
    if (!held && !lines.next()) {
      return false;
    }
    held = false;
    if (unframes && begins(lines.bytes(), lines.start(), end(lines))) {
      from = 0;
      end = 0;
      framed = true;
      counted = true;
      append();
      frame();
    }
    return true;
  }

  /// Cuts the frame that begins at {@code from}; a count that is wrong is taken for one of the
  /// line.
  private void frame() throws IOException {
    int space = countEnd(frame, from, end);
    if (space < 0) {
      to = end;
      return;
    }
    int wanted = Ascii.number(frame, from, space);
    int behind = space + 1 + wanted;
    boolean sound = wanted > 0 && wanted <= limit;
    for (int joined = 0; sound && behind > end + 1 && joined < JOINED_LINES && peek(); joined++) {
      append();
    }
    boolean next = behind < end && countEnd(frame, behind, end) >= 0;
    boolean fits = sound && (next || behind == end || behind == end + 1);
    from = fits ? space + 1 : from;
    to = next && fits ? behind : end;
  }

  /// Whether a line follows that can belong to the frame.
  private boolean peek() throws IOException {
    held = held || lines.next();
    return held
        && !begins(lines.bytes(), lines.start(), end(lines))
        && Ascii.at(lines.bytes(), lines.start(), end(lines)) != '<';
  }

  private void append() {
    int added = lines.length();
    if (frame.length < end + added + 1) {
      frame = Arrays.copyOf(frame, Math.max(end + added + 1, frame.length * 2));
    }
    if (end > 0) {
      frame[end++] = '\n';
    }
    System.arraycopy(lines.bytes(), lines.start(), frame, end, added);
    end += added;
    held = false;
  }

  private static int end(LineReader lines) {
    return lines.start() + lines.length();
  }

  private int withoutEnd() {
    int last = to;
    while (last > from && (frame[last - 1] == '\n' || frame[last - 1] == '\r')) {
      last--;
    }
    return last;
  }

  byte[] bytes() {
    return framed ? frame : lines.bytes();
  }

  int from() {
    return framed ? from : lines.start();
  }

  int to() {
    return framed ? withoutEnd() : end(lines);
  }

  /// Which line of the entry it is, or which frame; 1 is the first.
  long number() {
    return counted ? ordinal : lines.number();
  }

  /// Whether the line was longer than the limit.
  boolean isCut() {
    return lines.truncated();
  }

  /// Whether the line had an end; only the last one can be without.
  boolean isTerminated() {
    return lines.terminated();
  }
}
