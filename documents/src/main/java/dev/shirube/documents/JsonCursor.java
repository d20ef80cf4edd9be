// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.event.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A place in a JSON text (RFC 8259) as bytes. It reads what the grammar allows, and beyond that
/// what careless writers produce and no one can misread: control characters and undecodable bytes
/// in strings, unknown escapes, leading zeros, NaN and Infinity, a comma before a closing bracket.
final class JsonCursor {
  private static final String TITLE = "Record ";

  /// How a step ended.
  enum Outcome {
    DONE,
    /// The bytes ended before the value did.
    CUT,
    /// Not JSON.
    WRONG
  }

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * LOW_BITS;
  private static final long SLASHES = '\\' * LOW_BITS;

  private static final byte[][] WORDS = {
    {'t', 'r', 'u', 'e'},
    {'f', 'a', 'l', 's', 'e'},
    {'n', 'u', 'l', 'l'},
    {'N', 'a', 'N'},
    {'I', 'n', 'f', 'i', 'n', 'i', 't', 'y'},
    {'-', 'I', 'n', 'f', 'i', 'n', 'i', 't', 'y'},
  };
  private static final ValueType[] WORD_TYPES = {
    ValueType.BOOLEAN,
    ValueType.BOOLEAN,
    ValueType.NULL,
    ValueType.TEXT,
    ValueType.TEXT,
    ValueType.TEXT,
  };

  private final @Nullable StringBounds bounds;

  byte[] bytes = {};
  int at;
  int to;

  /// Where the value read last begins and ends; inside the quotes for a string.
  int start;

  int end;

  /// Whether the string read last holds escapes.
  boolean escaped;

  /// Whether the string read last holds bytes beyond ASCII.
  boolean high;

  /// How the scalar read last is to be taken.
  ValueType type = ValueType.NULL;

  /// A cursor that finds the ends of strings by itself.
  JsonCursor() {
    this(null);
  }

  /// @param scanner what finds the ends of strings ahead of the cursor; null for nothing
  JsonCursor(@Nullable StructuralScanner scanner) {
    bounds = scanner == null ? null : new StringBounds(scanner);
  }

  /// Puts the cursor on a text.
  ///
  /// @param base tells texts apart that came one after the other to lie in the same array
  void on(byte[] text, int from, int until, long base) {
    on(text, from, until);
    StringBounds index = bounds;
    if (index != null) {
      index.on(text, from, base);
    }
  }

  /// Puts the cursor on a text.
  void on(byte[] text, int from, int until) {
    bytes = text;
    at = from;
    to = until;
  }

  /// Passes over white space.
  ///
  /// @return the byte under the cursor, or -1 at the end
  int space() {
    if (at < to) {
      int first = bytes[at] & 0xff;
      if (first > ' ') {
        return first;
      }
    }
    return spaces();
  }

