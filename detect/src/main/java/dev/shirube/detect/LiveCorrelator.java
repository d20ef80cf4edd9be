// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.detect.Groups.Lot;
import dev.shirube.event.TenantId;
import dev.shirube.match.Fold;
import dev.shirube.match.KeyedHash;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Runs one correlation over signs that come in the order of time.
///
/// Groups: signs with the same values, case aside, in every field of group-by. A sign that has no
/// value in one of them belongs to no group; one with several values belongs to several, at most
/// {@value Sign#MOST_GROUPS}. Windows slide with the signs and include both ends. An event that
/// several rules match counts for each of them, but in a sequence it takes one place only.
///
/// A condition that only grows truer (gt, gte on a count or sum, temporal) is judged with every
/// sign. It fires when it first becomes true for a group, and again once it is true without any
/// event that was already reported. Any other (lt, lte, eq, neq, ranges, averages, percentiles) is
/// judged when a window is over: the first sign opens it, the timespan closes it, the next sign
/// opens another. Where no event is, no window is: absence of everything cannot be seen.
final class LiveCorrelator {
  /// Bytes of a correlation's name.
  static final int NAME = 16;

  private static final int AT_ONCE = GroupTable.MOST_AT_ONCE / Sign.MOST_GROUPS;

  private final Correlation correlation;
  private final GroupTable table;
  private final KeyedHash hash;
  private final byte[] name;
  private final FindingSink sink;
  private final PriorityQueue<Input> inputs = new PriorityQueue<>();
  private final List<Follower> followers = new ArrayList<>();
  private final Set<LiveCorrelator> leaders = new LinkedHashSet<>();
  private final Amounts amounts;
  private final Groups groups;
  private final List<Step> steps = new ArrayList<>();
  private final long[] firsts = new long[GroupTable.MOST_AT_ONCE];
  private long done = Long.MIN_VALUE;

  /// One sign to be looked at, with the place of its rule in the correlation.
  record Input(Sign sign, int reference) implements Comparable<Input> {
    @Override
    public int compareTo(Input other) {
      int order = Long.compare(sign.nanos(), other.sign.nanos());
      if (order == 0) {
        order = Integer.compare(reference, other.reference);
      }
      return order == 0 ? sign.compareTo(other.sign) : order;
    }
  }

  /// One sign for one group.
  private record Step(Input input, List<String> key, long first, long second) {
    Sign sign() {
      return input.sign;
    }

    long nanos() {
      return input.sign.nanos();
    }
  }

  /// A correlation that looks at this one.
  private record Follower(LiveCorrelator outer, int reference) {}

  /// @param name what tells the correlation from all others, {@value #NAME} bytes
  /// @param sink takes what it finds
  LiveCorrelator(
      Correlation correlation,
      Groups.Shared shared,
      KeyedHash hash,
      byte[] name,
      FindingSink sink) {
    this.correlation = correlation;
    this.table = shared.table();
    this.hash = hash;
    this.name = name.clone();
    this.sink = sink;
    amounts = new Amounts(correlation, hash);
    groups = new Groups(correlation, shared, amounts);
  }

  /// Another correlation looks at this one.
  ///
  /// @param reference as which of its rules
  void lead(LiveCorrelator outer, int reference) {
    followers.add(new Follower(outer, reference));
    outer.leaders.add(this);
  }

  /// A sign to be looked at once its time has come.
  void add(Sign sign, int reference) {
    inputs.add(new Input(sign, reference));
  }

  Rule rule() {
    return correlation.rule();
  }

  /// How many rules it looks at.
  int references() {
    return correlation.references().size();
  }

  byte[] name() {
    return name.clone();
  }

  /// What waits for its time.
  PriorityQueue<Input> inputs() {
    return inputs;
  }

  /// The time before which nothing more will be found.
  long done() {
    return done;
  }

  /// Goes on from where an earlier one had come.
  void goOn(long from) {
    done = from;
  }

  Groups groups() {
    return groups;
  }

  Amounts amounts() {
    return amounts;
  }

