// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// What must be known of an event's time beside its value; bits.
public final class TimeFlag {
  /// The claimed time lay outside the years 1970 to 2200 and was clamped.
  public static final int CLAMPED = 1;

  /// The text had no zone and its source does not fix one; the reader's was assumed.
  public static final int ZONE_ASSUMED = 2;

  /// The text had no year; the nearest plausible one was assumed.
  public static final int YEAR_ASSUMED = 4;

  /// The clocks of the record differ by more than a minute.
  public static final int CLOCKS_DIFFER = 8;

  private TimeFlag() {}
}
