// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.TenantId;
import dev.shirube.match.KeyedHash;
import dev.shirube.sigma.Correlation;
import java.util.ArrayList;

/// The state of one correlation that counts events, fed names of groups and times that were made
/// ready before: what the state alone costs, without events, values, and matches that are put in
/// order. For measuring. For one thread.
public final class GroupLoad implements AutoCloseable {
  /// Most that is fed at once.
  public static final int MOST = GroupTable.MOST_AT_ONCE;

  private final GroupTable table = new GroupTable();
  private final Groups groups;
  private final long timespan;
  private final long least;
  private final MemberCells.Member member = new MemberCells.Member();
  private long fed;
  private long fired;

  /// @param correlation one of type event_count
  public GroupLoad(Correlation correlation, CorrelationLimits limits) {
    Groups.Shared shared =
        new Groups.Shared(
            table,
            new Sign.Keepsakes(0),
            limits,
            new CorrelationLimits.Losses(),
            new ArrayList<>());
    Amounts amounts = new Amounts(correlation, KeyedHash.random());
    groups = new Groups(correlation, shared, amounts);
    timespan = correlation.timespanNanos();
    least = amounts.least();
  }

  /// One more member in each of several groups, as {@link LiveCorrelator} would have it.
  ///
  /// @param first first halves of the groups' names
  /// @param second second halves
  /// @param nanos when they happened, in ascending order
  /// @param count how many, at most {@link #MOST}
  public void feed(long[] first, long[] second, long[] nanos, int count) {
    table.touch(first, count);
    Groups.Lot lot = groups.lot(TenantId.LOCAL);
    for (int each = 0; each < count; each++) {
      lot.wheel.advance(nanos[each], slot -> groups.close(lot, slot));
      groups.makeRoom(lot, false);
      int known = table.find(first[each], second[each]);
      int slot = known;
      if (known == 0) {
        groups.makeRoom(lot, true);
        slot = table.create(first[each], second[each]);
      } else {
        groups.slide(lot, slot, EventTime.earlier(nanos[each], timespan));
      }
      member.time = nanos[each];
      member.idHigh = first[each];
      member.idLow = ++fed;
      member.continued = false;
      groups.restore(lot, slot, member, null);
      fired += groups.signs(slot) >= least ? 1 : 0;
      if (known == 0) {
        lot.wheel.add(slot);
      }
    }
  }

  /// How many groups there are.
  public int groups() {
    return table.groups();
  }

  /// How often the condition held.
  public long fired() {
    return fired;
  }

  /// How many bytes outside the heap are taken.
  public long memoryBytes() {
    return table.bytes();
  }

  @Override
  public void close() {
    table.close();
  }
}
