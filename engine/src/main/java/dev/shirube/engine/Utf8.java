// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

/// Characters in UTF-8 (RFC 3629), one at a time.
final class Utf8 {
  private Utf8() {}

  /// How many bytes the character beyond ASCII at an index has; 0 if it is not well-formed.
  static int size(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xff;
    int size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (size == 0 || at + size > end) {
      return 0;
    }
    for (int index = at + 1; index < at + size; index++) {
      if ((bytes[index] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xff;
    boolean wrong =
        switch (lead) {
          // Longer than need be, half of a surrogate pair, beyond the last code point.
          case 0xe0 -> second < 0xa0;
          case 0xed -> second > 0x9f;
          case 0xf0 -> second < 0x90;
          case 0xf4 -> second > 0x8f;
          default -> false;
        };
    return wrong ? 0 : size;
  }

  /// The code point of a well-formed character beyond ASCII.
  static int point(byte[] bytes, int at, int size) {
    int point = bytes[at] & (0x7f >> size);
    for (int index = at + 1; index < at + size; index++) {
      point = (point << 6) | (bytes[index] & 0x3f);
    }
    return point;
  }

  /// Writes a code point.
  ///
  /// @return the index behind it
  static int put(int point, byte[] into, int at) {
    if (point < 0x80) {
      into[at] = (byte) point;
      return at + 1;
    }
    if (point < 0x800) {
      into[at] = (byte) (0xc0 | (point >> 6));
      into[at + 1] = (byte) (0x80 | (point & 0x3f));
      return at + 2;
    }
    if (point < 0x10000) {
      into[at] = (byte) (0xe0 | (point >> 12));
      into[at + 1] = (byte) (0x80 | ((point >> 6) & 0x3f));
      into[at + 2] = (byte) (0x80 | (point & 0x3f));
      return at + 3;
    }
    into[at] = (byte) (0xf0 | (point >> 18));
    into[at + 1] = (byte) (0x80 | ((point >> 12) & 0x3f));
    into[at + 2] = (byte) (0x80 | ((point >> 6) & 0x3f));
    into[at + 3] = (byte) (0x80 | (point & 0x3f));
    return at + 4;
  }
}
