// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// What must be known of one value beside its bytes; bits of the tape's flag byte.
public final class EntryFlag {
  /// Made by normalizing from other values; the source did not spell it.
  public static final int DERIVED = 1;

  /// Holds bytes that are not valid in the encoding; they are kept.
  public static final int UNDECODABLE = 2;

  /// Longer than the limit; the rest is missing.
  public static final int TRUNCATED = 4;

  /// A document inside a value: its parts follow as entries of their own.
  public static final int SPLIT = 8;

  private EntryFlag() {}
}