  private int spaces() {
    while (at < to) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xff;
      }
      at++;
    }
    return -1;
  }

  /// Reads the string whose opening quote is under the cursor.
  Outcome string() {
    StringBounds index = bounds;
    int mark = index == null ? StringBounds.UNKNOWN : index.closing(at, to);
    return mark < 0 ? search() : marked(mark);
  }

  private Outcome marked(int mark) {
    start = at + 1;
    end = mark >>> StringBounds.SHIFT;
    at = end + 1;
    escaped = (mark & StringBounds.ESCAPED) != 0;
    high = (mark & StringBounds.HIGH) != 0;
    type = escaped ? ValueType.TEXT_JSON : ValueType.TEXT;
    return Outcome.DONE;
  }

  /// Looks for the end of the string, eight bytes a step.
  private Outcome search() {
    byte[] text = bytes;
    int until = to;
    int index = at + 1;
    start = index;
    long union = 0;
    while (index + 8 <= until) {
      long word = (long) LONG.get(text, index);
      long marks = matches(word, QUOTES) | matches(word, SLASHES);
      if (marks != 0) {
        int before = Long.numberOfTrailingZeros(marks) & ~7;
        union |= word & ((1L << before) - 1);
        index += before >>> 3;
        return text[index] == '"' ? ended(index, false, union) : escapes(index, union);
      }
      union |= word;
      index += 8;
    }
    while (index < until && text[index] != '"' && text[index] != '\\') {
      union |= text[index++];
    }
    return index < until && text[index] == '\\'
        ? escapes(index, union)
        : ended(index, false, union);
  }

  /// Goes on from the first escape: looks for quotes alone, and whether each is escaped.
  private Outcome escapes(int from, long unionSoFar) {
    byte[] text = bytes;
    int until = to;
    int index = from;
    long union = unionSoFar;
    while (index < until) {
      if (index + 8 <= until) {
        long word = (long) LONG.get(text, index);
        long marks = matches(word, QUOTES);
        if (marks == 0) {
          union |= word;
          index += 8;
          continue;
        }
        int before = Long.numberOfTrailingZeros(marks) & ~7;
        union |= word & ((1L << before) - 1);
        index += before >>> 3;
      }
      if (text[index] == '"' && !isEscaped(text, from, index)) {
        break;
      }
      union |= text[index++];
    }
    return ended(index, true, union);
  }

  /// Whether an odd number of backslashes stands before a place.
  private static boolean isEscaped(byte[] text, int from, int place) {
    int slash = place;
    while (slash > from && text[slash - 1] == '\\') {
      slash--;
    }
    return ((place - slash) & 1) != 0;
  }

  private Outcome ended(int index, boolean slash, long union) {
    end = index;
    at = index + 1;
    escaped = slash;
    high = (union & HIGH_BITS) != 0;
    type = slash ? ValueType.TEXT_JSON : ValueType.TEXT;
    return index < to ? Outcome.DONE : Outcome.CUT;
  }

  /// The high bit of each byte that equals the pattern's; behind the first one others may be wrong.
  private static long matches(long word, long pattern) {
    long differ = word ^ pattern;
    return (differ - LOW_BITS) & ~differ & HIGH_BITS;
  }

  /// Reads the number or word under the cursor.
  Outcome scalar() {
    start = at;
    end = to;
    type = ValueType.TEXT;
    escaped = false;
    high = false;
    int b = bytes[at];
    if (b == '-' && at + 1 == to) {
      return Outcome.CUT;
    }
    boolean number = (b >= '0' && b <= '9') || (b == '-' && bytes[at + 1] != 'I');
    return number ? number() : word();
  }

  private Outcome number() {
    if (bytes[at] == '-') {
      at++;
    }
    boolean good = digits();
    type = ValueType.INTEGER;
    if (good && at < to && bytes[at] == '.') {
      at++;
      type = ValueType.DECIMAL;
      good = digits();
    }
    if (good && at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      type = ValueType.DECIMAL;
      if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      good = digits();
    }
    end = at;
    if (at >= to) {
      return Outcome.CUT;
    }
    return good ? Outcome.DONE : Outcome.WRONG;
  }

  private boolean digits() {
    int from = at;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at > from;
  }

  private Outcome word() {
    for (int index = 0; index < WORDS.length; index++) {
      byte[] word = WORDS[index];
      int same = 0;
      while (same < word.length && at + same < to && bytes[at + same] == word[same]) {
        same++;
      }
      if (same == word.length) {
        at += same;
        end = at;
        type = WORD_TYPES[index];
        return Outcome.DONE;
      }
      if (at + same >= to) {
        return Outcome.CUT;
      }
    }
    return Outcome.WRONG;
  }

  /// Passes over the object, array, string or scalar under the cursor by its brackets alone,
  /// however deep it is.
  Outcome skip() {
    int depth = 0;
    do {
      int b = space();
      if (b < 0) {
        return Outcome.CUT;
      }
      if (b == '"') {
        if (string() == Outcome.CUT) {
          return Outcome.CUT;
        }
      } else {
        depth += b == '{' || b == '[' ? 1 : 0;
        depth -= b == '}' || b == ']' ? 1 : 0;
        if (depth == 0 && b != '}' && b != ']') {
          return scalar();
        }
        at++;
      }
    } while (depth > 0);
    return Outcome.DONE;
  }

  /// The line that some dumpers of event logs put before each document: Record 12.
  ///
  /// @return where the line ends, or {@code from} if it is no such line
  static int behindTitle(byte[] bytes, int from, int to) {
    int at = from;
    for (int index = 0; index < TITLE.length(); index++, at++) {
      if (at >= to || bytes[at] != TITLE.charAt(index)) {
        return from;
      }
    }
    int digits = at;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    boolean ends = at < to && (bytes[at] == '\n' || bytes[at] == '\r');
    return ends && at > digits ? at : from;
  }
}
