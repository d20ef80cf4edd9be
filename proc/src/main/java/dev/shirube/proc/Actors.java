// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessFacts;
import dev.shirube.sensor.ProcessTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells who a process is: as the table of processes has it, else as /proc has it now or had it
/// within the last seconds. For several threads.
public final class Actors {
  private static final int MOST = 4096;
  private static final long GOOD_NANOS = 2_000_000_000L;
  private static final long BETTER_THAN_NOTHING_NANOS = 30_000_000_000L;

  private record Seen(Actor actor, long nanos) {}

  private final HostIdentity host;
  private final @Nullable ProcessTable table;
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

  public Actors(HostIdentity host, @Nullable ProcessTable table) {
    this.host = host;
    this.table = table;
    reader = new ProcReader(Path.of("/proc"));
  }

  public Accounts accounts() {
    return accounts;
  }

  /// What a process runs, and where it was when it began to.
  ///
  /// @param container empty if it is in none
  public record Started(byte[] program, byte[] commandLine, byte[] folder, byte[] container) {
    private static Started of(ProcessFacts facts) {
      return new Started(facts.image(), facts.commandLine(), facts.folder(), facts.container());
    }
  }

  /// What the process of an id runs; null if nobody knows.
  public synchronized @Nullable Started started(int pid) {
    Started[] found = new Started[1];
    if (table != null && table.look(pid, facts -> found[0] = Started.of(facts))) {
      return found[0];
    }
    ProcFacts facts = pid <= 0 ? null : reader.read(pid);
    return facts == null ? null : Started.of(facts.told(0));
  }

  /// The process of an id, as it is now or was last.
  public synchronized Actor of(int pid) {
    Actor[] found = new Actor[1];
    if (table != null && table.look(pid, facts -> found[0] = actor(facts))) {
      return found[0];
    }
    long now = System.nanoTime();
    Seen before = seen.get(pid);
    if (before != null && now - before.nanos < GOOD_NANOS) {
      return before.actor;
    }
    ProcFacts facts = pid <= 0 ? null : reader.read(pid);
    if (facts == null) {
      return before != null && now - before.nanos < BETTER_THAN_NOTHING_NANOS
          ? before.actor
          : new Actor(pid, null);
    }
    ProcessFacts told = facts.told(0);
    Actor actor = new Actor(pid, host.processKey(pid, facts.startNanos()));
    fill(actor, told);
    seen.put(pid, new Seen(actor, now));
    return actor;
  }

  private Actor actor(ProcessFacts facts) {
    Actor actor = new Actor(facts.tgid(), facts.key());
    fill(actor, facts);
    return actor;
  }

  private void fill(Actor actor, ProcessFacts facts) {
    byte[] path = facts.image().length > 0 ? facts.image() : facts.comm();
    long user = facts.uid();
    actor
        .runs(path, facts.commandLine(), facts.container())
        .is(user, user < 0 ? "" : accounts.name(user), facts.auid());
  }
}