  /// Takes in the signs before a time, as far as the correlations it looks at have come, and judges
  /// the windows that are over before it.
  void run(long before) {
    long until = before;
    for (LiveCorrelator leader : leaders) {
      until = Math.min(until, leader.done);
    }
    while (gather(until)) {
      table.touch(firsts, steps.size());
      for (Step step : steps) {
        Lot lot = groups.lot(step.sign().tenant());
        advance(lot, step.nanos());
        take(lot, step);
      }
      steps.clear();
    }
    for (Lot lot : groups.lots()) {
      advance(lot, until);
    }
    // What a window says when it is over happened within it.
    done = groups.isFixed() ? EventTime.earlier(until, correlation.timespanNanos()) : until;
  }

  private boolean gather(long before) {
    for (int count = 0; count < AT_ONCE; count++) {
      Input input = inputs.peek();
      if (input == null || !(input.sign.nanos() < before || before == Long.MAX_VALUE)) {
        break;
      }
      inputs.poll();
      for (List<String> key : input.sign.groups(correlation, input.reference)) {
        hash.begin().add(name).add(input.sign.tenant().value());
        for (String value : key) {
          hash.add(Fold.fold(value));
        }
        hash.end();
        firsts[steps.size()] = hash.first();
        steps.add(new Step(input, key, hash.first(), hash.second()));
      }
    }
    return !steps.isEmpty();
  }

  private void take(Lot lot, Step step) {
    groups.makeRoom(lot, false);
    if (correlation.type() == Correlation.Type.TEMPORAL_ORDERED) {
      ordered(lot, step);
      return;
    }
    long[] values = amounts.values(step.sign(), step.input.reference);
    if (values.length == 0) {
      return;
    }
    int known = table.find(step.first, step.second);
    int slot = known == 0 ? create(lot, step) : known;
    if (groups.isFixed()) {
      Sign sign = step.sign().with(with(step.sign(), step.key));
      groups.append(lot, slot, sign, values, true);
      groups.thin(slot);
    } else {
      sliding(lot, slot, step, values);
    }
    if (known == 0) {
      lot.wheel.add(slot);
    }
  }

  private int create(Lot lot, Step step) {
    groups.makeRoom(lot, true);
    return table.create(step.first, step.second);
  }

  private long reported(int slot) {
    return slot == 0 || table.isSingle(slot) ? GroupTable.NEVER : table.reported(slot);
  }

  private void sliding(Lot lot, int slot, Step step, long[] values) {
    long nanos = step.nanos();
    long timespan = correlation.timespanNanos();
    groups.slide(lot, slot, EventTime.earlier(nanos, timespan));
    long reported = reported(slot);
    boolean never = reported == GroupTable.NEVER;
    // As long as the window holds what was reported, nothing new is; so its members can go at once.
    boolean fresh = never || nanos > EventTime.later(reported, timespan);
    if (never || wantsAll() || nanos > reported) {
      groups.append(lot, slot, step.sign(), values, false);
    }
    if ((fresh || wantsAll()) && holds(slot)) {
      List<Sign> ends = groups.ends(lot.tenant, slot, known(step.key));
      ends.set(ends.size() - 1, step.sign());
      Sign whole = Sign.of(ends, groups.events(slot), with(step.sign(), step.key));
      holds(whole);
      if (fresh) {
        String number = number(slot);
        if (!wantsAll()) {
          groups.clear(lot, slot);
        }
        groups.report(lot, slot, nanos);
        fires(whole, step.key, number);
      }
    }
  }

  /// Whether it is of interest that a condition still holds after it was reported.
  private boolean wantsAll() {
    return !followers.isEmpty();
  }

  private void holds(Sign sign) {
    followers.forEach(each -> each.outer.add(sign, each.reference));
  }

  private void fires(Sign sign, List<String> group, String number) {
    if (correlation.alone()) {
      sink.accept(sign.finding(correlation, group, number));
    }
  }

  private boolean holds(int slot) {
    return switch (correlation.type()) {
      case EVENT_COUNT -> groups.signs(slot) >= amounts.least();
      case VALUE_COUNT, TEMPORAL, TEMPORAL_ORDERED ->
          groups.values(slot) >= amounts.least() && groups.tally(slot).holds();
      case VALUE_SUM, VALUE_AVG, VALUE_PERCENTILE -> groups.tally(slot).holds();
    };
  }

  private String number(int slot) {
    return amounts.needsTally()
        ? Amounts.plain(groups.tally(slot).number())
        : String.valueOf(groups.signs(slot));
  }

  private void advance(Lot lot, long nanos) {
    lot.wheel.advance(nanos, slot -> over(lot, slot));
  }

