// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which rows of a table are wanted, in which order, and how many of them.
///
/// @param table the table
/// @param conditions all of them must hold
/// @param order the columns to sort by, first things first; empty for no order
/// @param descending whether greatest come first
/// @param limit how many rows at most; {@link Integer#MAX_VALUE} for all
public record Find(
    Table table, List<Condition> conditions, List<String> order, boolean descending, int limit) {
  public Find {
    conditions = List.copyOf(conditions);
    order = List.copyOf(order);
    conditions.forEach(condition -> table.column(condition.column()));
    order.forEach(table::column);
    if (limit < 1) {
      throw new IllegalArgumentException("not a number of rows: " + limit);
    }
  }

  /// All rows of a table that one tenant has there.
  public static Find in(Table table) {
    return new Find(table, List.of(), List.of(), false, Integer.MAX_VALUE);
  }

  /// Only those of which all of these hold too.
  public Find where(Condition... more) {
    List<Condition> all = new ArrayList<>(conditions);
    all.addAll(Arrays.asList(more));
    return new Find(table, all, order, descending, limit);
  }

  /// The same, least first.
  public Find ascendingBy(String... columns) {
    return new Find(table, conditions, List.of(columns), false, limit);
  }

  /// The same, greatest first.
  public Find descendingBy(String... columns) {
    return new Find(table, conditions, List.of(columns), true, limit);
  }

  /// Not more than this many.
  public Find first(int count) {
    return new Find(table, conditions, order, descending, count);
  }
}
