// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

/// How much a question may ask for, so that reading and running it stay bounded.
///
/// @param length most characters of its text, in UTF-16
/// @param depth most brackets and negations inside each other
/// @param terms most tests in all
/// @param listSize most texts in all lists together, written out or from files
/// @param steps most steps
/// @param rows most events or rows of an answer where the question does not say
public record QueryLimits(int length, int depth, int terms, int listSize, int steps, int rows) {
  /// What holds where nobody says otherwise.
  public static final QueryLimits USUAL = new QueryLimits(100_000, 50, 1_000, 100_000, 20);

  /// With the usual number of rows.
  public QueryLimits(int length, int depth, int terms, int listSize, int steps) {
    this(length, depth, terms, listSize, steps, Question.USUAL_LIMIT);
  }

  /// The same for whoever wants everything.
  public QueryLimits withAllRows() {
    return new QueryLimits(length, depth, terms, listSize, steps, Integer.MAX_VALUE);
  }

  /// Greatest number that may stand where rows are counted off: head, top, rare, limit.
  public static final int MOST_ROWS = 1_000_000;

  /// Most columns that one step may name.
  public static final int MOST_COLUMNS = 100;
}