  private void over(Lot lot, int slot) {
    if (groups.isFixed()) {
      judge(lot.tenant, slot);
    }
    groups.close(lot, slot);
  }

  /// Takes in all signs, judges all windows that are still open, and forgets everything.
  void finish() {
    run(Long.MAX_VALUE);
    for (Lot lot : groups.lots()) {
      lot.wheel.forEach(slot -> over(lot, slot));
    }
    groups.forget();
    done = Long.MAX_VALUE;
  }

  private void judge(TenantId tenant, int slot) {
    Amounts.Tally tally = groups.tally(slot);
    if (!tally.holds()) {
      return;
    }
    List<Sign> ends;
    long events = groups.events(slot);
    if (correlation.type() == Correlation.Type.VALUE_PERCENTILE) {
      ends = rare(tenant, slot, tally);
      events = ends.stream().mapToLong(Sign::count).sum();
    } else {
      ends = groups.ends(tenant, slot, Map.of());
    }
    Sign opening = groups.ends(tenant, slot, Map.of()).getFirst();
    List<String> key = new ArrayList<>();
    for (String each : correlation.groupBy()) {
      List<String> texts = opening.texts(each);
      key.add(texts.isEmpty() ? "" : texts.getFirst());
    }
    Sign whole = Sign.of(ends, events, with(ends.getLast(), key));
    holds(whole);
    fires(whole, key, Amounts.plain(tally.number()));
  }

  private List<Sign> rare(TenantId tenant, int slot, Amounts.Tally tally) {
    List<Sign> rare = new ArrayList<>();
    boolean[] listed = {false};
    Sign[] current = new Sign[1];
    table.members(
        slot,
        each -> {
          if (!each.continued) {
            current[0] = groups.sign(tenant, each, Map.of());
            listed[0] = false;
          }
          if (!listed[0] && tally.isRare(each.value)) {
            rare.add(current[0]);
            listed[0] = true;
          }
        });
    return rare;
  }

  private void ordered(Lot lot, Step step) {
    int slot = table.find(step.first, step.second);
    Sign.Sequence sequence = new Sign.Sequence(references());
    if (slot != 0) {
      Map<String, List<String>> known = known(step.key);
      table.members(
          slot, each -> sequence.restore(each.value, groups.sign(lot.tenant, each, known)));
    }
    sequence.forget(EventTime.earlier(step.nanos(), correlation.timespanNanos()));
    int stage = step.input.reference;
    List<Sign> chain = sequence.add(step.sign(), stage);
    if (!chain.isEmpty() && stage == references() - 1) {
      complete(lot, slot, step, chain);
    } else if (!chain.isEmpty()) {
      store(lot, slot, step, sequence);
    }
  }

  private void store(Lot lot, int known, Step step, Sign.Sequence sequence) {
    int slot = known == 0 ? create(lot, step) : known;
    groups.clear(lot, slot);
    sequence.forEach((value, sign) -> groups.append(lot, slot, sign, new long[] {value}, false));
    if (known == 0) {
      lot.wheel.add(slot);
    }
  }

  private void complete(Lot lot, int known, Step step, List<Sign> chain) {
    long reported = reported(known);
    boolean fresh = reported == GroupTable.NEVER || chain.getFirst().nanos() > reported;
    if (!fresh && !wantsAll()) {
      return;
    }
    long count = chain.stream().mapToLong(Sign::count).sum();
    Sign whole = Sign.of(chain, count, with(step.sign(), step.key));
    holds(whole);
    if (fresh) {
      int slot = known == 0 ? create(lot, step) : known;
      groups.report(lot, slot, whole.nanos());
      if (known == 0) {
        lot.wheel.add(slot);
      }
      fires(whole, step.key, String.valueOf(references()));
    }
  }

  private Map<String, List<String>> known(List<String> key) {
    Map<String, List<String>> known = new HashMap<>();
    for (int index = 0; index < key.size(); index++) {
      known.put(correlation.groupBy().get(index), List.of(key.get(index)));
    }
    return known;
  }

  /// What an outer correlation can ask of this one: its own group, and the fields of its last
  /// event.
  private Map<String, List<String>> with(Sign last, List<String> key) {
    Map<String, List<String>> values = new HashMap<>(last.values());
    values.putAll(known(key));
    return values;
  }
}
