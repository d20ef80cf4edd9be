// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import java.util.List;

/// An operation and when it is done.
record Derivation(List<Condition> when, Operation operation) {
  Derivation {
    when = List.copyOf(when);
  }

  void run(Work work) {
    if (Condition.allHold(when, work)) {
      operation.run(work);
    }
  }
}
