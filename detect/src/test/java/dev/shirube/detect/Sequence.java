// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import java.util.ArrayList;
import java.util.List;

/// The signs of one group that came in the order of the rules so far: for each rule the latest
/// possible beginning. One event never serves two places.
final class Sequence {
  private static final int CANDIDATES = 2;

  private final long timespanNanos;
  private final List<List<List<Sign>>> stages = new ArrayList<>();

  Sequence(int rules, long timespanNanos) {
    this.timespanNanos = timespanNanos;
    for (int stage = 0; stage < rules; stage++) {
      stages.add(new ArrayList<>());
    }
  }

  /// Takes in a sign of one of the rules.
  ///
  /// @return the whole sequence that it completes; empty when it completes none
  List<Sign> add(Sign sign, int rule) {
    List<Sign> chain = new ArrayList<>();
    if (rule > 0) {
      for (List<Sign> earlier : stages.get(rule - 1)) {
        boolean near = sign.nanos() - earlier.getFirst().nanos() <= timespanNanos;
        boolean other = earlier.stream().noneMatch(each -> each.holds(sign.lastId()));
        if (near && other && chain.isEmpty()) {
          chain.addAll(earlier);
        }
      }
      if (chain.isEmpty()) {
        return List.of();
      }
    }
    chain.add(sign);
    if (rule == stages.size() - 1) {
      return chain;
    }
    // The best begins latest; the second stands by for when the best ends in the event that
    // follows.
    List<List<Sign>> stage = stages.get(rule);
    int at = 0;
    while (at < stage.size() && stage.get(at).getFirst().nanos() > chain.getFirst().nanos()) {
      at++;
    }
    stage.add(at, chain);
    while (stage.size() > CANDIDATES) {
      stage.removeLast();
    }
    return List.of();
  }
}
