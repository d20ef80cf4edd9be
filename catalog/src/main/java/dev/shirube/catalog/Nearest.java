// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.util.Collection;
import java.util.Locale;

/// Finds the word somebody probably meant.
public final class Nearest {
  private Nearest() {}

  /// The word nearest to what was written by letters to change, without regard to case, the first
  /// in order among equally near ones; empty if none is near. Near is up to about a third of what
  /// was written.
  public static String to(String written, Collection<String> words) {
    return within(written, words, Math.max(1, (written.length() + 1) / 3));
  }

  /// The word nearest to what was written, however far; empty only if there are no words.
  public static String of(String written, Collection<String> words) {
    return within(written, words, Integer.MAX_VALUE - 1);
  }

  private static String within(String written, Collection<String> words, int most) {
    String nearest = "";
    int best = most + 1;
    for (String word : words) {
      int distance = distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      boolean first = distance == best && !nearest.isEmpty() && word.compareTo(nearest) < 0;
      if (distance < best || first) {
        best = distance;
        nearest = word;
      }
    }
    return nearest;
  }

  /// Letters to change, add, leave out, or swap with their neighbor (optimal string alignment).
  private static int distance(String one, String other) {
    int[] before = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    for (int column = 0; column < last.length; column++) {
      last[column] = column;
    }
    for (int index = 1; index <= one.length(); index++) {
      int[] row = new int[other.length() + 1];
      row[0] = index;
      for (int column = 1; column < row.length; column++) {
        int change = one.charAt(index - 1) == other.charAt(column - 1) ? 0 : 1;
        row[column] =
            Math.min(Math.min(last[column], row[column - 1]) + 1, last[column - 1] + change);
        if (index > 1 && column > 1 && isSwapped(one, index, other, column)) {
          row[column] = Math.min(row[column], before[column - 2] + 1);
        }
      }
      before = last;
      last = row;
    }
    return last[other.length()];
  }

  private static boolean isSwapped(String one, int index, String other, int column) {
    return one.charAt(index - 1) == other.charAt(column - 2)
        && one.charAt(index - 2) == other.charAt(column - 1);
  }
}
