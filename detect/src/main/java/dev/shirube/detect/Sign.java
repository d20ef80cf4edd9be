// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a correlation looks at: a rule's match on one event, or another correlation that was true
/// at a moment.
///
/// @param nanos the moment: the time of the event, or of the last event of the other correlation
/// @param members the events behind it, oldest first: all, or the first and last ones
/// @param count how many events are behind it
/// @param values texts of the fields that correlations ask for
record Sign(
    TenantId tenant,
    long nanos,
    List<Sighting> members,
    long count,
    Map<String, List<String>> values)
    implements Comparable<Sign> {
  /// Most groups of one correlation that a sign belongs to.
  static final int MOST_GROUPS = 16;

  Sign {
    members = List.copyOf(members);
    values = Map.copyOf(values);
  }

  /// One event that a rule matched, kept for the correlations that look at the rule: what they
  /// compare, and the event itself as long as there is room.
  ///
  /// @param nanos when the event happened
  /// @param values the texts of the fields that correlations ask for; a field without any is
  ///   missing
  /// @param copy the event; null when there was no room for it
  record Sighting(
      TenantId tenant,
      long nanos,
      EventId id,
      Map<String, List<String>> values,
      @Nullable Event copy) {
    Sighting {
      values = Map.copyOf(values);
    }

    /// The event, or what is known of it: identity, time and the compared fields under the rule's
    /// names.
    Event event() {
      if (copy != null) {
        return copy;
      }
      FieldNames names = new FieldNames();
      EventBatch batch = new EventBatch(tenant, names);
      batch.beginEvent();
      batch.setTime(0, nanos, TimeSource.LOG, 0);
      batch.setId(0, id);
      values.forEach(
          (name, texts) -> texts.forEach(text -> batch.addText(names.intern(name), text)));
      return new Event().on(batch, 0);
    }

    /// About how many bytes its copy takes.
    long copyBytes() {
      return copy == null ? 0 : sizeOf(copy);
    }
  }

  /// About how many bytes a copy of an event takes.
  static long sizeOf(Event event) {
    return 300L + event.batch().sizeBytes() + 40L * event.size();
  }

  static Sign of(Sighting sighting) {
    return new Sign(sighting.tenant(), sighting.nanos(), List.of(sighting), 1, sighting.values());
  }

  /// Several together, at the moment of the last.
  ///
  /// @param parts in the order of time, never empty; those in the middle of many may be left out
  /// @param count how many events are behind all of them
  static Sign of(List<Sign> parts, long count, Map<String, List<String>> values) {
    List<Sighting> all = new ArrayList<>();
    parts.forEach(part -> all.addAll(part.members));
    Sign last = parts.getLast();
    return new Sign(last.tenant, last.nanos, ends(all), count, values);
  }

  private static List<Sighting> ends(List<Sighting> all) {
    if (all.size() <= Finding.KEPT_EVENTS) {
      return all;
    }
    int half = Finding.KEPT_EVENTS / 2;
    List<Sighting> ends = new ArrayList<>(all.subList(0, half));
    ends.addAll(all.subList(all.size() - half, all.size()));
    return ends;
  }

  EventId lastId() {
    return members.getLast().id();
  }

  boolean holds(EventId id) {
    return members.stream().anyMatch(member -> member.id().equals(id));
  }

  List<String> texts(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// The groups of a correlation that it belongs to, each by the values of group-by in its order.
  ///
  /// @param reference which of the correlation's rules it is of, 0 is the first
  List<List<String>> groups(Correlation correlation, int reference) {
    List<List<String>> keys = List.of(List.of());
    String rule = correlation.references().get(reference);
    if (correlation.groupBy().size() == 1) {
      // Nearly every rule: no lists of lists are needed.
      List<String> texts = texts(correlation.nameFor(rule, correlation.groupBy().getFirst()));
      return texts.size() == 1
          ? List.of(texts)
          : texts.stream().limit(MOST_GROUPS).distinct().map(List::of).toList();
    }
    for (String each : correlation.groupBy()) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> head : keys) {
        for (String text : texts(correlation.nameFor(rule, each))) {
          List<String> more = new ArrayList<>(head);
          more.add(text);
          longer.add(more);
        }
      }
      keys = longer.size() > MOST_GROUPS ? longer.subList(0, MOST_GROUPS) : longer;
    }
    return keys.size() < 2 ? keys : keys.stream().distinct().toList();
  }

  /// What a correlation says of it.
  ///
  /// @param group the values of group-by in its order
  /// @param number what was compared with the condition's limits
  Finding finding(Correlation correlation, List<String> group, String number) {
    List<Event> events = members.stream().map(Sighting::event).toList();
    Rule rule = correlation.rule();
    return new Finding(
        FindingId.of(rule.id(), rule.hash(), events.stream().map(Event::id).toList()),
        tenant,
        rule,
        events,
        count,
        evidence(correlation, group, number),
        false);
  }

  private static List<Evidence> evidence(
      Correlation correlation, List<String> group, String number) {
    List<Evidence> evidence = new ArrayList<>();
    for (int index = 0; index < group.size(); index++) {
      String name = correlation.groupBy().get(index);
      evidence.add(new Evidence("group-by", name, "", group.get(index)));
    }
    List<String> limits =
        correlation.criteria().stream()
            .map(each ->
                each.comparison().name().toLowerCase(Locale.ROOT)
                    + " "
                    + each.limit().toPlainString())
            .toList();
    String fields = String.join(", ", correlation.fields());
    evidence.add(
        new Evidence(correlation.type().word(), fields, String.join(", ", limits), number));
    return evidence;
  }

  /// The same with other values.
  Sign with(Map<String, List<String>> others) {
    return new Sign(tenant, nanos, members, count, others);
  }

  /// About how many bytes it takes.
  private long bytes() {
    long bytes = 100;
    for (Sighting member : members) {
      bytes += 80 + member.copyBytes();
    }
    for (List<String> texts : values.values()) {
      for (String text : texts) {
        bytes += 100 + text.length();
      }
    }
    return bytes;
  }

  private Sign withoutCopies() {
    List<Sighting> bare = new ArrayList<>();
    for (Sighting member : members) {
      bare.add(new Sighting(member.tenant, member.nanos, member.id, Map.of(), null));
    }
    return new Sign(tenant, nanos, bare, count, values);
  }

  /// By time, then by the last event; what is left are different groups over the same last event,
  /// by all they hold.
  @Override
  public int compareTo(Sign other) {
    int order = Long.compare(nanos, other.nanos);
    if (order == 0) {
      order = lastId().compareTo(other.lastId());
    }
    return order == 0 && this != other ? compareWhole(other) : order;
  }

  private int compareWhole(Sign other) {
    int order = Long.compare(count, other.count);
    if (order == 0) {
      order = Integer.compare(members.size(), other.members.size());
    }
    for (int index = 0; order == 0 && index < members.size(); index++) {
      order = members.get(index).id.compareTo(other.members.get(index).id);
    }
    return order != 0
        ? order
        : new TreeMap<>(values).toString().compareTo(new TreeMap<>(other.values).toString());
  }

  /// What is kept on the heap of the members of groups, by number: whole up to a bound, beyond it
  /// only what is needed to judge right.
  static final class Keepsakes {
    private final long limit;
    private final List<@Nullable Sign> signs = new ArrayList<>(List.of());
    private int[] free = new int[16];
    private int frees;
    private long bytes;

    /// @param limit bytes of whole events
    Keepsakes(long limit) {
      this.limit = limit;
    }

    /// Whether so many bytes more fit.
    boolean hasRoom(long more) {
      return bytes + more <= limit;
    }

    /// Whether what is needed to judge takes so much that groups have to go.
    boolean isFull() {
      return bytes > 2 * limit + (64L << 20);
    }

    /// Counts bytes that lie elsewhere, or no longer do.
    void charge(long more) {
      bytes += more;
    }

    /// Keeps a sign.
    ///
    /// @param needed whether it is judged by more than its event's identity and time
    /// @return its number; 0 if nothing is kept of it
    int keep(Sign sign, boolean needed) {
      Sign kept = sign;
      if (!hasRoom(sign.bytes())) {
        if (!needed && sign.members.size() == 1 && sign.count == 1) {
          return 0;
        }
        kept = sign.withoutCopies();
      }
      bytes += kept.bytes();
      if (frees == 0) {
        signs.add(kept);
        return signs.size();
      }
      int number = free[--frees];
      signs.set(number - 1, kept);
      return number;
    }

    /// What is kept under a number; null for 0.
    @Nullable Sign get(int number) {
      return number == 0 ? null : signs.get(number - 1);
    }

    /// Lets go of what is kept under a number.
    void drop(int number) {
      Sign sign = get(number);
      if (sign != null) {
        bytes -= sign.bytes();
        signs.set(number - 1, null);
        if (frees == free.length) {
          free = Arrays.copyOf(free, frees * 2);
        }
        free[frees++] = number;
      }
    }

    /// Forgets everything.
    void clear() {
      signs.clear();
      frees = 0;
      bytes = 0;
    }
  }

  /// Signs of one group that came in the order of the rules so far: for each rule the chains up to
  /// it that began latest. One event never serves two places.
  static final class Sequence {
    private static final int CANDIDATES = 2;

    private final List<List<List<Sign>>> stages = new ArrayList<>();

    /// Takes one sign after the other.
    interface Visitor {
      /// Takes one sign.
      ///
      /// @param value names its stage and its place there, for {@link #restore}
      void visit(long value, Sign sign);
    }

    Sequence(int rules) {
      for (int stage = 0; stage < rules; stage++) {
        stages.add(new ArrayList<>());
      }
    }

    /// Puts back a sign of a chain, in the order {@link #forEach} had them.
    void restore(long value, Sign sign) {
      int stage = (int) (value >>> 8);
      if (stage >= 0 && stage < stages.size()) {
        List<List<Sign>> chains = stages.get(stage);
        if ((value & 0xff) >= chains.size()) {
          chains.add(new ArrayList<>());
        }
        chains.getLast().add(sign);
      }
    }

    void forEach(Visitor visitor) {
      for (int stage = 0; stage < stages.size(); stage++) {
        List<List<Sign>> chains = stages.get(stage);
        for (int place = 0; place < chains.size(); place++) {
          long value = (long) stage << 8 | place;
          chains.get(place).forEach(sign -> visitor.visit(value, sign));
        }
      }
    }

    /// Drops the chains that began before a time.
    void forget(long from) {
      stages.forEach(chains -> chains.removeIf(chain -> chain.getFirst().nanos < from));
    }

    /// Takes in a sign of one of the rules.
    ///
    /// @return the chain that it ends, whole if it is of the last rule; empty if it ends none
    List<Sign> add(Sign sign, int rule) {
      List<Sign> chain = new ArrayList<>();
      if (rule > 0) {
        for (List<Sign> earlier : stages.get(rule - 1)) {
          boolean other = earlier.stream().noneMatch(each -> each.holds(sign.lastId()));
          if (other && chain.isEmpty()) {
            chain.addAll(earlier);
          }
        }
        if (chain.isEmpty()) {
          return chain;
        }
      }
      chain.add(sign);
      // The best begins latest; the second stands by for when the best ends in the event that
      // follows.
      List<List<Sign>> chains = stages.get(rule);
      int at = 0;
      while (at < chains.size() && chains.get(at).getFirst().nanos > chain.getFirst().nanos) {
        at++;
      }
      if (rule < stages.size() - 1) {
        chains.add(at, chain);
      }
      while (chains.size() > CANDIDATES) {
        chains.removeLast();
      }
      return chain;
    }
  }
}
