// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How much came from which source since the start, and how much a second in the last minute.
/// Bounded: sources beyond {@value #MOST} are counted as one.
public final class SourceCounts {
  private static final int MOST = 10_000;
  private static final int SECONDS = 60;
  private static final long NANOS = 1_000_000_000L;

  private final Map<Key, Sum> sums = new HashMap<>();
  private final long[] perSecond = new long[SECONDS];
  private long second;

  private record Key(TenantId tenant, String name) {}

  private static final class Sum {
    private String kind = "";
    private long events;
    private long lastNanos;
  }

  /// What came from one source.
  ///
  /// @param kind what its records were read as
  /// @param lastNanos when the last of them was received, nanoseconds since 1970 UTC
  public record Count(TenantId tenant, String name, String kind, long events, long lastNanos) {}

  /// Counts the events of a batch.
  ///
  /// @param nowNanos what time it is, nanoseconds since 1970 UTC
  public synchronized void add(EventBatch batch, long nowNanos) {
    advance(nowNanos / NANOS);
    perSecond[(int) (second % SECONDS)] += batch.count();
    Event event = new Event();
    int lastInput = -1;
    Sum sum = null;
    for (int index = 0; index < batch.count(); index++) {
      event.on(batch, index);
      if (sum == null || event.inputName() != lastInput) {
        lastInput = event.inputName();
        sum = sum(new Key(batch.tenant(), event.input()));
      }
      sum.events++;
      sum.kind = event.source();
      sum.lastNanos = Math.max(sum.lastNanos, event.received());
    }
  }

  private Sum sum(Key key) {
    Sum known = sums.get(key);
    if (known == null) {
      Key kept = sums.size() < MOST ? key : new Key(key.tenant(), "…");
      known = sums.computeIfAbsent(kept, _ -> new Sum());
    }
    return known;
  }

  private void advance(long now) {
    for (long next = Math.max(second + 1, now - SECONDS + 1); next <= now; next++) {
      perSecond[(int) (next % SECONDS)] = 0;
    }
    second = Math.max(second, now);
  }

  /// Events a second in the last minute.
  public synchronized double rate(long nowNanos) {
    advance(nowNanos / NANOS);
    long sum = 0;
    for (long count : perSecond) {
      sum += count;
    }
    return (double) sum / SECONDS;
  }

  /// What came for a tenant, by name.
  public synchronized List<Count> of(TenantId tenant) {
    List<Count> counts = new ArrayList<>();
    sums.forEach((key, sum) -> {
      if (key.tenant().equals(tenant)) {
        counts.add(new Count(tenant, key.name(), sum.kind, sum.events, sum.lastNanos));
      }
    });
    counts.sort(Comparator.comparing(Count::name));
    return counts;
  }
}
