// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which lines a file has that it did not have before, and the other way round. Their order is not
/// looked at; neither are blank lines and comments.
///
/// @param added what is there now
/// @param removed what is there no longer
record LineDifference(List<String> added, List<String> removed) {
  static LineDifference of(List<String> before, List<String> now) {
    return new LineDifference(missing(before, now), missing(now, before));
  }

  private static List<String> missing(List<String> from, List<String> lines) {
    Map<String, Integer> counts = new HashMap<>();
    from.forEach(line -> counts.merge(line, 1, Integer::sum));
    List<String> missing = new ArrayList<>();
    for (String line : lines) {
      int left = counts.merge(line, -1, Integer::sum);
      if (left < 0 && !line.isBlank() && !line.stripLeading().startsWith("#")) {
        missing.add(line);
      }
    }
    return missing;
  }

  boolean isNothing() {
    return added.isEmpty() && removed.isEmpty();
  }
}
