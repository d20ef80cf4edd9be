// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Limits;
import java.io.IOException;
import java.util.Arrays;

/// Undoes octet counting (RFC 6587 section 3.4.1): `83 <34>1 …83 <34>1 …`. Lines that are not framed
/// pass as they are; so does a line whose count is not right.
final class SyslogFrames implements LineSource {
  private static final int JOINED_LINES = 1_000;

  private final Lines lines;
  private final Limits limits;
  private byte[] frame = new byte[512];
  private int from;
  private int to;
  private int end;
  private boolean framed;
  private boolean counted;
  private boolean held;
  private long ordinal;

  SyslogFrames(Lines lines, Limits limits) {
    this.lines = lines;
    this.limits = limits;
  }

  /// Whether a count of octets and a priority begin here.
  static boolean begins(byte[] bytes, int from, int to) {
    return countEnd(bytes, from, to) >= 0;
  }

  private static int countEnd(byte[] bytes, int from, int to) {
    int space = Ascii.digitsEnd(bytes, from, Math.min(to, from + 9));
    boolean begins = space > from && bytes[from] != '0' && Ascii.startsWith(bytes, space, to, " <");
    int close = begins ? Ascii.digitsEnd(bytes, space + 2, to) : -1;
    return begins && close > space + 2 && Ascii.at(bytes, close, to) == '>' ? space : -1;
  }

  @Override
  public boolean next() throws IOException {
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
    if (begins(lines.bytes(), lines.from(), lines.to())) {
      from = 0;
      end = 0;
      framed = true;
      counted = true;
      append();
      frame();
    }
    return true;
  }

  /// Cuts the frame that begins at {@code from}; a count that is wrong is taken for one of the line.
  private void frame() throws IOException {
    int space = countEnd(frame, from, end);
    if (space < 0) {
      to = end;
      return;
    }
    int wanted = Ascii.number(frame, from, space);
    int behind = space + 1 + wanted;
    boolean sound = wanted > 0 && wanted <= limits.recordBytes();
    for (int joined = 0; sound && behind > end + 1 && joined < JOINED_LINES && peek(); joined++) {
      append();
    }
    boolean next = behind < end && countEnd(frame, behind, end) >= 0;
    from = space + 1;
    to = sound && next ? behind : end;
  }

  /// Whether a line follows that can belong to the frame.
  private boolean peek() throws IOException {
    held = held || lines.next();
    return held
        && !begins(lines.bytes(), lines.from(), lines.to())
        && Ascii.at(lines.bytes(), lines.from(), lines.to()) != '<';
  }

  private void append() {
    int added = lines.to() - lines.from();
    if (frame.length < end + added + 1) {
      frame = Arrays.copyOf(frame, Math.max(end + added + 1, frame.length * 2));
    }
    if (end > 0) {
      frame[end++] = '\n';
    }
    System.arraycopy(lines.bytes(), lines.from(), frame, end, added);
    end += added;
    held = false;
  }

  @Override
  public byte[] bytes() {
    return framed ? frame : lines.bytes();
  }

  @Override
  public int from() {
    return framed ? from : lines.from();
  }

  @Override
  public int to() {
    return framed ? Ascii.skipSpacesBack(frame, from, to) : lines.to();
  }

  @Override
  public long number() {
    return counted ? ordinal : lines.number();
  }

  @Override
  public boolean isCut() {
    return lines.isCut();
  }
}
