// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.containers.Utf8;
import dev.shirube.event.Event;
import dev.shirube.event.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The text of one entry as UTF-8 bytes: where it lies in the batch if it is spelled so, else in a
/// buffer of its own. Moved from entry to entry.
final class TextView {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final String ESCAPES = "\"\\/bfnrt";
  private static final String ESCAPED = "\"\\/\b\f\n\r\t";

  private byte[] scratch = new byte[256];
  private byte[] bytes = scratch;
  private int offset;
  private int length;
  private boolean inBatch;

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /// Whether {@link #offset} is one of the batch's buffer, so that a part need not be copied.
  boolean isInBatch() {
    return inBatch;
  }

  byte at(int index) {
    return bytes[offset + index];
  }

  /// Moves the view.
  TextView on(Event event, int entry) {
    bytes = event.batch().buffer();
    offset = event.offset(entry);
    length = event.length(entry);
    inBatch = true;
    ValueType type = event.type(entry);
    boolean taken =
        switch (type) {
          case TEXT_UTF16 -> narrowed();
          case BINARY, PROCESS_KEY -> false;
          case TEXT_JSON -> find('\\', 0) < 0 || unescaped();
          default -> true;
        };
    if (!taken) {
      take(event.text(entry));
    }
    return this;
  }

  /// Moves the view, and has bytes that are no UTF-8 replaced as in every text.
  TextView repaired(Event event, int entry) {
    on(event, entry);
    if (inBatch && !isAscii() && !Utf8.isValid(bytes, offset, length)) {
      take(event.text(entry));
    }
    return this;
  }

  /// Brings UTF-16 to one byte a character; false if it is not all ASCII.
  private boolean narrowed() {
    int chars = length / 2;
    byte[] to = room(chars);
    for (int index = 0; index < chars; index++) {
      byte low = bytes[offset + index * 2];
      if (low < 0 || bytes[offset + index * 2 + 1] != 0) {
        return false;
      }
      to[index] = low;
    }
    own(chars);
    return true;
  }

  /// Removes JSON's escapes; false if one stands for a character beyond ASCII.
  private boolean unescaped() {
    byte[] from = bytes;
    byte[] to = room(length);
    int size = 0;
    int at = 0;
    for (int slash = find('\\', 0); slash >= 0; slash = find('\\', at)) {
      System.arraycopy(from, offset + at, to, size, slash - at);
      size += slash - at;
      at = slash + 1;
      byte c = at < length ? from[offset + at] : 0;
      int simple = c == 0 ? -1 : ESCAPES.indexOf(c);
      int unit = c == 'u' ? unit(from, offset + at + 1, offset + length) : -1;
      if (unit > 0x7f) {
        return false;
      }
      to[size++] = (byte) (simple >= 0 ? ESCAPED.charAt(simple) : unit >= 0 ? unit : '\\');
      at += simple >= 0 ? 1 : unit >= 0 ? 5 : 0;
    }
    System.arraycopy(from, offset + at, to, size, length - at);
    own(size + length - at);
    return isAscii() || Utf8.isValid(bytes, offset, length);
  }

  /// The number four hexadecimal digits spell, or -1.
  private static int unit(byte[] from, int at, int end) {
    int unit = 0;
    for (int index = at; index < at + 4; index++) {
      int digit = index < end ? Character.digit((char) (from[index] & 0xff), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      unit = (unit << 4) | digit;
    }
    return unit;
  }

  private byte[] room(int size) {
    if (scratch.length < size) {
      scratch = new byte[Math.max(size, scratch.length * 2)];
    }
    return scratch;
  }

  private void own(int size) {
    bytes = scratch;
    offset = 0;
    length = size;
    inBatch = false;
  }

  private void take(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
    offset = 0;
    length = bytes.length;
    inBatch = false;
  }

  String text() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }

  String text(int from, int to) {
    return new String(bytes, offset + from, to - from, StandardCharsets.UTF_8);
  }

  boolean isAscii() {
    return isAscii(0, length);
  }

  boolean isAscii(int from, int to) {
    int end = offset + to;
    int at = offset + from;
    long union = 0;
    for (; at + 8 <= end; at += 8) {
      union |= (long) LONG.get(bytes, at);
    }
    for (; at < end; at++) {
      union |= bytes[at];
    }
    return (union & HIGH_BITS) == 0;
  }

