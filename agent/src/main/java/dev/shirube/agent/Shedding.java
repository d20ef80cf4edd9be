// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.wire.Policy;

/// Decides when the agent takes too much of its machine: then events of files are counted and not
/// sent, until it takes clearly less. What it may take of the processor it saves up for a minute,
/// so that neither its own start nor a short storm costs an event.
final class Shedding {
  private static final long SAVED_NANOS = 60_000_000_000L;

  private final AgentParts.Load load;
  private long lastTicks = Long.MIN_VALUE;
  private long lastCpu;
  private long credit;
  private boolean shedding;

  Shedding(AgentParts.Load load) {
    this.load = load;
  }

  /// Looks again.
  ///
  /// @param ticks nanoseconds of a clock that only goes on
  /// @return whether events of files are to be let go
  boolean look(long ticks, Policy.Limits limits) {
    long most = SAVED_NANOS / 1000 * limits.cpuPermille();
    long cpu = load.cpuNanos();
    if (lastTicks == Long.MIN_VALUE) {
      credit = most;
    } else if (cpu >= 0) {
      long earned = (ticks - lastTicks) / 1000 * limits.cpuPermille();
      // Debts end somewhere too: what was a storm an hour ago is forgiven.
      credit = Math.clamp(credit + earned - (cpu - lastCpu), -most / 5, most);
    }
    lastTicks = ticks;
    lastCpu = cpu;
    long memory = load.memoryBytes();
    long room = (long) limits.memoryMegabytes() << 20;
    if (memory > room || credit < 0) {
      shedding = true;
    } else if (memory < room / 10 * 9 && credit >= most / 5) {
      shedding = false;
    }
    return shedding;
  }
}
