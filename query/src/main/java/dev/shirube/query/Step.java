// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.util.List;

/// What is done with the events that were found, one step after the other. Events go in; a step
/// that counts makes rows of them, whose columns are the ones it counted by and the number.
///
/// Rows of a counting step come in falling order of their number, those of {@link Rare} in rising
/// order, those of {@link Histogram} in the order of time; equal ones by their values. An event with
/// several values under a column counts once for each distinct one; one without any counts under
/// the empty value.
public sealed interface Step {
  /// How many events or rows there are.
  ///
  /// @param by for each distinct row of values of these columns; of none, in all
  record Count(List<Column> by) implements Step {
    public Count {
      by = List.copyOf(by);
    }
  }

  /// The rows of values that are met most often, with how often.
  ///
  /// @param most how many of them
  /// @param by the columns, one or more
  record Top(int most, List<Column> by) implements Step {
    public Top {
      by = List.copyOf(by);
    }
  }

  /// The rows of values that are met least often, with how often.
  ///
  /// @param most how many of them
  /// @param by the columns, one or more
  record Rare(int most, List<Column> by) implements Step {
    public Rare {
      by = List.copyOf(by);
    }
  }

  /// How many events there are in each span of time; spans without events are there too, with 0.
  ///
  /// @param width length of a span in nanoseconds
  /// @param by counted apart for each distinct row of values of these columns
  record Histogram(long width, List<Column> by) implements Step {
    public Histogram {
      by = List.copyOf(by);
    }
  }

  /// Puts events or rows in order: by the first key, equal ones by the next.
  record Sort(List<Order> keys) implements Step {
    public Sort {
      keys = List.copyOf(keys);
    }
  }

  /// Leaves nothing but these columns, in this order.
  record Fields(List<Column> columns) implements Step {
    public Fields {
      columns = List.copyOf(columns);
    }
  }

  /// Leaves the first events or rows alone.
  record Head(int most) implements Step {}

  /// The processes of the events, as a tree of who started whom.
  record Tree() implements Step {}

  /// Gives each event, beside its own values, those of the event that tells of its process's start,
  /// found by the process key: for every catalogue field that it has no value of itself.
  record JoinProcess() implements Step {}

  /// By what {@link Sort} sorts.
  ///
  /// @param key the column or the number
  /// @param descending whether the greatest comes first
  record Order(Key key, boolean descending) {}

  /// Something to sort by. Values that both spell numbers are compared as numbers, before all
  /// others; others as text without case.
  sealed interface Key {
    /// A column of events or rows.
    record Of(Column column) implements Key {}

    /// The number that the last counting step made.
    enum Number implements Key {
      COUNT
    }
  }
}
