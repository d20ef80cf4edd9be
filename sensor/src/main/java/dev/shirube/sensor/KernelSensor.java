// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.shirube.catalog.Problem;
import dev.shirube.event.EventClass;
import dev.shirube.rings.KernelRefusal;
import dev.shirube.rings.KernelRings;
import dev.shirube.rings.LinuxCalls;
import dev.shirube.rings.Loader;
import dev.shirube.rings.LoaderException;
import dev.shirube.rings.Switching;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Policy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Sees processes, connections and rare calls from within the kernel, by programs that are pinned
/// there. They go on while nobody reads: the next sensor tells of what happened in between.
public final class KernelSensor implements Sensor {
  /// What it is to do.
  ///
  /// @param places where things lie
  /// @param parts what may be looked at; processes always, calls as the policy says
  /// @param mayInstall whether missing compilers may be installed
  /// @param unpin whether closing it takes the programs out of the kernel
  /// @param selfTestNanos how often it tests itself until a policy says otherwise
  public record Settings(
      Loader.Places places,
      Set<Loader.Part> parts,
      boolean mayInstall,
      boolean unpin,
      long selfTestNanos) {
    /// As an agent in the foreground does it.
    public static Settings foreground(Path cache) {
      return new Settings(
          Loader.Places.of(cache), EnumSet.allOf(Loader.Part.class), false, true, 10 * SECOND);
    }
  }

  private static final long SECOND = 1_000_000_000L;
  private static final int WAIT_MILLIS = 100;
  private static final long TRAFFIC_EVERY = 30 * SECOND;
  private static final long QUIET_PEER = 60 * SECOND;
  private static final long JOIN_MILLIS = 10_000;
  private static final int OTHER = 99;
  private static final int ACTIVITY = SensorEvent.field("activity_name");
  private static final int STATUS = SensorEvent.field("status");
  private static final int DETAIL = SensorEvent.field("status_detail");

  private static final int RESOURCE = SensorEvent.field("resources.name");
  private static final int BEFORE = SensorEvent.field("resources.prev_value");
  private static final int AFTER = SensorEvent.field("resources.new_value");

  private final Settings settings;
  private final ProcessSource source;
  private final KernelEvents events;
  private final Clock clock;
  private final LinuxCalls calls = new LinuxCalls();
  private final Switching parts;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final KernelSight.ClockLeap clockLeap = new KernelSight.ClockLeap();
  private final KernelSight sight = new KernelSight();
  private volatile SensorCounts counts = SensorCounts.NONE;
  private volatile Map<Loader.Part, String> refused = Map.of();
  private volatile long testEvery;
  private @Nullable KernelRings rings;
  private @Nullable Thread thread;
  private long lost;
  private long lostSince;
  private long lag;
  private long testNumber;
  private String testName = "";
  private long testedAt;
  private long healedAt;
  private boolean testFailed;

  /// @param source tells what ran before
  /// @param table the processes of this host, which it keeps
  public KernelSensor(
      HostIdentity host, Settings settings, ProcessSource source, ProcessTable table, Clock clock) {
    this.settings = settings;
    this.source = source;
    this.clock = clock;
    testEvery = settings.selfTestNanos();
    Loader loader = new Loader(settings.places(), CallRecords.settings());
    parts = new Switching(loader, settings.mayInstall());
    parts.want(settings.parts());
    Accounts accounts = new Accounts(Path.of("/etc/passwd"));
    events = new KernelEvents(new RecordContext(host, table, source, accounts, name()));
  }

  @Override
  public String name() {
    return "kernel";
  }

  @Override
  public Capabilities capabilities() {
    Loader.Loaded there = parts.now();
    return sight.capabilities(there == null ? Set.of() : there.parts(), refused.keySet());
  }

  /// Attaches or takes away the programs that watch calls; the others go on meanwhile.
  @Override
  public void follow(Policy policy) {
    EnumSet<Loader.Part> wanted = EnumSet.of(Loader.Part.PROCESSES);
    wanted.addAll(settings.parts());
    if (!policy.systemCalls()) {
      wanted.remove(Loader.Part.CALLS);
    }
    testEvery = policy.selfTestSeconds() * SECOND;
    parts.want(wanted);
  }

