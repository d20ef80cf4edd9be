// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.detect.CorrelationLimits.Losses;
import dev.shirube.detect.MemberCells.Member;
import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import dev.shirube.sigma.Correlation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The groups of one correlation and their members, within the limits: what does not fit makes the
/// stalest group go, and is counted.
final class Groups {
  /// From so many values on a group's number is kept up to date instead of counted anew.
  private static final int LARGE = 32;

  private final Correlation correlation;
  private final Shared shared;
  private final GroupTable table;
  private final Amounts amounts;
  private final Map<TenantId, Lot> lots = new LinkedHashMap<>();
  private final Map<Integer, Amounts.Tally> tallies = new HashMap<>();
  private final Member member = new Member();
  private final boolean fixed;
  private @Nullable Lot latest;

  /// What all correlations share.
  ///
  /// @param everyone the groups of all correlations
  record Shared(
      GroupTable table,
      Sign.Keepsakes kept,
      CorrelationLimits limits,
      Losses losses,
      List<Groups> everyone) {
    private int groupsOf(TenantId tenant) {
      return everyone.stream().mapToInt(each -> each.size(tenant)).sum();
    }

    private @Nullable Groups largest(@Nullable TenantId tenant) {
      return everyone.stream()
          .filter(each -> each.size(tenant) > 0)
          .max(Comparator.comparingInt(each -> each.size(tenant)))
          .orElse(null);
    }
  }

  /// The groups of one tenant.
  static final class Lot {
    final TenantId tenant;
    final EventTime.Wheel wheel;
    private int members;

    private Lot(TenantId tenant, EventTime.Wheel wheel) {
      this.tenant = tenant;
      this.wheel = wheel;
    }
  }

  Groups(Correlation correlation, Shared shared, Amounts amounts) {
    this.correlation = correlation;
    this.shared = shared;
    this.table = shared.table;
    this.amounts = amounts;
    fixed = !correlation.isMonotonic() && correlation.type() != Correlation.Type.TEMPORAL_ORDERED;
    shared.everyone.add(this);
  }

  /// The groups of a tenant, of which there may be none yet.
  Lot lot(TenantId tenant) {
    Lot known = latest;
    if (known != null && known.tenant.equals(tenant)) {
      return known;
    }
    known = lots.get(tenant);
    if (known == null) {
      known = new Lot(tenant, new EventTime.Wheel(table, correlation.timespanNanos(), this::due));
      lots.put(tenant, known);
    }
    latest = known;
    return known;
  }

  List<Lot> lots() {
    return List.copyOf(lots.values());
  }

  private int size(@Nullable TenantId tenant) {
    if (tenant == null) {
      return lots.values().stream().mapToInt(lot -> lot.wheel.size()).sum();
    }
    Lot lot = lots.get(tenant);
    return lot == null ? 0 : lot.wheel.size();
  }

  /// When a group can no longer matter, or its window is over.
  private long due(int slot) {
    long last;
    if (table.isSingle(slot)) {
      last = table.singleTime(slot);
    } else if (table.head(slot) == 0) {
      last = table.reported(slot);
    } else if (fixed) {
      last = table.cells.time(table.head(slot));
    } else {
      // The cells of a sequence are in the order of its stages.
      boolean ordered = correlation.type() == Correlation.Type.TEMPORAL_ORDERED;
      last = ordered ? table.newest(slot) : table.cells.time(table.tail(slot));
      last = Math.max(last, table.reported(slot));
    }
    return EventTime.later(last, correlation.timespanNanos());
  }

  /// Whether windows are judged when they are over.
  boolean isFixed() {
    return fixed;
  }

  /// Makes room for one more match of a tenant and, if it belongs to a group that is not there, for
  /// that group.
  void makeRoom(Lot lot, boolean newGroup) {
    CorrelationLimits limits = shared.limits;
    while (lot.wheel.size() > 0
        && (lot.members + 2 * LARGE > limits.membersPerRule() || shared.kept.isFull())) {
      evict(lot);
    }
    if (newGroup && lot.wheel.size() >= limits.groupsPerRule()) {
      evict(lot);
    } else if (newGroup && table.groups() >= limits.groupsPerTenant()) {
      makeRoomElsewhere(lot.tenant);
    }
  }

