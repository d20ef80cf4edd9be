// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.sensor.HostIdentity;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tells who a process is by looking at /proc: right as long as the process is there, and for two
/// seconds after it was looked at. For several threads.
public final class ProcActors implements Actors {
  private static final int MOST = 4096;
  private static final long GOOD_NANOS = 2_000_000_000L;

  private record Seen(Actor actor, long nanos) {}

  private final HostIdentity host;
  private final ProcReader reader;
  private final Accounts accounts = new Accounts(Path.of("/etc/passwd"));
  private final Map<Integer, Seen> seen =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Seen> eldest) {
          return size() > MOST;
        }
      };

  public ProcActors(HostIdentity host) {
    this.host = host;
    reader = new ProcReader(Path.of("/proc"));
  }

  @Override
  public synchronized Actor of(int pid) {
    long now = System.nanoTime();
    Seen before = seen.get(pid);
    if (before != null && now - before.nanos < GOOD_NANOS) {
      return before.actor;
    }
    Actor actor = look(pid);
    if (actor.key() == null && before != null) {
      // It ended since: what it was is still the best that is known.
      return before.actor;
    }
    seen.put(pid, new Seen(actor, now));
    return actor;
  }

  private Actor look(int pid) {
    ProcFacts facts = pid <= 0 ? null : reader.read(pid);
    if (facts == null) {
      return new Actor(pid, null, "", "", "", "");
    }
    long user = facts.ids().user();
    return new Actor(
        pid,
        host.processKey(pid, facts.startNanos()),
        facts.program().isEmpty() ? facts.name() : facts.program(),
        facts.commandLine(),
        user < 0 ? "" : accounts.name(user),
        user < 0 ? "" : Long.toString(user));
  }
}
