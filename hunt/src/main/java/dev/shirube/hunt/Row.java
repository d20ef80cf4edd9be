// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.query.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row of an answer.
///
/// @param event the event it stands for, a copy that stays; null once rows were counted
/// @param cells what stands under each heading, in their order; empty where there is no value, and
///   for times nanoseconds since 1970 UTC in digits
/// @param count how many events it stands for
public record Row(@Nullable Event event, List<String> cells, long count) {
  public Row {
    cells = List.copyOf(cells);
  }

  /// What stands over a row's cells.
  public sealed interface Heading {
    /// The values of a column.
    record Of(Column column) implements Heading {}

    /// What is worked out.
    enum Made implements Heading {
      /// How many events the row stands for.
      COUNT,
      /// When the span of a histogram begins.
      SPAN
    }
  }
}
