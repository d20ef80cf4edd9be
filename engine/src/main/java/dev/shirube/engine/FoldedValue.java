// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.match.Subject;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One value as the compiled rules look at it: its text without case as bytes of UTF-8, and as a
/// subject only where a test cannot do with bytes. Moved from value to value; for one thread.
///
/// Half of a surrogate pair, which UTF-16 values and JSON escapes can hold, is written as three
/// bytes like any other code point, so that it equals nothing else.
final class FoldedValue {
  private static final byte[] LOWER = lower();
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long BACKSLASHES = LOW_BITS * '\\';
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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

  /// Eight characters at a time, in a loop so plain that the compiler takes several eights at once.
  private boolean ascii() {
    byte[] from = source;
    byte[] to = folded;
    int start = offset;
    int words = sourceLength & -8;
    long all = 0;
    for (int index = 0; index < words; index += 8) {
      long eight = (long) LONG.get(from, start + index);
      all |= eight;
      LONG.set(to, index, lowered(eight));
    }
    int any = 0;
    for (int index = words; index < sourceLength; index++) {
      byte each = from[start + index];
      any |= each;
      to[index] = LOWER[each & 0x7f];
    }
    length = sourceLength;
    return (all & HIGH_BITS) == 0 && any >= 0;
  }

  /// Eight ASCII characters without case; of others nothing is right.
  private static long lowered(long eight) {
    long fromA = eight + LOW_BITS * (0x80 - 'A');
    long beyondZ = eight + LOW_BITS * (0x80 - 'Z' - 1);
    return eight | ((fromA & ~beyondZ & HIGH_BITS) >>> 2);
  }

  /// Escapes of two characters are undone on the way.
  private boolean json() {
    byte[] from = source;
    byte[] into = folded;
    int to = 0;
    int end = offset + sourceLength;
    int index = offset;
    while (index < end) {
      if (index + 8 <= end) {
        long eight = (long) LONG.get(from, index);
        long other = eight ^ BACKSLASHES;
        long stops = (((other - LOW_BITS) & ~other) | eight) & HIGH_BITS;
        LONG.set(into, to, lowered(eight));
        int plain = Long.numberOfTrailingZeros(stops) >>> 3;
        index += plain;
        to += plain;
        if (plain == 8) {
          continue;
        }
      }
      int each = from[index++];
      if (each == '\\') {
        each = index < end ? escaped(from[index++]) : -1;
      }
      if (each < 0) {
        return points(true);
      }
      into[to++] = LOWER[each];
    }
    length = to;
    return true;
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
