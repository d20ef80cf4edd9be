// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.audit.Chain;
import dev.shirube.audit.Deed;
import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Writes into the chain of deeds what nobody honest does: the first time at once, and what follows
/// within a minute as a count, so that whoever does it again and again cannot fill the disk by it.
final class Abuses {
  private static final long COUNTED = Duration.ofMinutes(1).toNanos();
  private static final int MOST = 1_000;

  private final Chain chain;
  private final LongSupplier nanos;
  private final Map<What, Times> all = new LinkedHashMap<>();

  /// Something that somebody did.
  private record What(TenantId tenant, String who, String id, List<String> facts) {}

  private static final class Times {
    private final long since;
    private long more;

    Times(long since) {
      this.since = since;
    }
  }

  /// @param nanos a clock that never goes back, in nanoseconds
  Abuses(Chain chain, LongSupplier nanos) {
    this.chain = chain;
    this.nanos = nanos;
  }

  /// Notes a deed.
  ///
  /// @param id of its text, which has the facts, and behind them how often it was
  void note(TenantId tenant, String who, String id, List<String> facts) {
    What what = new What(tenant, who, id, facts);
    synchronized (all) {
      Times times = all.get(what);
      if (times != null || all.size() >= MOST) {
        // Whoever does ever new things beyond all measure is no longer told apart.
        What counted = times != null ? what : new What(tenant, "*", id, List.of());
        all.computeIfAbsent(counted, _ -> new Times(nanos.getAsLong())).more++;
        return;
      }
      all.put(what, new Times(nanos.getAsLong()));
    }
    write(what, 1);
  }

  /// Writes down what was counted for a minute.
  void upkeep() {
    Map<What, Long> due = new LinkedHashMap<>();
    long now = nanos.getAsLong();
    synchronized (all) {
      all.entrySet()
          .removeIf(each -> {
            boolean over = now - each.getValue().since >= COUNTED;
            if (over && each.getValue().more > 0) {
              due.put(each.getKey(), each.getValue().more);
            }
            return over;
          });
    }
    due.forEach(this::write);
  }

  private void write(What what, long times) {
    List<Object> facts = new ArrayList<>(what.facts);
    facts.add(times);
    chain.append(what.tenant, new Deed(what.who, Message.of(what.id, facts.toArray())));
  }
}
