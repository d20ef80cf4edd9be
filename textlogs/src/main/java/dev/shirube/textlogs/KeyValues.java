// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.event.ValueType;
import java.io.ByteArrayOutputStream;

/// Finds the `key=value` pairs of a text, one after another. Values may stand in double or single
/// quotes; bare ones end at white space, or where the text uses them, at `, ` or ` ; `. Words that
/// belong to no pair stand between pairs.
///
/// A quote ends a value only if the text ends there or something follows that may stand between
/// pairs: quotes inside values are often not escaped.
final class KeyValues {
  private static final int KEY_LIMIT = 128;
  private static final int FAR = Integer.MAX_VALUE;

  private final byte[] text;
  private final int to;
  private final int[] unclosed = {FAR, FAR, FAR};
  private final int[] unescaped = {FAR, FAR, FAR};
  private final boolean strict;
  private boolean semicolons;
  private boolean fresh = true;
  private int next;
  private int wordsFrom;
  private int wordsTo;
  private int keyFrom;
  private int keyTo;
  private int valueFrom;
  private int valueTo;
  private boolean quoted;
  private boolean escaped;

  KeyValues(byte[] text, int from, int to) {
    this(text, from, to, false);
  }

  /// @param strict whether a quote ends a value only before another key or the end, and whether
  ///   `["a","b"]` is one value
  KeyValues(byte[] text, int from, int to, boolean strict) {
    this.text = text;
    this.to = to;
    this.next = from;
    this.strict = strict;
  }

  /// Moves to the next pair.
  ///
  /// @return false if there is none; words may still stand behind the last one
  boolean next() {
    wordsFrom = between(next);
    int at = wordsFrom;
    wordsTo = wordsFrom;
    while (at < to) {
      int equals = keyEnd(at);
      if (equals > at) {
        keyFrom = at;
        keyTo = equals;
        value(equals + 1);
        return true;
      }
      wordsTo = Ascii.tokenEnd(text, at, to);
      at = between(wordsTo);
    }
    next = to;
    return false;
  }

  /// Index behind what stands between pairs.
  private int between(int from) {
    int at = from;
    while (at < to && (Ascii.isSpace(text[at]) || text[at] == ',' || text[at] == ';')) {
      at++;
    }
    return at;
  }

  /// Index of the equals sign behind a key that begins here; else the index itself, or less.
  private int keyEnd(int from) {
    int limit = Math.min(to, from + KEY_LIMIT);
    int at = from;
    while (at < limit && isKeyByte(text[at])) {
      at++;
    }
    boolean key = at < limit && text[at] == '=' && at > from && Ascii.at(text, at + 1, to) != '=';
    return key && !Ascii.isDigit(text[from]) && text[from] != '-' ? at : from;
  }

  static boolean isKeyByte(byte c) {
    return Ascii.isLetter(c) || Ascii.isDigit(c) || "_.-[]:@%/$#".indexOf(c) >= 0;
  }

  private void value(int from) {
    int first = Ascii.at(text, from, to);
    quoted = false;
    escaped = false;
    int close = first == '"' || first == '\'' ? close(from + 1, first) : -1;
    if (close >= 0) {
      quoted = true;
      valueFrom = from + 1;
      valueTo = close;
      next = close + 1;
      return;
    }
    valueFrom = from;
    int token = Ascii.tokenEnd(text, from, to);
    int list = strict && Ascii.startsWith(text, from, to, "[\"") ? close(from + 2, ']') : -1;
    token = list >= 0 ? list + 1 : token;
    if (fresh && Ascii.startsWith(text, token, to, " ; ")) {
      semicolons = keyEnd(Math.min(to, token + 3)) > token + 3;
    }
    fresh = false;
    valueTo = semicolons ? semicolonEnd(from) : token;
    next = valueTo;
    boolean comma = valueTo > from && valueTo < to && ",;".indexOf(text[valueTo - 1]) >= 0;
    valueTo -= comma ? 1 : 0;
  }

  private int semicolonEnd(int from) {
    int end = Ascii.indexOf(text, from, to, " ;");
    return end < 0 ? Ascii.skipSpacesBack(text, from, to) : end;
  }

  /// Index of the quote that ends a value, or -1. What a search to the end did not find is not
  /// searched for again.
  private int close(int from, int quote) {
    int kind = quote == '"' ? 0 : quote == ']' ? 2 : 1;
    int fallback = -1;
    int end = from >= unescaped[kind] ? from : to;
    for (int at = from; at < end; at++) {
      boolean escape = text[at] == '\\' && at + 1 < to;
      at += escape ? 1 : 0;
      escaped |= escape && text[at] == quote;
      if (text[at] == quote && isEnd(at + 1)) {
        if (!escape && (!strict || isBeforeKey(at + 1))) {
          return at;
        }
        fallback = fallback < 0 ? at : fallback;
        end = from >= unclosed[kind] ? at : end;
      }
    }
    unclosed[kind] = Math.min(unclosed[kind], from);
    unescaped[kind] = fallback < 0 ? Math.min(unescaped[kind], from) : unescaped[kind];
    escaped = false;
    return fallback;
  }

  /// Whether a value in quotes may end before an index.
  private boolean isEnd(int at) {
    int c = Ascii.at(text, at, to);
    if (c == -1 || c == ',' || c == ';' || c == ')' || c == ']') {
      return true;
    }
    return Ascii.isSpace(c) || (strict && c >= 'A' && c <= 'Z' && keyEnd(at) > at);
  }

  /// Whether another pair begins behind an index, or nothing stands there.
  private boolean isBeforeKey(int at) {
    int key = between(at);
    return key == to || keyEnd(key) > key;
  }

  boolean hasWords() {
    return wordsTo > wordsFrom;
  }

  /// Index of the words before the pair.
  int wordsFrom() {
    return wordsFrom;
  }

  int wordsTo() {
    return wordsTo;
  }

  int keyFrom() {
    return keyFrom;
  }

  int keyTo() {
    return keyTo;
  }

  int valueFrom() {
    return valueFrom;
  }

  int valueTo() {
    return valueTo;
  }

  boolean isQuoted() {
    return quoted;
  }

  /// Lets the pair end later: its value goes on to an index.
  void extend(int index) {
    valueTo = Math.max(valueTo, index);
    next = valueTo;
  }

  /// Index behind the pair.
  int end() {
    return next;
  }

  /// Writes the value of the pair under a name.
  void write(Parts parts, String name) {
    if (escaped) {
      parts.resolved(name, ValueType.TEXT, resolve());
    } else {
      parts.text(name, valueFrom, valueTo);
    }
  }

  private byte[] resolve() {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(valueTo - valueFrom);
    for (int at = valueFrom; at < valueTo; at++) {
      int following = text[at] == '\\' ? Ascii.at(text, at + 1, valueTo) : -1;
      at += following == '"' || following == '\'' || following == '\\' ? 1 : 0;
      plain.write(text[at]);
    }
    return plain.toByteArray();
  }

  /// Writes every pair under its key and the words between them, up to the limit of fields.
  static void writeAll(Parts parts, int from, int to) {
    KeyValues pairs = new KeyValues(parts.bytes(), from, to);
    boolean more = true;
    while (more) {
      int start = pairs.end();
      more = pairs.next();
      if (parts.isFull()) {
        parts.rest(pairs.between(start), to);
        return;
      }
      if (pairs.hasWords()) {
        parts.text(Parts.WORDS, pairs.wordsFrom, pairs.wordsTo);
      }
      if (more) {
        pairs.write(parts, Ascii.text(parts.bytes(), pairs.keyFrom, pairs.keyTo));
      }
    }
  }
}
