// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

/// What is known of a part of the recording without opening it. A part is one file that never
/// changes; its rows stand in the order of their time, then of their id.
///
/// @param number its number within its tenant, never used again
/// @param rows how many events it holds, at least one
/// @param bytes how long the file is
/// @param firstNanos when its earliest event happened, nanoseconds since 1970 UTC
/// @param lastNanos when its latest event happened
/// @param firstReceived when the first of its events was received, nanoseconds since 1970 UTC; the
///   time it happened stands in for an event that does not tell
/// @param lastReceived when the last of its events was received
/// @param hash SHA-256 of the file, as hexadecimal digits
public record PartFacts(
    long number,
    int rows,
    long bytes,
    long firstNanos,
    long lastNanos,
    long firstReceived,
    long lastReceived,
    String hash) {
  static final String PREFIX = "part-";
  static final String SUFFIX = ".seg";
  private static final int DIGITS = 10;

  /// The name of its file.
  public String file() {
    return file(number);
  }

  static String file(long number) {
    String digits = Long.toString(number);
    return PREFIX + "0".repeat(Math.max(0, DIGITS - digits.length())) + digits + SUFFIX;
  }

  /// The number in a file's name, -1 if it is not named like a part.
  static long numberOf(String file) {
    int end = file.length() - SUFFIX.length();
    if (!file.startsWith(PREFIX) || !file.endsWith(SUFFIX) || end - PREFIX.length() != DIGITS) {
      return -1;
    }
    long number = 0;
    for (int at = PREFIX.length(); at < end; at++) {
      int digit = file.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  void encode(Codec.Encoder out) {
    out.number(number).number(rows).number(bytes).number(firstNanos).number(lastNanos);
    out.number(firstReceived).number(lastReceived).text(hash);
  }

  static PartFacts decode(Codec.Decoder in) throws StoreException {
    long number = in.number();
    int rows = in.natural();
    long bytes = in.number();
    long first = in.number();
    long last = in.number();
    PartFacts facts =
        new PartFacts(number, rows, bytes, first, last, in.number(), in.number(), in.text());
    if (number < 0 || rows == 0 || bytes < 0 || first > last) {
      throw in.damage();
    }
    return facts;
  }
}
