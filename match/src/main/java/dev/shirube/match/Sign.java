// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

/// What may stand in a pattern where a character would: numbers that are no code points.
final class Sign {
  /// Stands for any one character.
  static final int ONE = -1;

  /// Stands for any number of characters.
  static final int MANY = -2;

  /// Stands for one character that can begin an option of a Windows command.
  static final int DASH = -3;

  private Sign() {}

  /// Whether a character can begin an option: hyphen, slash, en dash, em dash, horizontal bar.
  static boolean isDash(int point) {
    return point == '-' || point == '/' || (point >= 0x2013 && point <= 0x2015);
  }
}