  private void makeRoomElsewhere(TenantId tenant) {
    boolean own = shared.groupsOf(tenant) >= shared.limits.groupsPerTenant();
    if (own || table.groups() >= CorrelationLimits.MOST_GROUPS) {
      Groups largest = shared.largest(own ? tenant : null);
      Lot lot = largest == null ? null : own ? largest.lots.get(tenant) : largest.fullest();
      if (largest != null && lot != null) {
        largest.evict(lot);
      }
    }
  }

  private @Nullable Lot fullest() {
    return lots.values().stream()
        .max(Comparator.comparingInt(lot -> lot.wheel.size()))
        .orElse(null);
  }

  private void evict(Lot lot) {
    int slot = lot.wheel.stalest();
    if (slot != 0) {
      close(lot, slot);
      shared.losses.count(correlation.rule(), Losses.Cause.EVICTED);
    }
  }

  /// Adds a match to a group.
  ///
  /// @param values what it counts for
  /// @param needed whether it is judged by more than its event's identity and time
  void append(Lot lot, int slot, Sign sign, long[] values, boolean needed) {
    int handle = shared.kept.keep(sign, needed);
    if (handle == 0 && sign.members().getFirst().copy() != null) {
      shared.losses.count(correlation.rule(), Losses.Cause.BARE);
    }
    member.time = sign.nanos();
    member.idHigh = sign.lastId().high();
    member.idLow = sign.lastId().low();
    member.handle = handle;
    member.continued = false;
    boolean alone = amounts.isPlain() && !table.isSingle(slot) && table.head(slot) == 0;
    if (alone && table.reported(slot) == GroupTable.NEVER) {
      member.value = values[0];
      table.setSingle(slot, member);
      return;
    }
    spread(lot, slot);
    table.addEvents(slot, sign.count());
    for (long value : values) {
      member.value = value;
      put(lot, slot, member);
      member.handle = 0;
      member.continued = true;
    }
  }

  /// Makes a group as it was written out.
  int open(TenantId tenant, long first, long second, long reported) {
    makeRoom(lot(tenant), true);
    int slot = table.create(first, second);
    table.setReported(slot, reported);
    return slot;
  }

  /// Adds a member as it was written out.
  ///
  /// @param sign what was kept of it
  void restore(Lot lot, int slot, Member restored, @Nullable Sign sign) {
    restored.handle = sign == null ? 0 : shared.kept.keep(sign, true);
    boolean empty = !table.isSingle(slot) && table.head(slot) == 0;
    if (amounts.isPlain() && empty && table.reported(slot) == GroupTable.NEVER) {
      table.setSingle(slot, restored);
      return;
    }
    spread(lot, slot);
    if (!restored.continued) {
      table.addEvents(slot, count(restored.handle));
    }
    put(lot, slot, restored);
  }

  /// What is kept of a member; null for its event's identity and time alone.
  @Nullable Sign kept(Member each) {
    return shared.kept.get(each.handle);
  }

  /// Notes when a group was reported.
  void report(Lot lot, int slot, long nanos) {
    spread(lot, slot);
    table.setReported(slot, nanos);
  }

  /// Moves the one member of a single group into a cell.
  private void spread(Lot lot, int slot) {
    if (table.isSingle(slot)) {
      Member first = new Member();
      table.takeSingle(slot, first);
      table.addEvents(slot, count(first.handle));
      put(lot, slot, first);
    }
  }

  private void put(Lot lot, int slot, Member added) {
    table.append(slot, added);
    lot.members++;
    Amounts.Tally tally = kept(slot);
    if (tally != null) {
      tally.change(added.value, 1);
    }
  }

  private long count(int handle) {
    Sign kept = shared.kept.get(handle);
    return kept == null ? 1 : kept.count();
  }

  /// Drops the members of a group that happened before a time.
  void slide(Lot lot, int slot, long from) {
    if (table.isSingle(slot) && table.singleTime(slot) < from) {
      clear(lot, slot);
    }
    while (table.head(slot) != 0 && table.cells.time(table.head(slot)) < from) {
      drop(lot, slot);
    }
  }

