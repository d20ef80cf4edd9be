// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import org.jspecify.annotations.Nullable;

/// A way to spell numbers of which each has exactly one spelling: so that the number can be kept in
/// the text's place and the text comes back to the last byte.
///
/// @param kind which way
/// @param digits how many digits follow the point, 0 for no point
/// @param between what stands between day and time of day
/// @param suffix what stands behind a time: nothing, Z or an offset
public record NumberSpelling(Kind kind, int digits, byte between, byte suffix) {
  /// What no text is read as.
  public static final long NONE = Long.MIN_VALUE;

  /// Most bytes of one spelling.
  static final int LONGEST = 48;

  /// Whole numbers.
  public static final NumberSpelling WHOLE = new NumberSpelling(Kind.WHOLE, 0, (byte) 0, (byte) 0);

  private static final int MOST_DIGITS = 18;
  private static final int SECONDS_LENGTH = 19;

  /// The ways there are. Their ordinals are written to files: append only.
  public enum Kind {
    /// Decimal digits without needless zeros, perhaps a minus.
    WHOLE,
    /// The same, a point and so many digits.
    FRACTION,
    /// 0x and lower-case hexadecimal digits without needless zeros.
    HEXADECIMAL,
    /// Four decimal numbers with points between.
    ADDRESS,
    /// Year to second as ISO 8601 has it.
    TIME
  }

  /// The way a text is spelled, if it is one of these.
  public static @Nullable NumberSpelling guess(byte[] bytes, int offset, int length) {
    for (Kind kind : Kind.values()) {
      int point = kind == Kind.FRACTION || kind == Kind.TIME ? point(bytes, offset, length) : -1;
      int digits = point < 0 ? 0 : digits(bytes, point + 1, offset + length);
      boolean time = kind == Kind.TIME && length >= SECONDS_LENGTH;
      byte last = time ? bytes[offset + length - 1] : 0;
      NumberSpelling guessed =
          new NumberSpelling(
              kind, digits, time ? bytes[offset + 10] : 0, last >= '0' && last <= '9' ? 0 : last);
      if (guessed.read(bytes, offset, length) != NONE) {
        return guessed;
      }
    }
    return null;
  }

  private static int point(byte[] bytes, int offset, int length) {
    for (int at = offset; at < offset + length; at++) {
      if (bytes[at] == '.') {
        return at;
      }
    }
    return -1;
  }

  private static int digits(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - from;
  }

  /// The number of a text; {@link #NONE} if it is not spelled this way.
  public long read(byte[] bytes, int offset, int length) {
    int end = offset + length;
    return switch (kind) {
      case WHOLE -> whole(bytes, offset, end);
      case FRACTION -> fraction(bytes, offset, end);
      case HEXADECIMAL -> hexadecimal(bytes, offset, end);
      case ADDRESS -> address(bytes, offset, end);
      case TIME -> time(bytes, offset, end);
    };
  }

  private static long whole(byte[] bytes, int from, int to) {
    boolean minus = to > from && bytes[from] == '-';
    int first = minus ? from + 1 : from;
    int length = to - first;
    boolean needless = length > (minus ? 0 : 1) && bytes[first] == '0';
    if (length < 1 || length > MOST_DIGITS || needless || digits(bytes, first, to) != length) {
      return NONE;
    }
    long value = number(bytes, first, to);
    return minus ? -value : value;
  }

  private static long number(byte[] bytes, int from, int to) {
    long value = 0;
    for (int at = from; at < to; at++) {
      value = value * 10 + bytes[at] - '0';
    }
    return value;
  }

  private long fraction(byte[] bytes, int from, int to) {
    int point = to - digits - 1;
    if (digits < 1 || point <= from || to - from > MOST_DIGITS || bytes[point] != '.') {
      return NONE;
    }
    long whole = whole(bytes, from, point);
    if (whole < 0 || digits(bytes, point + 1, to) != digits) {
      return NONE;
    }
    return whole * power(digits) + number(bytes, point + 1, to);
  }