  @Override
  public List<Problem> problems() {
    return refused.entrySet().stream()
        .map(each ->
            SensorException.of(name(), null, "sensor.part." + each.getKey().word(), each.getValue())
                .problem())
        .toList();
  }

  @Override
  public SensorCounts counts() {
    return counts;
  }

  @Override
  public void start(Sink sink) throws SensorException {
    KernelRings opened;
    try {
      Loader.Loaded there = parts.begin();
      refused = there.refused();
      opened = new KernelRings(there.pins());
      rings = opened;
      opened.tell((int) ProcessHandle.current().pid(), TRAFFIC_EVERY);
    } catch (LoaderException e) {
      throw new SensorException(e.problem(), e);
    } catch (IOException e) {
      throw SensorException.of("kernel", e, "sensor.kernel", String.valueOf(e.getMessage()));
    }
    Thread reading = new Thread(() -> read(opened, sink), "shirube-kernel");
    thread = reading;
    reading.setDaemon(true);
    reading.start();
  }

  private void read(KernelRings from, Sink sink) {
    RecordContext context = events.context();
    begin(from, sink);
    long nextSecond = 0;
    long nextSweep = boot() + TRAFFIC_EVERY;
    while (!closed.get()) {
      switched(from, sink);
      int _ =
          from.read(WAIT_MILLIS, (data, at, length, soon) -> take(sink, data, at, length, soon));
      handOver(sink);
      from.release();
      long now = boot();
      if (now >= nextSecond) {
        nextSecond = now + SECOND;
        setClocks();
        context.accounts().refresh();
        tellLosses(from, sink);
        test(from, now, sink);
      }
      if (now >= nextSweep) {
        nextSweep = now + TRAFFIC_EVERY;
        sweep(from, now);
      }
    }
    int _ = from.read(0, (data, at, length, soon) -> take(sink, data, at, length, soon));
    handOver(sink);
    from.release();
    tellLosses(from, sink);
  }

  private void begin(KernelRings from, Sink sink) {
    setClocks();
    events.context().accounts().refresh();
    Loader.Loaded there = parts.now();
    boolean again = there != null && there.adopted();
    lost = from.toldLost();
    lostSince = wall();
    long now = boot();
    // Whoever takes over told of them before; but the table has to know them.
    if (again) {
      source.all(events.context().table()::put);
    } else {
      source.all(facts -> {
        events.processes().preexisting(facts, now);
        if (events.context().isFull()) {
          handOver(sink);
        }
      });
    }
    testedAt = now - settings.selfTestNanos();
    healedAt = now;
  }

  private void switched(KernelRings from, Sink sink) {
    for (Switching.Change change = parts.takeChange();
        change != null;
        change = parts.takeChange()) {
      // What came before the programs went away is told before their end is.
      int _ = from.read(0, (data, at, length, soon) -> take(sink, data, at, length, soon));
      if (change.part() == Loader.Part.CALLS && !change.attached()) {
        events.calls().forget();
        sight.called(0);
      }
      EnumMap<Loader.Part, String> refusals = new EnumMap<>(Loader.Part.class);
      refusals.putAll(refused);
      refusals.remove(change.part());
      if (!change.refusal().isEmpty()) {
        refusals.put(change.part(), change.refusal());
      }
      refused = refusals;
      String what = change.part().word() + (change.attached() ? " on" : " off");
      boolean done = change.refusal().isEmpty();
      tell("switch", done ? "success" : "failure", (what + " " + change.refusal()).strip(), boot());
    }
  }

  private void take(Sink sink, MemorySegment data, long at, int length, boolean soon) {
    sight.saw(data.get(JAVA_SHORT_UNALIGNED, at));
    events.record(data, at, length, soon);
    if (events.context().isFull()) {
      handOver(sink);
      KernelRings from = rings;
      if (from != null) {
        // Not before: who is killed with it in hand must find it in the ring again.
        from.release();
      }
    }
  }

  private void handOver(Sink sink) {
    RecordContext context = events.context();
    count(context);
    sight.called(events.calls().seen());
    long last = context.lastBoot();
    if (context.flush(sink) && last > 0) {
      lag = Math.max(0, boot() - last);
    }
    count(context);
  }

