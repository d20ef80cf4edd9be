// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Says whether what senders were promised was kept: everything acknowledged is stored, once, for
/// the right tenant, in the sender's order, and nothing is stored that nobody sent.
///
/// Senders write down what they send before they send it, and what was acknowledged when the
/// acknowledgement has come. Any thread may write; {@link #judge} is for afterwards.
public final class Ledger {
  /// Most faults that a verdict names; the rest are counted.
  public static final int NAMED = 20;

  private final Map<String, Sender> senders = new ConcurrentHashMap<>();

  /// What one sender did. Numbers are 1 for the first event, and grow by one.
  public static final class Sender {
    private final String name;
    private final TenantId tenant;
    private long sent;
    private final List<long[]> acknowledged = new ArrayList<>();
    private final List<long[]> dropped = new ArrayList<>();
    private final List<long[]> again = new ArrayList<>();

    private Sender(String name, TenantId tenant) {
      this.name = name;
      this.tenant = tenant;
    }

    /// Unlike those of all other senders.
    public String name() {
      return name;
    }

    /// Gives the numbers of events about to be sent.
    ///
    /// @return the first of them
    public synchronized long sends(int count) {
      long first = sent + 1;
      sent += count;
      return first;
    }

    /// Writes down that events were acknowledged, both ends counted in.
    public synchronized void acknowledged(long first, long last) {
      acknowledged.add(new long[] {first, last});
    }

    /// Writes down that events are sent again without anything by which the receiver could know
    /// them: they may be there as often as they were sent.
    public synchronized void sendsAgain(long first, long last) {
      again.add(new long[] {first, last});
    }

    /// Writes down that events were given up, by the sender or by the receiver, and that it was
    /// told so.
    public synchronized void declaredDropped(long first, long last) {
      dropped.add(new long[] {first, last});
    }

    private synchronized long sent() {
      return sent;
    }

    private synchronized boolean mayRepeat(long number) {
      return within(again, number);
    }

    private synchronized boolean isPromised(long number) {
      return within(acknowledged, number) && !within(dropped, number);
    }

    private static boolean within(List<long[]> ranges, long number) {
      return ranges.stream().anyMatch(range -> range[0] <= number && number <= range[1]);
    }

    private synchronized long acknowledgedCount() {
      return acknowledged.stream().mapToLong(range -> range[1] - range[0] + 1).sum();
    }
  }

  /// An event as it was found in the recording.
  ///
  /// @param order grows in the order in which events were taken in
  public record Stored(TenantId tenant, String sender, long number, long order) {}

  /// A fault found.
  public record Fault(Kind kind, String sender, long number) {}

  /// What can be wrong.
  public enum Kind {
    /// Acknowledged, and not there.
    MISSING,
    /// There more than once.
    DOUBLED,
    /// There, and nobody sent it.
    INVENTED,
    /// There for another tenant than the sender's.
    WRONG_TENANT,
    /// Taken in before an event that the sender had sent earlier.
    DISORDERED
  }

  /// What came of it.
  ///
  /// @param acknowledged how many events were promised to be kept
  /// @param stored how many events were found
  /// @param repeated how many of them were there before, as they had been sent again and nothing
  ///   tells the one from the other
  /// @param counts how many faults of each kind there are
  /// @param faults the first of them
  public record Verdict(
      long sent,
      long acknowledged,
      long stored,
      long repeated,
      Map<Kind, Long> counts,
      List<Fault> faults) {
    public Verdict {
      counts = Map.copyOf(counts);
      faults = List.copyOf(faults);
    }

    /// Whether nothing is wrong.
    public boolean isClean() {
      return counts.isEmpty();
    }
  }

  /// The page of a sender; begun when first asked for.
  ///
  /// @param name unlike those of all other senders, of whatever tenant
  public Sender sender(String name, TenantId tenant) {
    return senders.computeIfAbsent(name, _ -> new Sender(name, tenant));
  }

  /// How many events were promised to be kept so far.
  public long acknowledged() {
    return senders.values().stream().mapToLong(Sender::acknowledgedCount).sum();
  }

  /// Compares with what is stored.
  public Verdict judge(Iterable<Stored> stored) {
    Judging judging = new Judging();
    stored.forEach(judging::take);
    senders.values().forEach(judging::missing);
    long sent = senders.values().stream().mapToLong(Sender::sent).sum();
    return new Verdict(
        sent, acknowledged(), judging.count, judging.repeated, judging.counts, judging.faults);
  }

  private final class Judging {
    private final Map<String, Map<Long, Long>> orders = new HashMap<>();
    private final Map<Kind, Long> counts = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private long count;
    private long repeated;

    private void fault(Kind kind, String sender, long number) {
      counts.merge(kind, 1L, Long::sum);
      if (faults.size() < NAMED) {
        faults.add(new Fault(kind, sender, number));
      }
    }

    private void take(Stored event) {
      count++;
      Sender sender = senders.get(event.sender());
      if (sender == null || event.number() < 1 || event.number() > sender.sent()) {
        fault(Kind.INVENTED, event.sender(), event.number());
        return;
      }
      if (!event.tenant().equals(sender.tenant)) {
        fault(Kind.WRONG_TENANT, event.sender(), event.number());
      }
      Map<Long, Long> seen = orders.computeIfAbsent(event.sender(), _ -> new HashMap<>());
      if (seen.putIfAbsent(event.number(), event.order()) != null) {
        if (sender.mayRepeat(event.number())) {
          repeated++;
        } else {
          fault(Kind.DOUBLED, event.sender(), event.number());
        }
      }
    }

    private void missing(Sender sender) {
      Map<Long, Long> seen = orders.getOrDefault(sender.name, Map.of());
      long last = Long.MIN_VALUE;
      for (long number = 1; number <= sender.sent(); number++) {
        Long order = seen.get(number);
        if (order != null) {
          if (order < last) {
            fault(Kind.DISORDERED, sender.name, number);
          }
          last = Math.max(last, order);
        } else if (sender.isPromised(number)) {
          fault(Kind.MISSING, sender.name, number);
        }
      }
    }
  }
}
