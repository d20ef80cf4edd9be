// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.wire.Policy;

/// Decides when the agent takes too much of its machine: then events of files are counted and not
/// sent, until it takes clearly less. Its share of the processor is that of two minutes, so that it
/// may take more for a moment: to begin, or when much happens at once.
final class Shedding {
  private static final long WINDOW_NANOS = 120_000_000_000L;

  private final AgentParts.Load load;
  private long fromTicks = Long.MIN_VALUE;
  private long fromCpu;
  private boolean shedding;

  Shedding(AgentParts.Load load) {
    this.load = load;
  }

  /// Looks again.
  ///
  /// @return whether events of files are to be let go
  boolean look(long ticks, Policy.Limits limits) {
    long cpu = load.cpuNanos();
    long memory = load.memoryBytes();
    if (fromTicks == Long.MIN_VALUE) {
      fromTicks = ticks;
      fromCpu = cpu;
    }
    long passed = ticks - fromTicks;
    boolean isFull = memory > (long) limits.memoryMegabytes() << 20;
    boolean isSlim = memory < ((long) limits.memoryMegabytes() << 20) / 10 * 9;
    if (cpu >= 0) {
      long most = Math.max(passed, WINDOW_NANOS) / 1000 * limits.cpuPermille();
      long used = cpu - fromCpu;
      if (used > most || isFull) {
        shedding = true;
      } else if (used < most / 5 * 4 && isSlim) {
        shedding = false;
      }
    } else {
      shedding = isFull;
    }
    if (passed >= WINDOW_NANOS) {
      // Half of the window stays in mind, so that its end is no way out.
      fromTicks = ticks - WINDOW_NANOS / 2;
      fromCpu = cpu - (cpu - fromCpu) / 2;
    }
    return shedding;
  }
}