  private void drop(Lot lot, int slot) {
    int head = table.head(slot);
    long value = table.cells.value(head);
    int handle = table.cells.handle(head);
    if (!table.cells.isContinued(head)) {
      table.addEvents(slot, -count(handle));
    }
    shared.kept.drop(handle);
    Amounts.Tally tally = kept(slot);
    if (tally != null) {
      tally.change(value, -1);
    }
    amounts.forget(value);
    table.dropHead(slot);
    lot.members--;
  }

  /// Drops all members of a group; that it was reported stays.
  void clear(Lot lot, int slot) {
    if (!tallies.isEmpty()) {
      tallies.remove(slot);
    }
    if (table.isSingle(slot)) {
      table.takeSingle(slot, member);
      shared.kept.drop(member.handle);
    }
    while (table.head(slot) != 0) {
      drop(lot, slot);
    }
  }

  /// Removes a group that is in no wheel.
  void close(Lot lot, int slot) {
    clear(lot, slot);
    table.remove(slot);
  }

  /// Lets go of what the newest match but one says, when memory is short: only the first and the
  /// newest of a window are judged by it.
  void thin(int slot) {
    int tail = table.tail(slot);
    int before = tail == 0 || shared.kept.hasRoom(0) ? 0 : table.cells.before(tail);
    if (before != 0 && before != table.head(slot) && count(table.cells.handle(before)) == 1) {
      shared.kept.drop(table.cells.handle(before));
      table.cells.setHandle(before, 0);
    }
  }

  // What is judged.

  /// How many matches a group has.
  int signs(int slot) {
    return table.isSingle(slot) ? 1 : table.signs(slot);
  }

  /// How many events are behind them.
  long events(int slot) {
    return table.isSingle(slot) ? count(table.singleHandle(slot)) : table.events(slot);
  }

  /// How many values its matches have together.
  int values(int slot) {
    return table.isSingle(slot) ? 1 : table.values(slot);
  }

  private Amounts.@Nullable Tally kept(int slot) {
    return tallies.isEmpty() ? null : tallies.get(slot);
  }

  /// The values of a group, counted.
  Amounts.Tally tally(int slot) {
    Amounts.Tally known = kept(slot);
    if (known != null) {
      return known;
    }
    Amounts.Tally tally = amounts.tally();
    table.members(slot, each -> tally.change(each.value, 1));
    if (values(slot) > LARGE && !fixed) {
      tallies.put(slot, tally);
    }
    return tally;
  }

  /// A member as a sign: what is kept of it, or its event's identity and time.
  ///
  /// @param known values that all members of the group have
  Sign sign(TenantId tenant, Member each, Map<String, List<String>> known) {
    Sign kept = shared.kept.get(each.handle);
    if (kept != null) {
      return kept;
    }
    EventId id = new EventId(each.idHigh, each.idLow);
    return Sign.of(new Sign.Sighting(tenant, each.time, id, known, null));
  }

  /// The first and the last matches of a group, as many as a finding shows, oldest first.
  List<Sign> ends(TenantId tenant, int slot, Map<String, List<String>> known) {
    List<Sign> ends = new ArrayList<>();
    int signs = signs(slot);
    if (signs <= 2 * Finding.KEPT_EVENTS) {
      table.members(
          slot,
          each -> {
            if (!each.continued) {
              ends.add(sign(tenant, each, known));
            }
          });
      return ends;
    }
    int cell = table.head(slot);
    for (; ends.size() < Finding.KEPT_EVENTS; cell = table.cells.after(cell)) {
      addEnd(ends, ends.size(), tenant, cell, known);
    }
    cell = table.tail(slot);
    for (; ends.size() < 2 * Finding.KEPT_EVENTS; cell = table.cells.before(cell)) {
      addEnd(ends, Finding.KEPT_EVENTS, tenant, cell, known);
    }
    return ends;
  }

  private void addEnd(
      List<Sign> ends, int at, TenantId tenant, int cell, Map<String, List<String>> known) {
    table.cells.read(cell, member);
    if (!member.continued) {
      ends.add(at, sign(tenant, member, known));
    }
  }

  /// Forgets the lots; the table is emptied by its owner.
  void forget() {
    lots.clear();
    latest = null;
    tallies.clear();
  }
}
