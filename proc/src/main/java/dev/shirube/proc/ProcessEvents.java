// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.EventClass;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessFacts;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.sensor.SensorEvent;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Makes events of what the proc connector says, with what /proc and the table of processes add to
/// it; keeps the table. For one thread.
final class ProcessEvents {
  private static final int SIGNAL = 0x7f;
  private static final Path PROC = Path.of("/proc");

  private final ProcessTable table;
  private final Outbox outbox;
  private final Actors actors;
  private final ProcReader reader = new ProcReader(PROC);
  private final Accounts accounts;
  private final long boot;
  private long unread;

  ProcessEvents(HostIdentity host, ProcessTable table, Outbox outbox) {
    this.table = table;
    this.outbox = outbox;
    actors = new Actors(host, table);
    accounts = actors.accounts();
    boot = outbox.tally().now() - ProcSnapshot.sinceBoot(PROC);
  }

  /// Takes a message.
  ///
  /// @param nanos when it happened, nanoseconds since 1970 UTC
  void take(ProcMessage message, long nanos) {
    switch (message.what()) {
      case ProcMessage.FORKED -> forked(message, nanos);
      case ProcMessage.STARTED -> started(message.number(1), nanos);
      case ProcMessage.USER_SET -> userSet(message, nanos);
      case ProcMessage.TRACED -> traced(message, nanos);
      case ProcMessage.ENDED -> ended(message, nanos);
      default -> {}
    }
  }

  // A new thread is not told of.
  private void forked(ProcMessage message, long nanos) {
    int child = message.number(3);
    if (message.number(2) != child) {
      return;
    }
    ProcFacts facts = reader.read(child);
    long start = facts == null ? Math.max(0, nanos - boot) : facts.startNanos();
    int parent = message.number(1);
    ProcessFacts made =
        new ProcessFacts(child, HostIdentity.step(start)).madeBy(parent, start(parent));
    if (facts != null) {
      ProcessFacts told = facts.told(made.parentStart());
      made.accounts(told.uid(), told.euid(), told.gid(), told.egid())
          .login(told.auid(), told.session())
          .comm(told.comm())
          .container(told.container());
    }
    table.fork(made);
  }

  private long start(int pid) {
    long[] start = new long[1];
    if (!table.look(pid, facts -> start[0] = facts.start())) {
      ProcFacts facts = reader.read(pid);
      start[0] = facts == null ? 0 : facts.startNanos();
    }
    return start[0];
  }

  private void started(int pid, long nanos) {
    ProcFacts facts = reader.read(pid);
    if (facts == null || facts.arguments().isEmpty()) {
      unread++;
    }
    if (facts != null) {
      table.put(facts.told(start(facts.parent())));
    }
    SensorEvent event = outbox.begin(EventClass.PROCESS_ACTIVITY, ProcessEvent.STARTED, nanos);
    if (facts == null) {
      // What was inherited from its parent is not what it started: the number is all there is.
      event.put(ProcessEvent.PID, pid).put(ProcessEvent.TYPE, "not-seen");
      with(pid, known -> event.put(ProcessEvent.KEY, known.key()));
      with(pid, known -> ProcessEvent.parent(event, known, table));
      return;
    }
    if (facts.isDeleted()) {
      event.put(ProcessEvent.DELETED, true);
    }
    with(pid, known -> both(event, known));
  }

  private void both(SensorEvent event, ProcessFacts known) {
    ProcessEvent.process(event, known, accounts, boot);
    ProcessEvent.parent(event, known, table);
  }

  private void with(int pid, Consumer<ProcessFacts> write) {
    boolean _ = table.look(pid, write);
  }

  private void userSet(ProcMessage message, long nanos) {
    int pid = message.number(1);
    if (message.number(0) != pid) {
      return;
    }
    SensorEvent event = outbox.begin(EventClass.PROCESS_ACTIVITY, ProcessEvent.ACCOUNT_SET, nanos);
    int user = message.number(2);
    int effective = message.number(3);
    boolean known =
        table.look(
            pid,
            facts -> {
              facts.accounts(user, effective, facts.gid(), facts.egid());
              both(event, facts);
            });
    if (!known) {
      event.put(ProcessEvent.PID, pid);
    }
  }

  private void traced(ProcMessage message, long nanos) {
    int tracer = message.number(3);
    if (tracer <= 0) {
      return;
    }
    SensorEvent event = outbox.begin(EventClass.PROCESS_ACTIVITY, ProcessEvent.OPENED, nanos);
    event.put(ProcessEvent.TYPE, "ptrace");
    actors.of(tracer).put(event);
    if (!table.look(message.number(1), facts -> both(event, facts))) {
      event.put(ProcessEvent.PID, message.number(1));
    }
  }

  private void ended(ProcMessage message, long nanos) {
    int pid = message.number(1);
    if (message.number(0) != pid) {
      return;
    }
    int code = message.number(2);
    SensorEvent event = outbox.begin(EventClass.PROCESS_ACTIVITY, ProcessEvent.ENDED, nanos);
    event.put(ProcessEvent.EXIT_CODE, Integer.toString(code >> 8 & 0xff));
    if ((code & SIGNAL) != 0) {
      event.put(ProcessEvent.EXIT_SIGNAL, code & SIGNAL);
    }
    long[] start = new long[1];
    boolean known =
        table.look(
            pid,
            facts -> {
              start[0] = facts.start();
              both(event, facts);
            });
    if (known) {
      table.exit(pid, start[0]);
    } else {
      event.put(ProcessEvent.PID, pid);
    }
  }

  /// How many programs had ended before their command line could be read.
  long unread() {
    return unread;
  }
}