  // Before anything is handed over too: nobody is to have an event that was not counted.
  private void count(RecordContext context) {
    counts =
        new SensorCounts(context.seen(), lost + context.malformedRecords(), context.cuts(), lag);
  }

  private void tellLosses(KernelRings from, Sink sink) {
    long now = wall();
    long total = from.counts().lost();
    if (total > lost) {
      long more = total - lost;
      lost = total;
      count(events.context());
      sink.lost(new Loss(name(), more, lostSince, now, "overflow"));
      try {
        from.toldLost(total);
      } catch (KernelRefusal _) {
        // The map is open, so this is as good as impossible; at worst it is told twice.
      }
    }
    lostSince = now;
  }

  // A thread that names itself must come back by both rings; and every pin must be where it was.
  private void test(KernelRings from, long now, Sink sink) {
    long every = testEvery;
    if (!testName.isEmpty() && events.cameBack()) {
      sight.tested();
      tell("self-test", "success", testName, now);
      testName = "";
      testFailed = false;
    } else if (!testName.isEmpty() && every > 0 && now - testedAt > every && !testFailed) {
      testFailed = true;
      tell("self-test", "failure", testName, now);
      sink.lost(new Loss(name(), 0, wall() - (now - testedAt), wall(), "self-test"));
    }
    if (now - healedAt >= (every > 0 ? every : settings.selfTestNanos())) {
      heal(from, now, sink);
      healedAt = now;
    }
    if (every > 0 && now - testedAt >= every) {
      testedAt = now;
      testName = "shirube-" + ++testNumber % 10_000_000;
      events.expect(testName);
      try {
        calls.nameThread(testName);
      } catch (KernelRefusal e) {
        tell("self-test", "failure", String.valueOf(e.getMessage()), now);
      }
    }
  }

  private void heal(KernelRings from, long now, Sink sink) {
    try {
      Loader.Part part = parts.heal();
      if (part != null) {
        tell("tampering", "failure", "pins of " + part.word() + " are gone", now);
        sink.lost(new Loss(name(), 0, wall() - (now - healedAt), wall(), "unpinned"));
        from.tell((int) ProcessHandle.current().pid(), TRAFFIC_EVERY);
      }
    } catch (IOException e) {
      tell("tampering", "failure", String.valueOf(e.getMessage()), now);
    }
  }

  private void tell(String what, String status, String detail, long now) {
    SensorEvent event = events.context().begin(EventClass.APPLICATION_LIFECYCLE, OTHER, now, true);
    event.put(ACTIVITY, "sensor " + what).put(STATUS, status).put(DETAIL, detail);
  }

  private void sweep(KernelRings from, long now) {
    try {
      from.peers((key, value) -> events.sockets().peer(key, value, now, QUIET_PEER));
    } catch (KernelRefusal e) {
      tell("sweep", "failure", String.valueOf(e.getMessage()), now);
    }
  }

  private void setClocks() {
    long now = boot();
    long started = wall() - now;
    events.context().clocks(started);
    long leap = clockLeap.look(started);
    if (leap != 0) {
      SensorEvent event =
          events.context().begin(EventClass.DEVICE_CONFIG_STATE_CHANGE, 1, now, true);
      event
          .put(ACTIVITY, "clock-set")
          .put(RESOURCE, "clock")
          .put(BEFORE, iso(started - leap + now))
          .put(AFTER, iso(started + now));
    }
  }

  private static String iso(long nanos) {
    return Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND).toString();
  }

  private long boot() {
    return calls.clock(LinuxCalls.BOOTTIME);
  }

  private long wall() {
    Instant now = clock.instant();
    return now.getEpochSecond() * SECOND + now.getNano();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    KernelRings open = rings;
    Thread reading = thread;
    try {
      if (open != null && reading != null) {
        open.stop();
        reading.join(JOIN_MILLIS);
      }
      if (open != null && (reading == null || !reading.isAlive())) {
        open.close();
      }
      parts.end(settings.unpin());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // What stays pinned is taken over, or taken away, by the next start.
    }
  }
}
