// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

/// UTF-16, little-endian, as UTF-8 and back, where that loses nothing.
public final class Utf16 {
  private Utf16() {}

  /// Writes UTF-16 as UTF-8.
  ///
  /// @param into has room for one and a half times the length
  /// @return how many bytes were written; -1 if the bytes are not well-formed and would not come
  ///   back
  public static int toUtf8(byte[] bytes, int offset, int length, byte[] into, int to) {
    if ((length & 1) != 0) {
      return -1;
    }
    int at = to;
    for (int index = offset; index < offset + length; index += 2) {
      int unit = unit(bytes, index);
      if (unit < 0x80) {
        into[at++] = (byte) unit;
      } else if (!Character.isSurrogate((char) unit)) {
        at = put(unit, into, at);
      } else {
        int low = index + 2 < offset + length ? unit(bytes, index + 2) : 0;
        if (!Character.isSurrogatePair((char) unit, (char) low)) {
          return -1;
        }
        at = put(Character.toCodePoint((char) unit, (char) low), into, at);
        index += 2;
      }
    }
    return at - to;
  }

  private static int unit(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  private static int put(int point, byte[] into, int from) {
    int at = from;
    if (point < 0x800) {
      into[at++] = (byte) (0xc0 | point >> 6);
    } else if (point < 0x10000) {
      into[at++] = (byte) (0xe0 | point >> 12);
      into[at++] = (byte) (0x80 | (point >> 6 & 0x3f));
    } else {
      into[at++] = (byte) (0xf0 | point >> 18);
      into[at++] = (byte) (0x80 | (point >> 12 & 0x3f));
      into[at++] = (byte) (0x80 | (point >> 6 & 0x3f));
    }
    into[at++] = (byte) (0x80 | (point & 0x3f));
    return at;
  }

  /// Writes UTF-8 that {@link #toUtf8} gave as UTF-16.
  ///
  /// @param into has room for twice the length
  /// @return how many bytes were written
  public static int toUtf16(byte[] bytes, int offset, int length, byte[] into, int to) {
    int at = to;
    int index = offset;
    while (index < offset + length) {
      int lead = bytes[index];
      int more = lead >= 0 ? 0 : lead < (byte) 0xe0 ? 1 : lead < (byte) 0xf0 ? 2 : 3;
      int point = more == 0 ? lead : lead & (0x3f >> more);
      for (int count = 0; count < more; count++) {
        point = point << 6 | (bytes[index + 1 + count] & 0x3f);
      }
      index += 1 + more;
      if (point >= 0x10000) {
        at = unit(Character.highSurrogate(point), into, at);
        at = unit(Character.lowSurrogate(point), into, at);
      } else {
        at = unit((char) point, into, at);
      }
    }
    return at - to;
  }

  private static int unit(char unit, byte[] into, int at) {
    into[at] = (byte) unit;
    into[at + 1] = (byte) (unit >>> 8);
    return at + 2;
  }
}
