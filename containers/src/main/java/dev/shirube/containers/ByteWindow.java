// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A stream seen through a window of bytes that moves forward and grows as far as one record needs.
/// Positions are indexes into {@link #bytes()}; they hold until the next {@link #more()} or {@link
/// #ensure(int)}.
public final class ByteWindow {
  private static final int FIRST_BYTES = 1 << 16;
  private static final int MOST_KEPT = 1 << 20;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long LINE_FEEDS = '\n' * LOW_BITS;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final InputStream in;
  private final int limit;
  private byte[] bytes;
  private int from;
  private int to;
  private boolean ended;
  private int counted;
  private long lines = 1;
  private long passed;

  /// @param limit how large the window may grow, in bytes
  public ByteWindow(InputStream in, int limit) {
    this.in = in;
    this.limit = Math.max(limit, 64);
    this.bytes = new byte[Math.min(FIRST_BYTES, this.limit)];
  }

  /// A window with the memory of another, which is not to be used any more.
  public ByteWindow(InputStream in, int limit, ByteWindow used) {
    this.in = in;
    this.limit = Math.max(limit, 64);
    boolean fits = used.bytes.length <= Math.min(MOST_KEPT, this.limit);
    this.bytes = fits ? used.bytes : new byte[Math.min(FIRST_BYTES, this.limit)];
  }

  /// The buffer; replaced when it grows.
  public byte[] bytes() {
    return bytes;
  }

  /// Where the window begins.
  public int from() {
    return from;
  }

  /// Where the window ends: one behind its last byte.
  public int to() {
    return to;
  }

  /// How many bytes can be seen.
  public int size() {
    return to - from;
  }

  /// Whether the stream has nothing behind the window.
  public boolean ended() {
    return ended;
  }

  /// Whether the window is as large as it may become.
  public boolean full() {
    return to - from >= limit;
  }

  /// How many bytes of the stream lie before the window.
  public long offset() {
    return passed + from;
  }

  /// Moves the front of the window to a position.
  public void moveTo(int position) {
    from = position;
  }

  /// Number of the line (1 is the first) that a position at or behind the front lies in; lines end
  /// with a line feed.
  public long line(int position) {
    if (position < counted) {
      return lines - newlines(position, counted);
    }
    lines += newlines(counted, position);
    counted = position;
    return lines;
  }

  private long newlines(int start, int end) {
    long found = 0;
    int at = start;
    for (; at + 32 <= end; at += 32) {
      long any = ends(at) | ends(at + 8) | ends(at + 16) | ends(at + 24);
      found += any == 0 ? 0 : newlinesOf(at, at + 32);
    }
    return found + newlinesOf(at, end);
  }

  /// Not 0 if any of the eight bytes at a position is a line feed.
  private long ends(int at) {
    long differ = (long) LONG.get(bytes, at) ^ LINE_FEEDS;
    return (differ - LOW_BITS) & ~differ & HIGH_BITS;
  }

  private long newlinesOf(int start, int end) {
    long found = 0;
    for (int at = start; at < end; at++) {
      found += bytes[at] == '\n' ? 1 : 0;
    }
    return found;
  }

  /// Makes at least so many bytes visible.
  ///
  /// @return false if the stream or the limit ends before
  public boolean ensure(int size) throws IOException {
    while (to - from < size) {
      if (!more()) {
        return false;
      }
    }
    return true;
  }

  /// Reads on behind the window, at least doubling what is kept when the buffer is full.
  ///
  /// @return false if there is nothing more or the window is {@link #full()}
  public boolean more() throws IOException {
    if (ended || full()) {
      return false;
    }
    makeRoom();
    int before = to;
    while (to < bytes.length) {
      int read = in.read(bytes, to, bytes.length - to);
      if (read < 0) {
        ended = true;
        break;
      }
      to += read;
    }
    return to > before;
  }

  private void makeRoom() {
    line(Math.max(from, counted));
    if (from > 0) {
      System.arraycopy(bytes, from, bytes, 0, to - from);
      counted -= from;
      passed += from;
      to -= from;
      from = 0;
    }
    if (to > bytes.length / 2) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, Math.max(limit, to)));
    }
  }
}
