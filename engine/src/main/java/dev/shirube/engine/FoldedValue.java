// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.match.Subject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One value as the compiled rules look at it: its text without case as bytes of UTF-8, and as a
/// subject only where a test cannot do with bytes. Moved from value to value; for one thread.
///
/// Half of a surrogate pair, which UTF-16 values and JSON escapes can hold, is written as three
/// bytes like any other code point, so that it equals nothing else.
final class FoldedValue {
  private static final byte[] LOWER = lower();

  private byte[] folded = new byte[1024];
  private int length;
  private ValueType type = ValueType.NULL;
  private byte[] source = new byte[0];
  private int offset;
  private int sourceLength;
  private @Nullable Subject subject;

  /// Moves to a value.
  FoldedValue on(ValueType newType, byte[] bytes, int newOffset, int newLength) {
    type = newType;
    source = bytes;
    offset = newOffset;
    sourceLength = newLength;
    subject = null;
    reserve(newLength);
    boolean plain =
        switch (newType) {
          case TEXT -> ascii() || points(false);
          // What is not ASCII there is no UTF-8 either.
          case INTEGER, DECIMAL, BOOLEAN, TIME -> ascii();
          case TEXT_JSON -> json();
          case TEXT_UTF16 -> wide();
          case NULL, BINARY, PROCESS_KEY -> false;
        };
    if (!plain) {
      rewrite(subject().folded());
    }
    return this;
  }

  /// The folded text in UTF-8; only the first {@link #length} bytes count.
  byte[] bytes() {
    return folded;
  }

  int length() {
    return length;
  }

  /// The value for tests that need more than its folded bytes.
  Subject subject() {
    Subject known = subject;
    if (known == null) {
      known = new Subject(ValueText.of(type, source, offset, sourceLength));
      subject = known;
    }
    return known;
  }

  private boolean ascii() {
    int any = 0;
    for (int index = 0; index < sourceLength; index++) {
      byte each = source[offset + index];
      any |= each;
      folded[index] = LOWER[each & 0x7f];
    }
    length = sourceLength;
    return any >= 0;
  }

  /// Escapes of two characters are undone on the way.
  private boolean json() {
    int any = 0;
    int to = 0;
    int end = offset + sourceLength;
    for (int index = offset; index < end; index++) {
      byte each = source[index];
      if (each == '\\') {
        int plain = index + 1 < end ? escaped(source[++index]) : -1;
        if (plain < 0) {
          return points(true);
        }
        each = (byte) plain;
      }
      any |= each;
      folded[to++] = LOWER[each & 0x7f];
    }
    length = to;
    return any >= 0 || points(true);
  }

  /// Folds well-formed UTF-8 character by character; anything else goes the long way.
  private boolean points(boolean escapes) {
    reserve(2 * sourceLength);
    int to = 0;
    int end = offset + sourceLength;
    int at = offset;
    while (at < end) {
      int point = source[at];
      int size = 1;
      if (point < 0) {
        size = Utf8.size(source, at, end);
        point = size == 0 ? -1 : Utf8.point(source, at, size);
      } else if (point == '\\' && escapes) {
        size = 2;
        point = at + 1 < end ? escaped(source[at + 1]) : -1;
      }
      if (point < 0) {
        return false;
      }
      to = Utf8.put(Fold.fold(point), folded, to);
      at += size;
    }
    length = to;
    return true;
  }

  private void reserve(int bytes) {
    if (folded.length < bytes) {
      folded = new byte[bytes];
    }
  }

  private boolean wide() {
    int count = sourceLength >> 1;
    reserve(3 * count);
    int to = 0;
    for (int index = offset; index < offset + 2 * count; index += 2) {
      int unit = (source[index] & 0xff) | ((source[index + 1] & 0xff) << 8);
      if (unit < 0x80) {
        folded[to++] = LOWER[unit];
      } else if (Character.isSurrogate((char) unit)) {
        return false;
      } else {
        to = Utf8.put(Fold.fold(unit), folded, to);
      }
    }
    length = to;
    return (sourceLength & 1) == 0;
  }

  private static int escaped(byte letter) {
    return switch (letter) {
      case '\\', '"', '/' -> letter;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> -1;
    };
  }

  private void rewrite(String text) {
    reserve(3 * text.length());
    length = utf8(text, folded);
  }

  /// The folded bytes of a rule's text, to be compared with those of values.
  static byte[] fold(String text) {
    String plain = Fold.fold(text);
    byte[] bytes = new byte[plain.length() * 3];
    return Arrays.copyOf(bytes, utf8(plain, bytes));
  }

  private static int utf8(String text, byte[] into) {
    int to = 0;
    int index = 0;
    while (index < text.length()) {
      int point = text.codePointAt(index);
      index += Character.charCount(point);
      to = Utf8.put(point, into, to);
    }
    return to;
  }

  private static byte[] lower() {
    byte[] table = new byte[128];
    for (int index = 0; index < 128; index++) {
      table[index] = (byte) Fold.fold(index);
    }
    return table;
  }
}
