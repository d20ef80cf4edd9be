// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.Shape;
import java.util.List;

/// Finds the rows that the values of a column belong to. For one thread.
final class RowWalk {
  private final int[] shapes;
  private final int[] times;

  RowWalk(SegmentFile file, ColumnReader column) {
    shapes = file.shapes();
    int index = file.columns().indexOf(column);
    List<Shape> all = file.looks();
    times = new int[all.size()];
    for (int number = 0; number < times.length; number++) {
      Shape shape = all.get(number);
      for (int entry = 0; entry < shape.size(); entry++) {
        times[number] += shape.column(entry) == index ? 1 : 0;
      }
    }
  }

  /// Takes a value's row and its number within the chunk.
  @FunctionalInterface
  interface Step {
    void at(int row, int value);
  }

  /// Goes over the values of a chunk.
  void each(Chunk chunk, Step step) {
    int row = chunk.firstRow();
    int left = times[shapes[row]] - chunk.skip();
    for (int value = 0; value < chunk.count(); value++) {
      while (left <= 0) {
        row++;
        left = times[shapes[row]];
      }
      step.at(row, value);
      left--;
    }
  }
}
