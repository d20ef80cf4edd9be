// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.BodyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a bulk request: lines of actions, and behind those that have one a line with a document.
/// It is read whole before anything of it is taken, so that a body that makes no sense is refused
/// whole.
final class BulkReader {
  private static final int BUFFER = 64 * 1024;
  private static final int ACTION_BYTES = 64 * 1024;
  private static final int ITEMS = 100_000;

  private final InputStream in;
  private final String index;
  private final int documentBytes;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private int lines;

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
        BulkAction action = line.cut() ? null : BulkAction.parse(line.bytes());
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
          return line == null ? null : ended(line, cut);
        }
      }
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      if (line == null) {
        line = new ByteArrayOutputStream(at - from);
        lines++;
      }
      int room = Math.min(at - from, limit - line.size());
      line.write(buffer, from, room);
      cut |= room < at - from;
      if (at < end) {
        at++;
        return ended(line, cut);
      }
    }
  }

  private static Line ended(ByteArrayOutputStream line, boolean cut) {
    return new Line(SyslogFrames.trimmed(line.toByteArray()), cut);
  }
}