  private static long hexadecimal(byte[] bytes, int from, int to) {
    int length = to - from - 2;
    boolean prefixed = length >= 1 && length <= 15 && bytes[from] == '0' && bytes[from + 1] == 'x';
    if (!prefixed || (length > 1 && bytes[from + 2] == '0')) {
      return NONE;
    }
    long value = 0;
    for (int at = from + 2; at < to; at++) {
      int digit = ByteSpelling.digit(bytes[at], false);
      if (digit < 0) {
        return NONE;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static long address(byte[] bytes, int from, int to) {
    long value = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      int length = digits(bytes, at, to);
      boolean wrong = length < 1 || length > 3 || (length > 1 && bytes[at] == '0');
      long number = wrong ? 256 : number(bytes, at, at + length);
      at += length;
      if (number > 255 || (part < 3 ? at >= to || bytes[at++] != '.' : at != to)) {
        return NONE;
      }
      value = value << 8 | number;
    }
    return value;
  }

  private long time(byte[] bytes, int from, int to) {
    int length = SECONDS_LENGTH + (digits > 0 ? digits + 1 : 0) + (suffix != 0 ? 1 : 0);
    boolean shaped =
        to - from == length
            && digits <= 9
            && bytes[from + 4] == '-'
            && bytes[from + 7] == '-'
            && bytes[from + 10] == between
            && bytes[from + 13] == ':'
            && bytes[from + 16] == ':'
            && (digits == 0 || bytes[from + SECONDS_LENGTH] == '.')
            && (suffix == 0 || bytes[to - 1] == suffix);
    if (!shaped) {
      return NONE;
    }
    long year = part(bytes, from, 4, 1970, 2199);
    long month = part(bytes, from + 5, 2, 1, 12);
    long day = part(bytes, from + 8, 2, 1, year < 0 || month < 0 ? 0 : Days.in(year, month));
    long hour = part(bytes, from + 11, 2, 0, 23);
    long minute = part(bytes, from + 14, 2, 0, 59);
    long second = part(bytes, from + 17, 2, 0, 59);
    boolean fractional = digits == 0 || digits(bytes, from + 20, to) == digits;
    if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || !fractional) {
      return NONE;
    }
    long seconds = Days.since1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    return seconds * power(digits) + number(bytes, from + 20, digits == 0 ? 0 : from + 20 + digits);
  }

  private static long part(byte[] bytes, int from, int length, long least, long most) {
    long value =
        digits(bytes, from, from + length) == length ? number(bytes, from, from + length) : -1;
    return value < least || value > most ? -1 : value;
  }

  private static long power(int digits) {
    long power = 1;
    for (int count = 0; count < digits; count++) {
      power *= 10;
    }
    return power;
  }

  /// Spells a number.
  ///
  /// @return how many bytes it took, {@link #LONGEST} at most
  public int write(long value, byte[] into, int offset) {
    return switch (kind) {
      case WHOLE -> decimal(value, into, offset);
      case FRACTION -> {
        int length = decimal(value / power(digits), into, offset);
        into[offset + length] = '.';
        yield length + 1 + padded(value % power(digits), digits, into, offset + length + 1);
      }
      case HEXADECIMAL -> hexadecimal(value, into, offset);
      case ADDRESS -> {
        int at = offset;
        for (int shift = 24; shift >= 0; shift -= 8) {
          at += decimal(value >>> shift & 0xff, into, at);
          into[at++] = '.';
        }
        yield at - 1 - offset;
      }
      case TIME -> time(value, into, offset);
    };
  }

  private static int decimal(long value, byte[] into, int offset) {
    int minus = value < 0 ? 1 : 0;
    into[offset] = '-';
    long rest = Math.abs(value);
    int length = 1;
    for (long more = rest / 10; more != 0; more /= 10) {
      length++;
    }
    return minus + padded(rest, length, into, offset + minus);
  }

  private static int padded(long value, int length, byte[] into, int offset) {
    long rest = value;
    for (int at = offset + length - 1; at >= offset; at--) {
      into[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return length;
  }

  private static int hexadecimal(long value, byte[] into, int offset) {
    int length = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
    into[offset] = '0';
    into[offset + 1] = 'x';
    for (int index = 0; index < length; index++) {
      int digit = (int) (value >>> ((length - 1 - index) * 4)) & 15;
      into[offset + 2 + index] = ByteSpelling.digit(digit, false);
    }
    return length + 2;
  }

  private int time(long value, byte[] into, int offset) {
    long seconds = Math.floorDiv(value, power(digits));
    long day = Math.floorDiv(seconds, 86_400);
    long clock = Math.floorMod(seconds, 86_400);
    long[] date = Days.date(day);
    padded(date[0], 4, into, offset);
    into[offset + 4] = '-';
    padded(date[1], 2, into, offset + 5);
    into[offset + 7] = '-';
    padded(date[2], 2, into, offset + 8);
    into[offset + 10] = between;
    padded(clock / 3600, 2, into, offset + 11);
    into[offset + 13] = ':';
    padded(clock / 60 % 60, 2, into, offset + 14);
    into[offset + 16] = ':';
    padded(clock % 60, 2, into, offset + 17);
    int at = offset + SECONDS_LENGTH;
    if (digits > 0) {
      into[at] = '.';
      at += 1 + padded(Math.floorMod(value, power(digits)), digits, into, at + 1);
    }
    if (suffix != 0) {
      into[at++] = suffix;
    }
    return at - offset;
  }
}
