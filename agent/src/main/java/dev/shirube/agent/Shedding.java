// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.wire.Policy;

/// Decides when the agent takes too much of its machine: then events of files are counted and not
/// sent, until it takes clearly less.
final class Shedding {
  private static final long WINDOW_NANOS = 60_000_000_000L;
  private static final long LEAST_NANOS = 5_000_000_000L;
  // Loading classes and compiling them takes so much of the processor once, whatever there is to
  // record; without it every start would cost events.
  private static final long START_CPU_NANOS = 10_000_000_000L;

  private final AgentParts.Load load;
  private long fromTicks = Long.MIN_VALUE;
  private long fromCpu;
  private boolean shedding;
  private boolean starting = true;

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
    if (passed >= LEAST_NANOS && cpu >= 0) {
      long share = passed / 1000 * limits.cpuPermille();
      long most = starting ? share + START_CPU_NANOS : share;
      long used = cpu - fromCpu;
      if (used > most || isFull) {
        shedding = true;
      } else if (used < most / 5 * 4 && isSlim) {
        shedding = false;
      }
    } else if (isFull) {
      shedding = true;
    }
    if (passed >= WINDOW_NANOS) {
      if (starting) {
        starting = false;
        fromCpu = Math.min(cpu, fromCpu + START_CPU_NANOS);
      }
      // Half of the window stays in mind, so that its end is no way out.
      fromTicks = ticks - WINDOW_NANOS / 2;
      fromCpu = cpu - (cpu - fromCpu) / 2;
    }
    return shedding;
  }
}
