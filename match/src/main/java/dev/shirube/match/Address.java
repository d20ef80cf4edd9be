// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import org.jspecify.annotations.Nullable;

/// An IP address as 128 bits. IPv4 is held as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2), so that
/// 192.0.2.1 and ::ffff:192.0.2.1 are the same address. A zone (fe80::1%eth0) is read and dropped.
///
/// @param high the first eight bytes
/// @param low the last eight bytes
public record Address(long high, long low) {
  private static final long MAPPED = 0xffff_0000_0000L;
  private static final int MAX_LENGTH = 128;

  /// The address of a text; null when it spells none. Leading zeros in IPv4 are not an address, as
  /// programs disagree whether they mean octal.
  public static @Nullable Address parse(String text) {
    if (text.length() < 2 || text.length() > MAX_LENGTH) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      long four = four(text, 0, text.length());
      return four < 0 ? null : new Address(0, MAPPED | four);
    }
    int zone = text.indexOf('%');
    return zone == text.length() - 1 ? null : six(zone < 0 ? text : text.substring(0, zone));
  }

  /// Whether it is an IPv4 address or an IPv6 spelling of one.
  public boolean isFour() {
    return high == 0 && low >>> 32 == 0xffffL;
  }

  private static long four(String text, int from, int to) {
    long value = 0;
    int index = from;
    for (int part = 0; part < 4; part++) {
      int start = index;
      int number = 0;
      while (index < to && text.charAt(index) >= '0' && text.charAt(index) <= '9' && number < 256) {
        number = number * 10 + text.charAt(index++) - '0';
      }
      boolean zeros = index - start > 1 && text.charAt(start) == '0';
      if (index == start || number > 255 || zeros) {
        return -1;
      }
      value = value << 8 | number;
      if (part < 3 && (index >= to || text.charAt(index++) != '.')) {
        return -1;
      }
    }
    return index == to ? value : -1;
  }

  private static @Nullable Address six(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    int[] head = new int[9];
    int[] tail = new int[9];
    if (!groups(gap < 0 ? text : text.substring(0, gap), gap < 0, head)) {
      return null;
    }
    if (gap >= 0 && !groups(text.substring(gap + 2), true, tail)) {
      return null;
    }
    int known = head[8] + tail[8];
    if (gap < 0 ? known != 8 : known > 7) {
      return null;
    }
    System.arraycopy(tail, 0, head, 8 - tail[8], tail[8]);
    return new Address(words(head, 0), words(head, 4));
  }

  /// Reads groups into `into`; the last number of it is how many there were.
  private static boolean groups(String text, boolean last, int[] into) {
    int index = 0;
    int count = 0;
    while (index < text.length()) {
      int colon = text.indexOf(':', index);
      int end = colon < 0 ? text.length() : colon;
      if (last && colon < 0 && text.indexOf('.', index) >= 0 && count <= 6) {
        long four = four(text, index, end);
        into[count] = (int) (four >>> 16);
        into[count + 1] = (int) four & 0xffff;
        into[8] = count + 2;
        return four >= 0;
      }
      int group = group(text, index, end);
      if (group < 0 || count == 8 || end == text.length() - 1) {
        return false;
      }
      into[count++] = group;
      index = end + 1;
    }
    into[8] = count;
    return true;
  }

  private static int group(String text, int from, int to) {
    if (to - from < 1 || to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int index = from; index < to; index++) {
      char c = text.charAt(index);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static long words(int[] groups, int from) {
    return (long) groups[from] << 48
        | (long) groups[from + 1] << 32
        | (long) groups[from + 2] << 16
        | groups[from + 3];
  }
}
