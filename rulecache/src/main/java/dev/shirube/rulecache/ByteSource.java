// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what a {@link ByteSink} wrote. Whatever the bytes are, memory stays within a small
/// multiple of their number.
final class ByteSource {
  private final byte[] bytes;
  private final int end;
  private final String[] texts;
  private int at;

  /// @throws Damaged when the table of texts is not whole
  ByteSource(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
    this.texts = new String[count()];
    for (int index = 0; index < texts.length; index++) {
      texts[index] = spelled();
    }
  }

  /// The bytes are not what a sink wrote.
  static final class Damaged extends RuntimeException {
    Damaged() {
      super("damaged", null, false, false);
    }
  }

  private int next() {
    if (at >= end) {
      throw new Damaged();
    }
    return bytes[at++];
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int part = next();
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new Damaged();
  }

  /// A number from 0 to below a limit.
  int below(int limit) {
    long value = number();
    if (value >= limit) {
      throw new Damaged();
    }
    return (int) value;
  }

  /// How many things follow; each takes a byte at least.
  int count() {
    return below(end - at + 1);
  }

  boolean flag() {
    return below(2) == 1;
  }

  <E> E choice(E[] values) {
    return values[below(values.length)];
  }

  String text() {
    return texts[below(texts.length)];
  }

  @Nullable String optional() {
    return flag() ? text() : null;
  }

  List<String> texts() {
    return list(this::text);
  }

  <T> List<T> list(Supplier<T> one) {
    int count = count();
    List<T> list = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      list.add(one.get());
    }
    return list;
  }

  /// @throws Damaged when something follows
  void end() {
    if (at != end) {
      throw new Damaged();
    }
  }

  private String spelled() {
    long head = number();
    boolean wide = (head & 1) != 0;
    long length = head >>> 1;
    if (length > (end - at) / (wide ? 2 : 1)) {
      throw new Damaged();
    }
    if (!wide) {
      String text = new String(bytes, at, (int) length, StandardCharsets.ISO_8859_1);
      at += (int) length;
      return text;
    }
    char[] chars = new char[(int) length];
    for (int index = 0; index < chars.length; index++) {
      chars[index] = (char) ((bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff));
      at += 2;
    }
    return new String(chars);
  }
}
