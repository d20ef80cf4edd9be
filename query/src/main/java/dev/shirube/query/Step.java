// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/// What is done with the events that were found, one step after the other. Events go in; a step
/// that counts makes rows of them, whose columns are the ones it counted by and the number.
///
/// Rows of a counting step come in falling order of their number, those of {@link Rare} in rising
/// order, those of {@link Histogram} in the order of time; equal ones by their values. An event
/// with several values under a column counts once for each distinct one; one without any counts
/// under the empty value.
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
      by = some(by);
      require(most >= 1);
    }
  }

  /// The rows of values that are met least often, with how often.
  ///
  /// @param most how many of them
  /// @param by the columns, one or more
  record Rare(int most, List<Column> by) implements Step {
    public Rare {
      by = some(by);
      require(most >= 1);
    }
  }

  /// How many events there are in each span of time; spans without events are there too, with 0.
  ///
  /// @param width length of a span in nanoseconds: whole seconds, at most {@link Histogram#WIDEST}
  /// @param by counted apart for each distinct row of values of these columns
  /// @param zone where spans of whole days begin at midnight
  record Histogram(long width, List<Column> by, ZoneId zone) implements Step {
    /// The greatest width, in nanoseconds: some thirty years.
    public static final long WIDEST = 999_999_999_000_000_000L;

    public Histogram {
      by = List.copyOf(by);
      require(width > 0 && width <= WIDEST && width % 1_000_000_000L == 0);
    }

    /// With days of UTC.
    public Histogram(long width, List<Column> by) {
      this(width, by, ZoneOffset.UTC);
    }
  }

  /// Puts events or rows in order: by the first key, equal ones by the next.
  record Sort(List<Order> keys) implements Step {
    public Sort {
      keys = some(keys);
    }
  }

  /// Leaves nothing but these columns, in this order; rows keep their number beside them.
  record Fields(List<Column> columns) implements Step {
    public Fields {
      columns = some(columns);
    }
  }

  /// Leaves the first events or rows alone.
  record Head(int most) implements Step {
    public Head {
      require(most >= 1);
    }
  }

  /// The processes of the events, as a tree of who started whom.
  record Tree() implements Step {}

  /// Gives each event, beside its own values, those of the event that tells of its process's start,
  /// found by the process key: for every catalogue field that it has no value of itself.
  record JoinProcess() implements Step {}

  private static <T> List<T> some(List<T> list) {
    require(!list.isEmpty());
    return List.copyOf(list);
  }

  private static void require(boolean good) {
    if (!good) {
      throw new IllegalArgumentException("a step that can do nothing");
    }
  }

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
    enum Counted implements Key {
      COUNT
    }
  }
}
