// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

/// UTF-8 as the Unicode standard defines it: shortest forms only, no surrogates (table 3-7).
public final class Utf8 {
  private Utf8() {}

  /// Whether a span is valid UTF-8.
  public static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      if (bytes[at] >= 0) {
        at++;
      } else {
        int size = sequence(bytes, at, end);
        if (size <= 0) {
          return false;
        }
        at += size;
      }
    }
    return true;
  }

  /// Length of the sequence at a position; 0 if it is cut by the end, -1 if it is none.
  static int sequence(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xff;
    if (lead < 0x80) {
      return 1;
    }
    int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4) {
      return -1;
    }
    for (int next = 1; next < size; next++) {
      if (at + next >= end) {
        return 0;
      }
      int value = bytes[at + next] & 0xff;
      int low = next > 1 ? 0x80 : lowest(lead);
      int high = next > 1 ? 0xbf : highest(lead);
      if (value < low || value > high) {
        return -1;
      }
    }
    return size;
  }

  private static int lowest(int lead) {
    return lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  }

  private static int highest(int lead) {
    return lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  }
}
