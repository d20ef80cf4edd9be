// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.BodyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a bulk request: lines of actions, and behind those that have one a line with a document.
/// It is read whole before anything of it is taken, so that a body that makes no sense is refused
/// whole.
final class BulkReader {
  private static final int BUFFER = 64 * 1024;
  private static final int ACTION_BYTES = 64 * 1024;
  private static final int ITEMS = 100_000;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LINE_FEEDS = '\n' * LOW_BITS;

  private final InputStream in;
  private final String index;
  private final int documentBytes;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private int lines;
  private byte[] lastLine = {};
  private @Nullable BulkAction last;

  /// @param index of the path, for actions that name none
  /// @param documentBytes the longest document
  BulkReader(InputStream in, String index, int documentBytes) {
    this.in = in;
    this.index = index;
    this.documentBytes = documentBytes;
  }

  /// One action.
  ///
  /// @param document null when it has none, or one that is too long
  record Item(BulkAction action, byte @Nullable [] document, boolean tooLong) {}

  private record Line(byte[] bytes, boolean cut) {}

  /// All items.
  ///
  /// @throws BodyException when the body makes no sense
  List<Item> read() throws IOException {
    List<Item> items = new ArrayList<>();
    Line line = next(ACTION_BYTES);
    while (line != null) {
      if (line.bytes().length > 0) {
        BulkAction action = line.cut() ? null : action(line.bytes());
        if (action == null) {
          throw new BodyException(400, "malformed action, line " + lines);
        }
        if (items.size() >= ITEMS) {
          throw new BodyException(413, "items: " + ITEMS);
        }
        items.add(item(action));
      }
      line = next(ACTION_BYTES);
    }
    return items;
  }

  /// Most actions of a request are the same.
  private @Nullable BulkAction action(byte[] line) {
    if (!Arrays.equals(line, lastLine)) {
      last = BulkAction.parse(line);
      lastLine = line;
    }
    return last;
  }

  private Item item(BulkAction action) throws IOException {
    BulkAction placed =
        action.index().isEmpty() ? new BulkAction(action.verb(), index, action.id()) : action;
    if (!action.hasDocument()) {
      return new Item(placed, null, false);
    }
    Line document = next(documentBytes);
    if (document == null) {
      throw new BodyException(400, "document missing, line " + lines);
    }
    boolean there = !document.cut() && document.bytes().length > 0;
    return new Item(placed, there ? document.bytes() : null, document.cut());
  }

  /// The next line without its end.
  private @Nullable Line next(int limit) throws IOException {
    ByteArrayOutputStream line = null;
    boolean cut = false;
    while (true) {
      if (at == end) {
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        at = 0;
        if (end == 0) {
          return line == null ? null : ended(line.toByteArray(), cut);
        }
      }
      int from = at;
      at = lineEnd(from);
      lines += line == null ? 1 : 0;
      if (line == null && at < end && at - from <= limit) {
        // Most lines are whole in the buffer.
        return ended(Arrays.copyOfRange(buffer, from, at++), false);
      }
      line = line == null ? new ByteArrayOutputStream(at - from) : line;
      int room = Math.min(at - from, limit - line.size());
      line.write(buffer, from, room);
      cut |= room < at - from;
      if (at < end) {
        at++;
        return ended(line.toByteArray(), cut);
      }
    }
  }

  /// Where the line ends that goes on at a place; the end of the buffer if it goes on behind.
  private int lineEnd(int from) {
    int to = from;
    for (; to + 8 <= end; to += 8) {
      long eight = (long) LONG.get(buffer, to) ^ LINE_FEEDS;
      long ends = (eight - LOW_BITS) & ~eight & HIGH_BITS;
      if (ends != 0) {
        return to + Long.numberOfTrailingZeros(ends) / 8;
      }
    }
    while (to < end && buffer[to] != '\n') {
      to++;
    }
    return to;
  }

  private static Line ended(byte[] line, boolean cut) {
    return new Line(SyslogFrames.trimmed(line), cut);
  }
}
