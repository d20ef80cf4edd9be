// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where numbers and texts are written to. Numbers take seven bits a byte, the lowest first; a text
/// is written once, in a table of its own, and is a number after that.
final class ByteSink {
  private final Map<String, Integer> texts = new HashMap<>();
  private final Bytes table = new Bytes();
  private final Bytes body = new Bytes();

  /// Bytes that grow.
  private static final class Bytes {
    private byte[] bytes = new byte[1 << 16];
    private int size;

    void put(int value) {
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, size * 2);
      }
      bytes[size++] = (byte) value;
    }

    void number(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        put((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      put((int) rest);
    }

    void text(String text) {
      boolean narrow = true;
      for (int index = 0; index < text.length(); index++) {
        narrow &= text.charAt(index) < 256;
      }
      number((long) text.length() << 1 | (narrow ? 0 : 1));
      for (int index = 0; index < text.length(); index++) {
        char c = text.charAt(index);
        if (!narrow) {
          put(c >>> 8);
        }
        put(c);
      }
    }
  }

  /// A number, not negative.
  void number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    }
    body.number(value);
  }

  void flag(boolean value) {
    body.put(value ? 1 : 0);
  }

  void choice(Enum<?> value) {
    body.number(value.ordinal());
  }

  void text(String text) {
    Integer known = texts.get(text);
    if (known == null) {
      known = texts.size();
      texts.put(text, known);
      table.text(text);
    }
    body.number(known);
  }

  void optional(@Nullable String text) {
    flag(text != null);
    if (text != null) {
      text(text);
    }
  }

  void texts(Collection<String> list) {
    number(list.size());
    list.forEach(this::text);
  }

  /// Everything written: how many texts, the texts, the rest.
  byte[] bytes() {
    Bytes count = new Bytes();
    count.number(texts.size());
    byte[] all = Arrays.copyOf(count.bytes, count.size + table.size + body.size);
    System.arraycopy(table.bytes, 0, all, count.size, table.size);
    System.arraycopy(body.bytes, 0, all, count.size + table.size, body.size);
    return all;
  }
}
