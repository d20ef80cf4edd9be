// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which step can follow which. Events go into the first step; counting makes rows of them, which
/// have no columns but those they were counted by. Only events have times to draw a histogram of,
/// processes to draw a tree of, and starts to join. A tree is the end.
public final class StepOrder {
  private @Nullable List<Column> columns;
  private boolean counted;
  private boolean ended;

  StepOrder() {}

  /// Checks steps that nobody wrote as text.
  ///
  /// @throws IllegalArgumentException if one cannot stand where it does
  static void check(List<Step> steps) {
    StepOrder order = new StepOrder();
    for (Step step : steps) {
      String fault = order.add(step);
      if (!fault.isEmpty()) {
        throw new IllegalArgumentException(fault + ": " + step);
      }
    }
  }

  /// Whether what comes next are rows with a number.
  boolean isCounted() {
    return counted;
  }

  /// Whether a column is still there.
  boolean has(Column column) {
    return columns == null || columns.contains(column);
  }

  /// Takes the next step.
  ///
  /// @return the id of a message that tells why it cannot stand here; empty if it can
  String add(Step step) {
    if (ended) {
      return "query.step.ended";
    }
    boolean events = columns == null && !counted;
    List<Column> used = used(step);
    if (!used.stream().allMatch(this::has)) {
      return "query.step.gone";
    }
    switch (step) {
      case Step.Count(List<Column> by) -> count(by);
      case Step.Top(int _, List<Column> by) -> count(by);
      case Step.Rare(int _, List<Column> by) -> count(by);
      case Step.Fields(List<Column> left) -> columns = left;
      case Step.Histogram(long _, List<Column> by, _) -> {
        if (!events) {
          return "query.step.events";
        }
        List<Column> all = new ArrayList<>(by);
        all.add(Column.Head.TIME);
        count(all);
      }
      case Step.Tree _ -> {
        ended = true;
        return events ? "" : "query.step.events";
      }
      case Step.JoinProcess _ -> {
        return events ? "" : "query.step.events";
      }
      case Step.Sort sort -> {
        boolean number = sort.keys().stream().anyMatch(key -> key.key() == Step.Key.Counted.COUNT);
        return number && !counted ? "query.step.uncounted" : "";
      }
      case Step.Head _ -> {}
    }
    return "";
  }

  private void count(List<Column> by) {
    columns = List.copyOf(by);
    counted = true;
  }

  private static List<Column> used(Step step) {
    return switch (step) {
      case Step.Count(List<Column> by) -> by;
      case Step.Top(int _, List<Column> by) -> by;
      case Step.Rare(int _, List<Column> by) -> by;
      case Step.Histogram(long _, List<Column> by, _) -> by;
      case Step.Fields(List<Column> columns) -> columns;
      case Step.Sort(List<Step.Order> keys) -> {
        List<Column> columns = new ArrayList<>();
        for (Step.Order order : keys) {
          if (order.key() instanceof Step.Key.Of(Column column)) {
            columns.add(column);
          }
        }
        yield columns;
      }
      case Step.Head _, Step.Tree _, Step.JoinProcess _ -> List.of();
    };
  }
}
