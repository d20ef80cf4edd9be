// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Looks at the entries of one chain, from the first to the last, and says what does not agree:
/// within the chain, and with checkpoints that were kept elsewhere. Takes them one by one, so that
/// a chain of any length is checked in little memory.
public final class ChainCheck {
  private static final int MOST_BREAKS = 100;

  private final TenantId tenant;
  private final TreeMap<Long, List<Checkpoint>> checkpoints = new TreeMap<>();
  private final List<Break> breaks = new ArrayList<>();
  private long breakCount;
  private long taken;
  private long proven;
  private String head;

  /// @param checkpoints of this tenant; those of others are passed over
  public ChainCheck(TenantId tenant, List<Checkpoint> checkpoints) {
    this.tenant = tenant;
    this.head = ChainEntry.genesis(tenant);
    for (Checkpoint checkpoint : checkpoints) {
      if (checkpoint.tenant().equals(tenant)) {
        this.checkpoints
            .computeIfAbsent(checkpoint.count(), _ -> new ArrayList<>())
            .add(checkpoint);
      }
    }
    compare();
  }

  /// Something that does not agree.
  ///
  /// @param number of the entry at which it was seen; 0 before the first
  /// @param what what it is
  public record Break(long number, Message what) {}

  /// What a check found.
  ///
  /// @param count how many entries there were
  /// @param head the hash of the last
  /// @param proven up to which entry checkpoints prove the chain; what lies behind agrees with
  ///   itself alone, and someone who can write everything could have made it anew
  /// @param breakCount how many breaks there were
  /// @param breaks the first 100 of them
  public record Result(
      TenantId tenant, long count, String head, long proven, long breakCount, List<Break> breaks) {
    public Result {
      breaks = List.copyOf(breaks);
    }

    /// Whether nothing disagreed.
    public boolean isWhole() {
      return breakCount == 0;
    }

    /// The same for a person.
    public Message summary() {
      if (!isWhole()) {
        return Message.of("chain.result.broken", tenant.value(), breakCount, count);
      }
      return proven == count
          ? Message.of("chain.result.whole", tenant.value(), count)
          : Message.of("chain.result.unproven", tenant.value(), count, proven, count - proven);
    }
  }

  /// Takes the next entry as it was found.
  public void take(ChainEntry entry) {
    taken++;
    if (!entry.tenant().equals(tenant) || entry.number() != taken) {
      tell(taken, Message.of("chain.break.place", taken, entry.number()));
    } else if (!entry.hash().equals(entry.hashAfter(head))) {
      tell(taken, Message.of("chain.break.hash", taken));
    }
    // Go on behind what stands there, so that one change is told once.
    head = entry.hash();
    compare();
  }

  /// Tells of an entry that could not even be read, which counts as one that stands there.
  void takeUnreadable() {
    taken++;
    tell(taken, Message.of("chain.break.form", taken));
    head = "";
    compare();
  }

  /// Tells that the chain's own note of its end disagrees with where it ends.
  void takeEnd(long number, String hash) {
    if (number != taken || !hash.equals(head)) {
      tell(taken, Message.of("chain.break.end", taken, number));
    }
  }

  private void compare() {
    for (Checkpoint checkpoint : checkpoints.getOrDefault(taken, List.of())) {
      if (!checkpoint.head().equals(head)) {
        tell(taken, Message.of("chain.break.checkpoint", taken, checkpoint.time()));
      } else if (breakCount == 0) {
        proven = taken;
      }
    }
  }

  private void tell(long number, Message what) {
    breakCount++;
    if (breaks.size() < MOST_BREAKS) {
      breaks.add(new Break(number, what));
    }
  }

  /// What was found, once all entries were taken.
  public Result done() {
    for (Map.Entry<Long, List<Checkpoint>> later : checkpoints.tailMap(taken, false).entrySet()) {
      Checkpoint first =
          later.getValue().stream().min(Comparator.comparing(Checkpoint::time)).orElseThrow();
      tell(taken, Message.of("chain.break.short", taken, later.getKey(), first.time()));
    }
    return new Result(tenant, taken, head, proven, breakCount, breaks);
  }
}
