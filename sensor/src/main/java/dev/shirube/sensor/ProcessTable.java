// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which processes there are on this host and were a short while ago. It holds no more than it was
/// made for: processes that are gone make room first, then those that nothing was asked about for
/// the longest time.
///
/// Any thread may ask; facts are handed out under the lock only.
public final class ProcessTable {
  private static final int LEAST = 8;
  private static final float FULL = 0.75f;

  private final HostIdentity host;
  private final int most;
  private final Map<Integer, ProcessFacts> newest = new HashMap<>();
  private final LinkedHashMap<Name, ProcessFacts> alive = new LinkedHashMap<>(LEAST, FULL, true);
  private final LinkedHashMap<Name, ProcessFacts> gone = new LinkedHashMap<>(LEAST, FULL, true);
  private long evicted;

  /// A process of this start of the kernel.
  private record Name(int tgid, long start) {
    // /proc tells starts less exactly than the kernel's programs; both mean the same process.
    private static Name of(int tgid, long start) {
      return new Name(tgid, HostIdentity.step(start));
    }
  }

  /// @param most how many processes are known at most
  public ProcessTable(HostIdentity host, int most) {
    this.host = host;
    this.most = Math.max(LEAST, most);
  }

  /// Tells of a process. What was known of it before is forgotten.
  public synchronized void put(ProcessFacts facts) {
    facts.keys(
        host.processKey(facts.tgid(), facts.start()),
        host.processKey(facts.parent(), facts.parentStart()));
    Name name = Name.of(facts.tgid(), facts.start());
    gone.remove(name);
    alive.put(name, facts);
    ProcessFacts last = newest.get(facts.tgid());
    if (last == null || last.start() <= facts.start()) {
      newest.put(facts.tgid(), facts);
    }
    while (alive.size() + gone.size() > most) {
      forget();
    }
  }

  /// Tells of a process that another one made: what it has from that one it has now, if known.
  public synchronized void fork(ProcessFacts child) {
    ProcessFacts from = find(child.parent(), child.parentStart());
    if (from != null) {
      child.inherit(from);
    }
    put(child);
  }

  private @Nullable ProcessFacts find(int tgid, long start) {
    Name name = Name.of(tgid, start);
    ProcessFacts found = alive.get(name);
    return found == null ? gone.get(name) : found;
  }

  /// Looks at a process.
  ///
  /// @return whether it is known
  public synchronized boolean look(int tgid, long start, Consumer<ProcessFacts> look) {
    return tell(find(tgid, start), look);
  }

  /// Looks at the process that has, or had last, a process id.
  ///
  /// @return whether it is known
  public synchronized boolean look(int tgid, Consumer<ProcessFacts> look) {
    ProcessFacts found = newest.get(tgid);
    return tell(found == null ? null : find(tgid, found.start()), look);
  }

  private static boolean tell(@Nullable ProcessFacts found, Consumer<ProcessFacts> look) {
    if (found == null) {
      return false;
    }
    look.accept(found);
    return true;
  }

  /// Tells that a process ended. It is remembered for a while: what it made may come later.
  public synchronized void exit(int tgid, long start) {
    Name name = Name.of(tgid, start);
    ProcessFacts facts = alive.remove(name);
    if (facts != null) {
      gone.put(name, facts);
    }
  }

  /// How many processes are known.
  public synchronized int size() {
    return alive.size() + gone.size();
  }

  /// How many processes were forgotten though they had not ended.
  public synchronized long evicted() {
    return evicted;
  }

  private void forget() {
    boolean living = gone.isEmpty();
    ProcessFacts victim = (living ? alive : gone).firstEntry().getValue();
    (living ? alive : gone).remove(Name.of(victim.tgid(), victim.start()));
    if (living) {
      evicted++;
    }
    newest.remove(victim.tgid(), victim);
  }
}
