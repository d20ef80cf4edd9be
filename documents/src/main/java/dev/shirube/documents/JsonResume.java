// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.ByteWindow;
import java.io.IOException;
import java.util.Arrays;

/// Finds where to go on reading JSON behind a record that is broken or too long.
final class JsonResume {
  /// Indentation of a value that does not begin its line.
  static final int UNKNOWN = 1 << 20;

  private static final int MAX_KEY = 200;

  private final ByteWindow window;
  private int indent;
  private byte[] opening = {};

  JsonResume(ByteWindow window) {
    this.window = window;
  }

  /// How far the value at the front of the window is indented.
  int indent() {
    return indent;
  }

  void indent(int newIndent) {
    indent = newIndent;
  }

  /// Remembers how a good record begins: up to the end of its first key.
  void good(int from, int end) {
    indent = UNKNOWN;
    if (opening.length == 0 && window.bytes()[from] == '{') {
      JsonCursor cursor = new JsonCursor();
      cursor.on(window.bytes(), from + 1, end);
      if (cursor.space() == '"'
          && cursor.string() == JsonCursor.Outcome.DONE
          && cursor.at - from <= MAX_KEY) {
        opening = Arrays.copyOfRange(window.bytes(), from, cursor.at);
      }
    }
  }

  /// Whether the value at the front of the window does not end in it.
  boolean isOpen() {
    JsonCursor cursor = new JsonCursor();
    cursor.on(window.bytes(), window.from(), window.to());
    return cursor.skip() == JsonCursor.Outcome.CUT;
  }

  /// Moves to where the next record seems to begin: the end of the broken value if its brackets
  /// close on the same line, or what begins like the records before, or the next line that opens a
  /// value no deeper than the broken one.
  ///
  /// @param top whether records stand free, not in an array
  void afterDamage(boolean top) throws IOException {
    int lineEnd = lineEnd();
    int start = window.from();
    JsonCursor cursor = new JsonCursor();
    cursor.on(window.bytes(), start, lineEnd);
    boolean closes = isBracket(start) && cursor.skip() == JsonCursor.Outcome.DONE;
    if (closes && isFollowed(cursor.at, lineEnd)) {
      window.moveTo(cursor.at);
      return;
    }
    int again = findOpening(start + 1, lineEnd);
    if (again >= 0) {
      window.moveTo(again);
      return;
    }
    int deepest = top && indent == UNKNOWN ? 0 : indent;
    do {
      window.moveTo(Math.min(lineEnd() + 1, window.to()));
    } while (window.ensure(1) && !opensRecord(deepest, top));
    indent = 0;
  }

  private boolean isBracket(int at) {
    return window.bytes()[at] == '{' || window.bytes()[at] == '[';
  }

  private boolean isFollowed(int at, int lineEnd) {
    JsonCursor cursor = new JsonCursor();
    cursor.on(window.bytes(), at, lineEnd);
    int next = cursor.space();
    return next < 0 || next == ',' || next == ']' || next == '{' || next == '}';
  }

  private int findOpening(int start, int end) {
    byte[] bytes = window.bytes();
    int length = opening.length;
    for (int at = start; length > 0 && at + length <= end; at++) {
      if (bytes[at] == '{' && Arrays.equals(bytes, at, at + length, opening, 0, length)) {
        return at;
      }
    }
    return -1;
  }

  /// Position of the line feed that ends the line at the front, or of the window's end.
  private int lineEnd() throws IOException {
    int looked = 0;
    while (true) {
      byte[] bytes = window.bytes();
      for (int at = window.from() + looked; at < window.to(); at++) {
        if (bytes[at] == '\n') {
          return at;
        }
      }
      looked = window.size();
      if (!window.more()) {
        return window.to();
      }
    }
  }

  private boolean opensRecord(int deepest, boolean top) throws IOException {
    int at = 0;
    while (window.ensure(at + 1)) {
      byte b = window.bytes()[window.from() + at];
      if (b != ' ' && b != '\t') {
        boolean opens = b == '{' || b == (top ? '[' : ']');
        return opens && at <= deepest;
      }
      at++;
    }
    return false;
  }

  /// Passes over the rest of a value that is longer than the window, of which nothing was passed.
  void passLong(int from) throws IOException {
    Brackets brackets = new Brackets(0);
    brackets.take(window.bytes(), from, window.to());
    window.moveTo(window.to());
    pass(brackets);
  }

  /// Passes over the rest of the object that the window stands in.
  ///
  /// @return whether it held any more fields
  boolean passObject() throws IOException {
    Brackets brackets = new Brackets(1);
    pass(brackets);
    return brackets.strings > 0;
  }

  private void pass(Brackets brackets) throws IOException {
    while (!brackets.closed && window.ensure(1)) {
      window.moveTo(brackets.take(window.bytes(), window.from(), window.to()));
    }
    indent = UNKNOWN;
  }

  /// Counts brackets outside of strings over any number of windows.
  private static final class Brackets {
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean closed;
    private long strings;

    Brackets(int depth) {
      this.depth = depth;
    }

    /// Goes on until the last bracket closes or the bytes end.
    int take(byte[] bytes, int from, int to) {
      int at = from;
      while (at < to && !closed) {
        byte b = bytes[at++];
        if (inString) {
          inString = escaped || b != '"';
          escaped = !escaped && b == '\\';
        } else if (b == '"') {
          inString = true;
          strings++;
        } else if (b == '{' || b == '[') {
          depth++;
        } else if (b == '}' || b == ']') {
          closed = --depth <= 0;
        }
      }
      return at;
    }
  }
}
