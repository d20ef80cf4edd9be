// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;

/// Spells the fixed-size values of BinXML as the XML of Windows shows them. Holds the spelling of
/// one value at a time.
final class ValueSpelling {
  /// No spelling is longer than this: the longest is a SID with 255 parts.
  private static final int MAX_LENGTH = 32 + 255 * 11;

  private static final byte[] UPPER = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LOWER = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long TICKS_PER_SECOND = 10_000_000L;
  private static final long SECONDS_PER_DAY = 86_400L;
  private static final int[] GUID_ORDER = {
    3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15
  };

  private final byte[] out = new byte[MAX_LENGTH];
  private int length;

  /// The type that a value's spelling has on the tape.
  static ValueType tapeType(int type) {
    return switch (type) {
      case BinXml.Type.INT8,
          BinXml.Type.UINT8,
          BinXml.Type.INT16,
          BinXml.Type.UINT16,
          BinXml.Type.INT32,
          BinXml.Type.UINT32,
          BinXml.Type.INT64,
          BinXml.Type.UINT64 ->
          ValueType.INTEGER;
      case BinXml.Type.REAL32, BinXml.Type.REAL64 -> ValueType.DECIMAL;
      case BinXml.Type.BOOLEAN -> ValueType.BOOLEAN;
      default -> ValueType.TEXT;
    };
  }

  /// The spelling: ASCII from index 0.
  byte[] bytes() {
    return out;
  }

  /// How many bytes the spelling has.
  int length() {
    return length;
  }

  /// The spelling as text.
  String text() {
    return new String(out, 0, length, StandardCharsets.US_ASCII);
  }

  /// Spells a value.
  ///
  /// @return false if the bytes are no value of the type, or the type has no spelling of its own
  boolean spell(int type, byte[] from, int at, int size) {
    length = 0;
    return switch (type) {
      case BinXml.Type.INT8, BinXml.Type.INT16, BinXml.Type.INT32, BinXml.Type.INT64 ->
          isNumber(size) && decimal(signed(from, at, size));
      case BinXml.Type.UINT8, BinXml.Type.UINT16, BinXml.Type.UINT32, BinXml.Type.UINT64 ->
          isNumber(size) && unsignedDecimal(unsigned(from, at, size));
      case BinXml.Type.HEX_INT32, BinXml.Type.HEX_INT64, BinXml.Type.SIZE, BinXml.Type.HANDLE ->
          isNumber(size) && hex(unsigned(from, at, size));
      case BinXml.Type.BOOLEAN ->
          isNumber(size) && ascii(unsigned(from, at, size) != 0 ? "true" : "false");
      case BinXml.Type.REAL32 ->
          size == 4 && real(Float.toString(Float.intBitsToFloat(ChunkBytes.intAt(from, at))));
      case BinXml.Type.REAL64 ->
          size == 8 && real(Double.toString(Double.longBitsToDouble(ChunkBytes.longAt(from, at))));
      case BinXml.Type.GUID -> size == 16 && guid(from, at);
      case BinXml.Type.FILETIME -> size == 8 && filetime(ChunkBytes.longAt(from, at));
      case BinXml.Type.SYSTEMTIME -> size == 16 && systemtime(from, at);
      case BinXml.Type.SID -> sid(from, at, size);
      default -> false;
    };
  }

  private static boolean isNumber(int size) {
    return size == 1 || size == 2 || size == 4 || size == 8;
  }

  private static long signed(byte[] from, int at, int size) {
    int unused = 64 - size * 8;
    return (unsigned(from, at, size) << unused) >> unused;
  }

  private static long unsigned(byte[] from, int at, int size) {
    return switch (size) {
      case 1 -> from[at] & 0xffL;
      case 2 -> ChunkBytes.shortAt(from, at);
      case 4 -> ChunkBytes.intAt(from, at) & 0xffff_ffffL;
      default -> ChunkBytes.longAt(from, at);
    };
  }

  private boolean ascii(String text) {
    for (int index = 0; index < text.length(); index++) {
      put(text.charAt(index));
    }
    return true;
  }

  private void put(int c) {
    out[length++] = (byte) c;
  }

  private boolean decimal(long value) {
    if (value >= 0) {
      return digits(value, 1);
    }
    if (value == Long.MIN_VALUE) {
      return ascii("-9223372036854775808");
    }
    put('-');
    return digits(-value, 1);
  }

