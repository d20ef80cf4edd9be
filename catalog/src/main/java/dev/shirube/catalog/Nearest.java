// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.util.Collection;
import java.util.Locale;

/// Finds the word somebody probably meant.
public final class Nearest {
  private Nearest() {}

  /// The word nearest to what was written by letters to change; empty if none is near.
  public static String to(String written, Collection<String> words) {
    String nearest = "";
    int best = Math.max(written.length() < 4 ? 1 : 2, written.length() / 3) + 1;
    for (String word : words) {
      int distance = distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = word;
      }
    }
    return nearest;
  }

  /// Levenshtein's distance, one row at a time.
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int index = 1; index <= one.length(); index++) {
      int diagonal = row[0];
      row[0] = index;
      for (int column = 1; column < row.length; column++) {
        int change = one.charAt(index - 1) == other.charAt(column - 1) ? 0 : 1;
        int cost = Math.min(Math.min(row[column], row[column - 1]) + 1, diagonal + change);
        diagonal = row[column];
        row[column] = cost;
      }
    }
    return row[other.length()];
  }
}
