// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.EventClass;
import dev.shirube.rings.KernelRefusal;
import dev.shirube.rings.Netlink;
import dev.shirube.rings.Poll;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorException;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Entry;
import dev.shirube.wire.Capabilities.Quality;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Processes and connections where the kernel takes no programs of ours: the proc connector says
/// that a process was made, started a program or ended, and /proc is read for what that was; what
/// is gone by then is told without it. Connections are looked for every few seconds. Its
/// capabilities say what is missing against {@code KernelSensor}.
public final class FallbackSensor implements Sensor {
  /// Its name.
  public static final String NAME = "fallback";

  private static final int ROOM = 8 << 20;
  private static final int TURN_MILLIS = 1000;
  private static final int GATHER = 2048;
  private static final long SWEEP_NANOS = 5_000_000_000L;

  private final HostIdentity host;
  private final ProcessTable table;
  private final ProcSnapshot snapshot;
  private final Tally tally;
  private final Map<Integer, Integer> sequences = new HashMap<>();
  private volatile boolean closing;
  private volatile boolean processes;
  private volatile boolean connections;
  private @Nullable Thread thread;
  private @Nullable Poll poll;
  private @Nullable Netlink netlink;

  /// @param snapshot tells what runs already
  public FallbackSensor(
      HostIdentity host, ProcessTable table, ProcSnapshot snapshot, InstantSource clock) {
    this.host = host;
    this.snapshot = snapshot;
    this.table = table;
    tally = new Tally(clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void start(Sink sink) throws SensorException {
    try {
      Netlink connector = Netlink.open(Netlink.CONNECTOR, 1);
      netlink = connector;
      connector.room(ROOM);
      int sent = connector.send(ProcMessage.asking(true));
      if (sent < 0) {
        throw new KernelRefusal("sendto", -sent);
      }
      Poll waiting = new Poll();
      poll = waiting;
      Outbox outbox = new Outbox(NAME, host, sink, tally);
      ProcessEvents events = new ProcessEvents(host, table, outbox);
      SocketSweep sweep = new SocketSweep(outbox, new Actors(host, table));
      thread =
          Thread.ofPlatform()
              .name("fallback-sensor")
              .daemon()
              .start(() -> listen(connector, waiting, outbox, events, sweep));
    } catch (KernelRefusal e) {
      release();
      throw SensorException.of(NAME, e, "proc.fallback.refused", e.call(), e.error());
    }
  }

  private void listen(
      Netlink connector, Poll waiting, Outbox outbox, ProcessEvents events, SocketSweep sweep) {
    int number = waiting.add(connector.descriptor());
    int _ = snapshot.tell(table, outbox);
    long swept = System.nanoTime() - SWEEP_NANOS;
    while (!closing) {
      if (waiting.await(TURN_MILLIS) && waiting.ready(number)) {
        receive(connector, outbox, events);
      }
      if (System.nanoTime() - swept >= SWEEP_NANOS) {
        swept = System.nanoTime();
        connections |= sweep.look(tally.now());
      }
      outbox.deliver(false);
    }
    receive(connector, outbox, events);
    outbox.deliver(false);
    int _ = connector.send(ProcMessage.asking(false));
    sweep.close();
  }

  private void receive(Netlink connector, Outbox outbox, ProcessEvents events) {
    ProcMessage message = new ProcMessage();
    int count = 1;
    for (int taken = 0; taken < GATHER && count != 0; taken++) {
      count = connector.receive();
      if (count == Netlink.OVERFLOW) {
        // How many went is told by the numbers of those that follow.
        continue;
      }
      if (count > 0 && message.set(connector.bytes(), count)) {
        number(message, outbox);
        if (message.isTold()) {
          events.take(message, now(message));
          processes = true;
        }
      }
    }
  }

  // The kernel counts its messages, processor by processor.
  private void number(ProcMessage message, Outbox outbox) {
    Integer before = sequences.put(message.processor(), message.sequence());
    if (before != null) {
      int missing = message.sequence() - before - 1;
      if (missing > 0) {
        outbox.lost(missing, tally.now() - SWEEP_NANOS, "overflow");
      }
    }
  }

  private long now(ProcMessage message) {
    return tally.now() - Math.max(0, System.nanoTime() - message.nanos());
  }

  @Override
  public SensorCounts counts() {
    return tally.counts();
  }

  /// What it can see, and plainly what it cannot.
  @Override
  public Capabilities capabilities() {
    List<Entry> entries = new ArrayList<>();
    Quality some = processes ? Quality.PARTLY : Quality.MISSING;
    entries.add(new Entry(EventClass.PROCESS_ACTIVITY, 0, some, "no-failed-starts"));
    for (int field : ProcessEvent.GUESSED) {
      entries.add(
          new Entry(EventClass.PROCESS_ACTIVITY, field, some, "missing-of-short-processes"));
    }
    for (int field : ProcessEvent.UNSEEN) {
      entries.add(new Entry(EventClass.PROCESS_ACTIVITY, field, Quality.MISSING, "needs-bpf"));
    }
    Quality sockets = connections ? Quality.PARTLY : Quality.MISSING;
    entries.add(new Entry(EventClass.NETWORK_ACTIVITY, 0, sockets, "only-longer-than-5-seconds"));
    for (int field : SocketSweep.UNSEEN) {
      entries.add(new Entry(EventClass.NETWORK_ACTIVITY, field, Quality.MISSING, "needs-bpf"));
    }
    for (EventClass unseen :
        List.of(
            EventClass.DNS_ACTIVITY,
            EventClass.KERNEL_ACTIVITY,
            EventClass.KERNEL_EXTENSION_ACTIVITY,
            EventClass.MEMORY_ACTIVITY)) {
      entries.add(new Entry(unseen, 0, Quality.MISSING, "needs-bpf"));
    }
    return new Capabilities(entries);
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closing = true;
      running = thread;
      thread = null;
      if (poll != null) {
        poll.wake();
      }
    }
    if (running != null) {
      try {
        boolean _ = running.join(Duration.ofSeconds(10));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    release();
  }

  private synchronized void release() {
    if (netlink != null) {
      netlink.close();
    }
    if (poll != null) {
      poll.close();
    }
  }
}
