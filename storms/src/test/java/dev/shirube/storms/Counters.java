// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import dev.shirube.rings.KernelRings;
import java.io.IOException;

/// What the programs in the kernel counted, read beside the agent that reads the rings. Nothing of
/// the rings is touched.
record Counters(KernelRings rings) implements AutoCloseable {
  static Counters of(Cage cage) throws IOException {
    return new Counters(new KernelRings(cage.rings()));
  }

  KernelRings.Counts all() {
    return rings.counts();
  }

  KernelRings.Counts of(int kind) {
    return rings.counts(kind);
  }

  @Override
  public void close() {
    rings.close();
  }
}
