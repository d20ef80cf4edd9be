// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

/// Days of the Gregorian calendar as numbers since 1970-01-01, without an object for each.
final class Days {
  private static final int ERA = 146_097;

  private Days() {}

  /// How many days a month has.
  static long in(long year, long month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2
        ? leap ? 29 : 28
        : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /// The number of a day after the year 0.
  static long since1970(long year, long month, long day) {
    // Years begin in March, so that the leap day is a year's last.
    long shifted = month <= 2 ? year - 1 : year;
    long era = shifted / 400;
    long ofEra = shifted - era * 400;
    long ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * ERA + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468;
  }

  /// Year, month and day of a number that {@link #since1970} gives.
  static long[] date(long day) {
    long since = day + 719_468;
    long era = Math.floorDiv(since, ERA);
    long ofEra = since - era * ERA;
    long year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    long ofYear = ofEra - (365 * year + year / 4 - year / 100);
    long part = (5 * ofYear + 2) / 153;
    long month = part < 10 ? part + 3 : part - 9;
    return new long[] {
      year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * part + 2) / 5 + 1
    };
  }
}
