// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

/// Sorts numbers by what they stand for, without an object for each. Equal ones keep their order.
public final class MergeSort {
  private MergeSort() {}

  /// Which of two numbers comes first.
  @FunctionalInterface
  public interface Order {
    /// Negative if the first, positive if the second, 0 if neither.
    int compare(int one, int two);
  }

  public static void sort(int[] numbers, Order order) {
    int count = numbers.length;
    int[] from = numbers;
    int[] to = new int[count];
    boolean swapped = false;
    for (int width = 1; width < count; width *= 2) {
      for (int left = 0; left < count; left += 2 * width) {
        int middle = Math.min(left + width, count);
        merge(from, to, new int[] {left, middle, Math.min(middle + width, count)}, order);
      }
      int[] swap = from;
      from = to;
      to = swap;
      swapped = !swapped;
    }
    if (swapped) {
      System.arraycopy(from, 0, numbers, 0, count);
    }
  }

  private static void merge(int[] from, int[] to, int[] bounds, Order order) {
    int one = bounds[0];
    int two = bounds[1];
    for (int at = bounds[0]; at < bounds[2]; at++) {
      boolean first =
          two >= bounds[2] || (one < bounds[1] && order.compare(from[one], from[two]) <= 0);
      to[at] = first ? from[one++] : from[two++];
    }
  }
}
