// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.util.List;

/// Everything that is asked of the recording at once.
///
/// @param predicate which events
/// @param range from when to when they happened
/// @param order in which order events come where no step sorts them
/// @param steps what is done with them, in this order; see {@link StepOrder} for which can follow
/// @param limit most events or rows of the answer, 1 or more; the rest is cut off and said to be
public record Question(
    Predicate predicate, TimeRange range, Order order, List<Step> steps, int limit) {
  /// Most events or rows of an answer if nobody says otherwise.
  public static final int USUAL_LIMIT = 1_000;

  public Question {
    steps = List.copyOf(steps);
    StepOrder.check(steps);
    if (limit < 1) {
      throw new IllegalArgumentException("an answer of nothing: " + limit);
    }
  }

  /// In which order events come, by the time they happened.
  public enum Order {
    NEWEST_FIRST,
    OLDEST_FIRST
  }
}
