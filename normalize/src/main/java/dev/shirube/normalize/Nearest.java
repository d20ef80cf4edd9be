// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import java.util.Collection;
import java.util.Locale;

/// The word somebody probably meant.
final class Nearest {
  private Nearest() {}

  /// Of the known words the one with the fewest changed letters, without regard to case; empty if
  /// there are none.
  static String to(String word, Collection<String> known) {
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int changes = changes(word, candidate);
      if (changes < least || (changes == least && candidate.compareTo(best) < 0)) {
        best = candidate;
        least = changes;
      }
    }
    return best;
  }

  private static int changes(String from, String to) {
    String left = from.toLowerCase(Locale.ROOT);
    String right = to.toLowerCase(Locale.ROOT);
    int[] row = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= left.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= right.length(); column++) {
        int above = row[column];
        int cost = left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1;
        row[column] = Math.min(Math.min(above, row[column - 1]) + 1, diagonal + cost);
        diagonal = above;
      }
    }
    return row[right.length()];
  }
}