  /// The first place of an ASCII character from a place on, or -1.
  int find(char wanted, int from) {
    long pattern = wanted * LOW_BITS;
    int end = offset + length;
    int at = offset + from;
    for (; at + 8 <= end; at += 8) {
      long differ = (long) LONG.get(bytes, at) ^ pattern;
      long found = (differ - LOW_BITS) & ~differ & HIGH_BITS;
      if (found != 0) {
        return at - offset + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; at < end; at++) {
      if (bytes[at] == wanted) {
        return at - offset;
      }
    }
    return -1;
  }

  /// Where the line ends that a place lies in: at its line feed or carriage return, or at the end.
  int lineEnd(int from) {
    int end = offset + length;
    int at = offset + from;
    for (; at + 8 <= end; at += 8) {
      long word = (long) LONG.get(bytes, at);
      long feed = word ^ '\n' * LOW_BITS;
      long carriage = word ^ '\r' * LOW_BITS;
      long found = (((feed - LOW_BITS) & ~feed) | ((carriage - LOW_BITS) & ~carriage)) & HIGH_BITS;
      if (found != 0) {
        return at - offset + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at - offset;
  }

  /// The first place of an ASCII character within a part, or -1.
  int findIn(char wanted, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[offset + at] == wanted) {
        return at;
      }
    }
    return -1;
  }

  /// The last place of an ASCII character, or -1.
  int findLast(char wanted) {
    int at = length - 1;
    while (at >= 0 && bytes[offset + at] != wanted) {
      at--;
    }
    return at;
  }

  /// The first place of a text, or -1.
  ///
  /// @param text not empty
  int find(byte[] text) {
    return search(text, false);
  }

  /// Looks for places where the first and the last byte of a text stand as far from each other as
  /// in it, eight places a step, and there for the whole text.
  private int search(byte[] text, boolean folded) {
    long first = text[0] & 0xffL;
    long last = text[text.length - 1] & 0xffL;
    long firstCase = folded && isLetter(first) ? 0x20 * LOW_BITS : 0;
    long lastCase = folded && isLetter(last) ? 0x20 * LOW_BITS : 0;
    int end = offset + length - text.length + 1;
    int distance = text.length - 1;
    int at = offset;
    for (; at + 8 <= end; at += 8) {
      long one = ((long) LONG.get(bytes, at) | firstCase) ^ first * LOW_BITS;
      long two = ((long) LONG.get(bytes, at + distance) | lastCase) ^ last * LOW_BITS;
      long differ = one | two;
      long found = (differ - LOW_BITS) & ~differ & HIGH_BITS;
      for (; found != 0; found &= found - 1) {
        int place = at - offset + (Long.numberOfTrailingZeros(found) >>> 3);
        if (folded ? isFoldedAt(text, place) : isAt(text, place)) {
          return place;
        }
      }
    }
    for (; at < end; at++) {
      if (folded ? isFoldedAt(text, at - offset) : isAt(text, at - offset)) {
        return at - offset;
      }
    }
    return -1;
  }

  private static boolean isLetter(long lower) {
    return lower >= 'a' && lower <= 'z';
  }

  /// The last place of a text, or -1.
  int findLast(byte[] text) {
    for (int at = length - text.length; at >= 0; at--) {
      if (isAt(text, at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean isAt(byte[] text, int place) {
    for (int index = 0; index < text.length; index++) {
      if (bytes[offset + place + index] != text[index]) {
        return false;
      }
    }
    return true;
  }

  /// Whether the text contains some folded bytes at a place, ASCII letters without case.
  private boolean isFoldedAt(byte[] folded, int place) {
    for (int index = 0; index < folded.length; index++) {
      if (Vocabulary.Words.lower(bytes[offset + place + index]) != folded[index]) {
        return false;
      }
    }
    return true;
  }

  boolean startsWith(byte[] folded) {
    return length >= folded.length && isFoldedAt(folded, 0);
  }

  boolean endsWith(byte[] folded) {
    return length >= folded.length && isFoldedAt(folded, length - folded.length);
  }

  boolean contains(byte[] folded) {
    return folded.length == 0 || search(folded, true) >= 0;
  }

  /// Where a part begins behind white space, of which only ASCII's is known.
  int stripped(int from, int to) {
    int at = from;
    while (at < to && Character.isWhitespace(at(at))) {
      at++;
    }
    return at;
  }

  /// Where a part ends before white space, of which only ASCII's is known.
  int strippedEnd(int from, int to) {
    int end = to;
    while (end > from && Character.isWhitespace(at(end - 1))) {
      end--;
    }
    return end;
  }
}
