// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.catalog.Problem;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.sensor.Loss;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorEvent;
import dev.shirube.sensor.SensorException;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Hello;
import dev.shirube.wire.HelloAnswer;
import dev.shirube.wire.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The agent of one machine: sensors, recorder, spool, uplink, and the two threads that keep them
/// going.
public final class Agent implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int STARTED = 3;
  private static final int STOPPED = 4;

  private final AgentParts parts;
  private final Spooler spooler;
  private final Recorder recorder;
  private final Policies policies;
  private final Uplink uplink;
  private final Shedding shedding;
  private final LastEnd lastEnd;
  private final List<Problem> problems = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable Capabilities told;
  private boolean urgent;
  private boolean waiting;
  private volatile boolean stopped;
  private volatile boolean isShedding;
  private final AtomicLong evicted = new AtomicLong();
  private long syncAt;
  private long testAt;

  /// Opens what an agent keeps in its folder; nothing runs yet.
  ///
  /// @throws AgentFault when it is not enrolled
  public Agent(AgentParts parts) throws IOException {
    this.parts = parts;
    AgentSettings settings = parts.settings();
    if (!ClientIdentity.isIn(settings.folder())) {
      throw AgentFault.of(settings.folder().toString(), null, "agent.unenrolled");
    }
    ClientIdentity identity = ClientIdentity.read(settings.folder());
    policies = new Policies(settings.folder());
    Problem unread = policies.problem();
    if (unread != null) {
      problems.add(unread);
    }
    Policy.Limits limits = policies.current().limits();
    Recorder.Place place = settings.spool(parts.disk());
    spooler =
        new Spooler(
            parts.disk(),
            place.folder(),
            SpoolLimits.of(limits.spoolBytes(), limits.freeBytes()),
            parts.random());
    lastEnd = new LastEnd(parts.disk(), place.folder());
    recorder = new Recorder(spooler, place, parts.clocks(), parts.masking(), this::hurry);
    policies.listen(
        policy -> spooler.limit(policy.limits().spoolBytes(), policy.limits().freeBytes()));
    policies.listen(policy -> parts.sensors().forEach(sensor -> sensor.follow(policy)));
    uplink = new Uplink(parts, identity, spooler, new Speaker());
    shedding = new Shedding(parts.load());
  }

  /// Begins to record and to send. A sensor that cannot see on this machine is told of, and the
  /// others go on.
  public void start() {
    long now = parts.clocks().ticks().nanos();
    syncAt = now;
    testAt = now;
    tellOfTheLast();
    tell(STARTED);
    threads.add(Thread.ofPlatform().name("agent-keeper").daemon().start(this::keep));
    threads.add(Thread.ofPlatform().name("agent-uplink").daemon().start(this::send));
    for (Sensor sensor : parts.sensors()) {
      try {
        sensor.start(recorder);
      } catch (SensorException e) {
        problems.add(e.problem());
      }
    }
  }

  /// The policy that is followed.
  public Policies policies() {
    return policies;
  }

  /// What sensors hand to; for those that are not started by the agent.
  public Recorder recorder() {
    return recorder;
  }

  private void tellOfTheLast() {
    try {
      long now = TimeUnit.MILLISECONDS.toNanos(parts.clocks().wall().millis());
      Loss loss = lastEnd.begin(spooler.newest(), now);
      if (loss != null) {
        recorder.lost(loss);
      }
    } catch (IOException e) {
      note(AgentFault.problem(parts.settings().folder().toString(), "agent.disk", reason(e)));
    }
  }

  private void tell(int activity) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    long now = TimeUnit.MILLISECONDS.toNanos(parts.clocks().wall().millis());
    SensorEvent event = new SensorEvent(batch, parts.identity(), "agent");
    event
        .begin(EventClass.APPLICATION_LIFECYCLE, activity, now)
        .put("metadata.product.name", "Shirube")
        .put("metadata.product.feature.name", "agent")
        .put("metadata.product.version", parts.settings().version());
    recorder.accept(batch, true);
  }

  private void hurry() {
    lock.lock();
    try {
      urgent = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    try {
      while (!stopped) {
        boolean hurried = await(TICK, true);
        keepOnce(hurried);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean await(Duration atMost, boolean forUrgent) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (!stopped && left > 0 && !(forUrgent ? urgent : waiting)) {
        left = woken.awaitNanos(left);
      }
      boolean hurried = urgent;
      if (forUrgent) {
        urgent = false;
      } else {
        waiting = false;
      }
      return hurried;
    } finally {
      lock.unlock();
    }
  }

  private void keepOnce(boolean hurried) {
    recorder.tick();
    long now = parts.clocks().ticks().nanos();
    Policy policy = policies.current();
    if (policy.selfTestSeconds() > 0 && now >= testAt) {
      testAt = now + Duration.ofSeconds(policy.selfTestSeconds()).toNanos();
      parts.selfTest().run();
    }
    if (!hurried && now < syncAt) {
      return;
    }
    syncAt = now + SECOND.toNanos();
    boolean over = shedding.look(now, policy.limits());
    if (over != isShedding) {
      isShedding = over;
      recorder.shedFiles(over);
    }
    try {
      spooler.sync();
      long _ = evicted.addAndGet(spooler.evict());
    } catch (IOException e) {
      note(AgentFault.problem(parts.settings().folder().toString(), "agent.disk", reason(e)));
    }
    lock.lock();
    try {
      waiting = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }

  private void note(Problem problem) {
    if (problems.size() < 100 && !problems.contains(problem)) {
      problems.add(problem);
    }
  }

  private void send() {
    try {
      while (!stopped) {
        Uplink.Step step = uplink.step();
        if (!step.pause().isZero()) {
          await(step.wakes() ? step.pause() : min(step.pause(), SECOND), false);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// What the uplink says and hears.
  private final class Speaker implements Uplink.Says {
    @Override
    public Hello hello(boolean first) throws IOException {
      Capabilities seen = capabilities();
      boolean isNew = first || !seen.equals(told);
      told = seen;
      long now = TimeUnit.MILLISECONDS.toNanos(parts.clocks().wall().millis());
      return new Hello(
          parts.settings().version(),
          spooler.epoch(),
          now,
          parts.host().get(),
          isNew ? seen : null,
          sensors(),
          spooler.state(recorder.given()),
          policies.current().version());
    }

    @Override
    public void heard(HelloAnswer answer) throws IOException {
      policies.follow(answer.policy());
    }

    @Override
    public long policy() {
      return policies.current().version();
    }

    @Override
    public long sendBytes() {
      return policies.current().limits().sendBytes();
    }
  }

  private Capabilities capabilities() {
    Capabilities all = Capabilities.NONE;
    for (Sensor sensor : parts.sensors()) {
      all = all.and(sensor.capabilities());
    }
    return all;
  }

  private List<Hello.SensorState> sensors() {
    List<Hello.SensorState> states = new ArrayList<>();
    for (Sensor sensor : parts.sensors()) {
      SensorCounts counts = sensor.counts();
      states.add(
          new Hello.SensorState(
              sensor.name(),
              counts.seen(),
              counts.lost(),
              counts.cut(),
              Math.max(0, counts.lagNanos())));
    }
    return states;
  }

  /// How it is.
  public AgentStatus status() throws IOException {
    List<Problem> all = new ArrayList<>(problems);
    Problem trouble = uplink.trouble();
    if (trouble != null) {
      all.add(trouble);
    }
    parts.sensors().forEach(sensor -> all.addAll(sensor.problems()));
    return new AgentStatus(
        uplink.identity().name(),
        uplink.identity().until(),
        recorder.events(),
        uplink.sentEvents(),
        uplink.sentBytes(),
        evicted.get(),
        isShedding,
        spooler.state(recorder.given()),
        sensors(),
        all);
  }

  /// Ends: sensors first, so that all they saw is recorded; then what waits is sent for a moment;
  /// what is left stays on the disk for the next start.
  @Override
  public void close() throws IOException {
    if (stopped) {
      return;
    }
    parts.sensors().forEach(Sensor::close);
    tell(STOPPED);
    recorder.flush();
    spooler.sync();
    hurry();
    farewell();
    stopped = true;
    hurry();
    parts.transport().close();
    threads.forEach(Agent::join);
    recorder.close();
    spooler.close();
    lastEnd.ended();
  }

  private void farewell() throws IOException {
    long until = parts.clocks().ticks().nanos() + parts.settings().farewell().toNanos();
    try {
      while (!threads.isEmpty()
          && spooler.isWaiting()
          && parts.clocks().ticks().nanos() < until
          && uplink.trouble() == null) {
        lock.lockInterruptibly();
        try {
          waiting = true;
          woken.signalAll();
          long _ = woken.awaitNanos(TICK.toNanos() / 10);
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