  private boolean unsignedDecimal(long value) {
    if (value < 0) {
      digits(Long.divideUnsigned(value, 10), 1);
      return digits(Long.remainderUnsigned(value, 10), 1);
    }
    return digits(value, 1);
  }

  /// Digits of a number that is not negative, with zeros in front up to a width.
  private boolean digits(long value, int width) {
    int count = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      count++;
    }
    int end = length + Math.max(count, width);
    long rest = value;
    for (int at = end - 1; at >= length; at--) {
      out[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length = end;
    return true;
  }

  private boolean hex(long value) {
    put('0');
    put('x');
    int shift = (63 - Long.numberOfLeadingZeros(value | 1)) / 4 * 4;
    for (; shift >= 0; shift -= 4) {
      put(LOWER[(int) (value >>> shift) & 0xf]);
    }
    return true;
  }

  /// The spelling of XML Schema, without a fraction of zero.
  private boolean real(String text) {
    if (text.endsWith("Infinity")) {
      return ascii(text.startsWith("-") ? "-INF" : "INF");
    }
    return ascii(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
  }

  private boolean guid(byte[] from, int at) {
    put('{');
    for (int index : GUID_ORDER) {
      if (index < 0) {
        put('-');
      } else {
        put(UPPER[from[at + index] >> 4 & 0xf]);
        put(UPPER[from[at + index] & 0xf]);
      }
    }
    put('}');
    return true;
  }

  /// A SID ([MS-DTYP] 2.4.2): revision, count, authority (6 bytes, big-endian), sub-authorities.
  private boolean sid(byte[] from, int at, int size) {
    if (size < 8 || size < 8 + 4 * (from[at + 1] & 0xff)) {
      return false;
    }
    long authority = 0;
    for (int index = 2; index < 8; index++) {
      authority = (authority << 8) | (from[at + index] & 0xff);
    }
    ascii("S-");
    digits(from[at] & 0xff, 1);
    put('-');
    if (authority >>> 32 == 0) {
      digits(authority, 1);
    } else {
      hex(authority);
    }
    for (int index = 0; index < (from[at + 1] & 0xff); index++) {
      put('-');
      digits(ChunkBytes.intAt(from, at + 8 + index * 4) & 0xffff_ffffL, 1);
    }
    return true;
  }

  /// 100-nanosecond ticks since 1601, UTC.
  private boolean filetime(long ticks) {
    long seconds = Long.divideUnsigned(ticks, TICKS_PER_SECOND);
    date(seconds / SECONDS_PER_DAY);
    int ofDay = (int) (seconds % SECONDS_PER_DAY);
    return time(ofDay / 3600, ofDay / 60 % 60, ofDay % 60)
        && fraction(Long.remainderUnsigned(ticks, TICKS_PER_SECOND));
  }

  /// The Gregorian date so many days after 1601-01-01: the calendar repeats every 400 years, and
  /// counting years from March puts the leap day at their end.
  private void date(long daysSince1601) {
    long fromMarch = daysSince1601 + 306;
    long era = fromMarch / 146_097;
    long day = fromMarch % 146_097;
    long year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    long ofYear = day - (365 * year + year / 4 - year / 100);
    long march = (5 * ofYear + 2) / 153;
    long month = march < 10 ? march + 3 : march - 9;
    digits(1600 + era * 400 + year + (month <= 2 ? 1 : 0), 4);
    put('-');
    digits(month, 2);
    put('-');
    digits(ofYear - (153 * march + 2) / 5 + 1, 2);
  }

  private boolean time(int hour, int minute, int second) {
    put('T');
    digits(hour, 2);
    put(':');
    digits(minute, 2);
    put(':');
    return digits(second, 2);
  }

  private boolean fraction(long ticks) {
    put('.');
    digits(ticks, 7);
    put('Z');
    return true;
  }

  /// SYSTEMTIME: year, month, day of week, day, hour, minute, second, millisecond.
  private boolean systemtime(byte[] from, int at) {
    digits(ChunkBytes.shortAt(from, at), 4);
    put('-');
    digits(ChunkBytes.shortAt(from, at + 2), 2);
    put('-');
    digits(ChunkBytes.shortAt(from, at + 6), 2);
    return time(
            ChunkBytes.shortAt(from, at + 8),
            ChunkBytes.shortAt(from, at + 10),
            ChunkBytes.shortAt(from, at + 12))
        && fraction(ChunkBytes.shortAt(from, at + 14) * 10_000L);
  }
}
