// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts what happens at a door.
public final class DoorCounters {
  private final Map<DoorStatus.Count, LongAdder> counts = new EnumMap<>(DoorStatus.Count.class);

  /// All at 0.
  public DoorCounters() {
    for (DoorStatus.Count count : DoorStatus.Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  /// Counts one.
  public void add(DoorStatus.Count count) {
    add(count, 1);
  }

  /// Counts several.
  public void add(DoorStatus.Count count, long amount) {
    LongAdder adder = counts.get(count);
    if (adder != null) {
      adder.add(amount);
    }
  }

  /// All counts now.
  public Map<DoorStatus.Count, Long> all() {
    Map<DoorStatus.Count, Long> all = new EnumMap<>(DoorStatus.Count.class);
    counts.forEach((count, adder) -> all.put(count, adder.sum()));
    return all;
  }
}
