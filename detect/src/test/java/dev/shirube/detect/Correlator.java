// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.TenantId;
import dev.shirube.match.Fold;
import dev.shirube.sigma.Correlation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// Runs one correlation over all signs at once, in the order of time: the yardstick of the one that
/// takes them as they come.
///
/// Groups: signs with the same values, case aside, in every field of group-by. A sign that has no
/// value in one of them belongs to no group; one with several values belongs to several. Windows
/// slide with the signs and include both ends. An event that several rules match counts for each of
/// them, but in a sequence it takes one place only.
///
/// A condition that only grows truer (gt, gte on a count or sum, temporal) is judged with every
/// sign. It fires when it first becomes true for a group, and again once it is true without any
/// event that was already reported. Any other (lt, lte, eq, neq, ranges, averages, percentiles) is
/// judged when a window is over: the first sign opens it, the timespan closes it, the next sign
/// after that opens another. Where no event is, no window is: absence of everything cannot be seen.
final class Correlator {
  private static final int MOST_GROUPS = 16;

  private final Correlation correlation;
  private final Map<List<String>, Group> groups = new LinkedHashMap<>();
  private final Output output;

  /// What becomes of it when the condition holds.
  interface Output {
    /// Whether it is of interest that the condition still holds after it was reported.
    boolean wantsAll();

    /// The condition holds at this moment.
    void holds(Sign sign);

    /// It holds and has not been reported yet.
    ///
    /// @param group the values of group-by in its order
    /// @param number what was compared with the condition's limits
    void fires(Sign sign, List<String> group, String number);
  }

  /// One sign to be looked at, with the place of its rule in the correlation.
  private record Input(Sign sign, int reference) {}

  private static final class Group {
    List<String> key;
    final Window window;
    final Sequence sequence;
    long reportedNanos;
    boolean hasReported;

    Group(Correlation correlation, List<String> key) {
      this.key = key;
      window = new Window(correlation);
      sequence = new Sequence(correlation.references().size(), correlation.timespanNanos());
    }
  }

  Correlator(Correlation correlation, Output output) {
    this.correlation = correlation;
    this.output = output;
  }

  /// Runs it.
  ///
  /// @param signs of each rule it looks at, by the rule's id
  void run(Map<String, List<Sign>> signs) {
    List<Input> inputs = new ArrayList<>();
    for (int index = 0; index < correlation.references().size(); index++) {
      int reference = index;
      signs.getOrDefault(correlation.references().get(index), List.of()).stream()
          .map(sign -> new Input(sign, reference))
          .forEach(inputs::add);
    }
    inputs.sort(
        Comparator.comparingLong((Input input) -> input.sign.nanos())
            .thenComparingInt(Input::reference)
            .thenComparing(Input::sign));
    inputs.forEach(this::add);
    if (!isImmediate()) {
      groups.values().forEach(this::close);
    }
  }

  private boolean isImmediate() {
    return correlation.isMonotonic() || correlation.type() == Correlation.Type.TEMPORAL_ORDERED;
  }

  private void add(Input input) {
    for (List<String> key : keys(input)) {
      TenantId tenant = input.sign.tenant();
      List<String> folded = new ArrayList<>(List.of(tenant.value()));
      key.forEach(value -> folded.add(Fold.fold(value)));
      Group group = groups.computeIfAbsent(folded, _ -> new Group(correlation, key));
      if (correlation.type() == Correlation.Type.TEMPORAL_ORDERED) {
        ordered(group, input, key);
      } else if (isImmediate()) {
        sliding(group, input, key);
      } else {
        fixed(group, input, key);
      }
    }
  }

  private List<List<String>> keys(Input input) {
    List<List<String>> keys = List.of(List.of());
    for (String name : correlation.groupBy()) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> head : keys) {
        for (String text : input.sign.texts(name(name, input.reference))) {
          List<String> more = new ArrayList<>(head);
          more.add(text);
          longer.add(more);
        }
      }
      keys = longer.size() > MOST_GROUPS ? longer.subList(0, MOST_GROUPS) : longer;
    }
    return keys.stream().distinct().toList();
  }

  private String name(String name, int reference) {
    return correlation.nameFor(correlation.references().get(reference), name);
  }

  private void sliding(Group group, Input input, List<String> key) {
    if (!group.window.add(input.sign, input.reference)) {
      return;
    }
    group.window.slideTo(input.sign.nanos());
    if (group.window.holds()) {
      hold(group, group.window.firstNanos(), key, () -> group.window.sign(with(key)));
    }
  }

  private void ordered(Group group, Input input, List<String> key) {
    List<Sign> chain = group.sequence.add(input.sign, input.reference);
    if (!chain.isEmpty()) {
      long count = chain.stream().mapToLong(Sign::count).sum();
      Map<String, List<String>> values = with(key).apply(input.sign);
      hold(group, chain.getFirst().nanos(), key, () -> Sign.of(chain, count, values));
    }
  }

  private void hold(Group group, long firstNanos, List<String> key, Supplier<Sign> sign) {
    boolean fresh = !group.hasReported || firstNanos > group.reportedNanos;
    if (!fresh && !output.wantsAll()) {
      return;
    }
    Sign whole = sign.get();
    output.holds(whole);
    if (fresh) {
      group.hasReported = true;
      group.reportedNanos = whole.nanos();
      boolean ordered = correlation.type() == Correlation.Type.TEMPORAL_ORDERED;
      String number =
          ordered
              ? String.valueOf(correlation.references().size())
              : Amounts.plain(group.window.number());
      output.fires(whole, key, number);
    }
  }

  private void fixed(Group group, Input input, List<String> key) {
    boolean over =
        !group.window.isEmpty()
            && input.sign.nanos() - group.window.firstNanos() > correlation.timespanNanos();
    if (over) {
      close(group);
      group.window.slideTo(Long.MAX_VALUE);
    }
    if (group.window.isEmpty()) {
      group.key = key;
    }
    group.window.add(input.sign, input.reference);
  }

  private void close(Group group) {
    if (!group.window.isEmpty() && group.window.holds()) {
      Sign whole = group.window.sign(with(group.key));
      output.holds(whole);
      output.fires(whole, group.key, Amounts.plain(group.window.number()));
    }
  }

  /// What an outer correlation can ask of this one: its own group, and the fields of its last
  /// event.
  private Function<Sign, Map<String, List<String>>> with(List<String> key) {
    return last -> {
      Map<String, List<String>> values = new HashMap<>(last.values());
      for (int index = 0; index < key.size(); index++) {
        values.put(correlation.groupBy().get(index), List.of(key.get(index)));
      }
      return values;
    };
  }
}
