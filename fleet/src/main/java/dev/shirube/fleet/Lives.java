// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import java.util.ArrayList;
import java.util.List;

/// The lives of an agent: a start of its machine, and the folder of events it has. A machine leaves
/// a life for a new one and never comes back to it; if a former one is heard of again, two machines
/// use the same certificate.
final class Lives {
  private static final int KEPT = 64;

  private final List<Life> all = new ArrayList<>();

  /// One life.
  ///
  /// @param boot the id of the machine's start
  /// @param epoch of the agent's folder of events
  record Life(String boot, long epoch) {}

  /// What a life is that was heard of.
  enum Heard {
    /// The one that it has been.
    SAME,
    /// One that was never heard of before.
    NEW,
    /// One that had ended.
    BACK
  }

  /// Hears of a life.
  Heard hear(Life life) {
    if (!all.isEmpty() && all.getLast().equals(life)) {
      return Heard.SAME;
    }
    if (all.contains(life)) {
      return Heard.BACK;
    }
    all.add(life);
    if (all.size() > KEPT) {
      all.removeFirst();
    }
    return Heard.NEW;
  }

  /// All that are remembered, the present one last.
  List<Life> all() {
    return List.copyOf(all);
  }
}
