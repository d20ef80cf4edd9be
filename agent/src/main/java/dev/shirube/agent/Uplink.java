// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.catalog.Problem;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Frames;
import dev.shirube.wire.FramesAnswer;
import dev.shirube.wire.Hello;
import dev.shirube.wire.HelloAnswer;
import dev.shirube.wire.Protocol;
import dev.shirube.wire.Refusal;
import dev.shirube.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends what the spool has to the server, and says how the agent is: step by step, for one thread.
/// A step never fails: what went wrong is told by {@link #trouble}, and asked again later.
final class Uplink {
  private static final int OK = 200;
  private static final int MOST_BYTES = 1 << 20;
  private static final int LEAST_BYTES = 16 << 10;
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration TURNED_AWAY = Duration.ofMinutes(5);
  private static final Duration RENEW_AGAIN = Duration.ofMinutes(10);

  private final AgentSettings settings;
  private final Transport transport;
  private final Spooler spooler;
  private final Says says;
  private final Recorder.Clocks clocks;
  private final Backoff backoff;
  private volatile ClientIdentity identity;
  private int mostBytes = MOST_BYTES;
  private int alone;
  private long helloAt;
  private long everyNanos = Duration.ofSeconds(30).toNanos();
  private long renewAt;
  private long quietUntil;
  private boolean met;
  private volatile @Nullable Problem trouble;
  private final AtomicLong sentEvents = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private volatile long offsetNanos;

  /// What an agent says of itself and does with what it is told.
  interface Says {
    /// How the agent is.
    ///
    /// @param first whether it is the first time of this run, when all is told
    Hello hello(boolean first) throws IOException;

    /// Does what the server answered.
    void heard(HelloAnswer answer) throws IOException;

    /// The version of the policy that is followed.
    long policy();

    /// How many bytes a second may be sent; 0 for no limit.
    long sendBytes();
  }

  Uplink(AgentParts parts, ClientIdentity identity, Spooler spooler, Says says) {
    this.settings = parts.settings();
    this.transport = parts.transport();
    this.clocks = parts.clocks();
    this.spooler = spooler;
    this.says = says;
    this.identity = identity;
    RandomGenerator random = parts.random();
    backoff = new Backoff(random);
    helloAt = clocks.ticks().nanos();
    renewAt = helloAt;
    quietUntil = helloAt;
  }

  /// What is wrong with the way to the server, as people should know it; null if nothing is.
  @Nullable Problem trouble() {
    return trouble;
  }

  /// What is shown to the server now.
  ClientIdentity identity() {
    return identity;
  }

  /// How many events the server has taken.
  long sentEvents() {
    return sentEvents.get();
  }

  /// How many bytes of frames were sent.
  long sentBytes() {
    return sentBytes.get();
  }

  /// How far the server's clock is ahead.
  long offsetNanos() {
    return offsetNanos;
  }

  /// Says hello with the next step.
  void greet() {
    helloAt = clocks.ticks().nanos();
  }

  /// Does what is to be done next.
  ///
  /// @return how long nothing is to be done, unless something comes that is to be sent
  Step step() throws InterruptedException {
    long now = clocks.ticks().nanos();
    if (now < quietUntil) {
      return new Step(Duration.ofNanos(quietUntil - now), false);
    }
    try {
      return act(now);
    } catch (AgentFault fault) {
      return later(fault.problem(), backoff.next());
    } catch (WireException e) {
      Problem strange =
          AgentFault.problem(settings.server().toString(), "agent.answer", e.id(), e.facts());
      return later(strange, backoff.next());
    } catch (IOException e) {
      String reason = e.getClass().getSimpleName() + " " + e.getMessage();
      return later(
          AgentFault.problem(settings.server().toString(), "agent.unreached", reason),
          backoff.next());
    }
  }

  /// What comes after a step.
  ///
  /// @param pause how long to wait
  /// @param wakes whether something to be sent ends the waiting
  record Step(Duration pause, boolean wakes) {}

  private Step act(long now) throws IOException, InterruptedException {
    if (now >= renewAt && !clocks.wall().instant().isBefore(identity.renewal())) {
      renew(now);
    }
    if (!met || now >= helloAt) {
      Step turned = hello(now);
      if (turned != null) {
        return turned;
      }
    }
    int frames = alone > 0 ? 1 : Integer.MAX_VALUE;
    List<Frame> taken = spooler.take(identity.name(), mostBytes, frames);
    if (taken.isEmpty()) {
      return new Step(Duration.ofNanos(Math.max(0, helloAt - now)), true);
    }
    boolean given = false;
    try {
      Step step = send(taken, now);
      given = true;
      return step;
    } finally {
      if (!given) {
        spooler.giveBack();
      }
    }
  }

  private void renew(long now) throws InterruptedException {
    renewAt = now + min(RENEW_AGAIN, identity.life().dividedBy(10)).toNanos();
    try {
      ClientIdentity next = Enrolment.renew(settings, transport);
      transport.identify(next);
      identity = next;
      trouble = null;
    } catch (AgentFault fault) {
      trouble = fault.problem();
    } catch (IOException e) {
      // The present one is good for days yet; whether the server is there is seen by what follows.
      renewAt = now + min(Duration.ofMinutes(1), identity.life().dividedBy(20)).toNanos();
    }
  }

  private @Nullable Step hello(long now) throws IOException, InterruptedException {
    Hello hello = says.hello(!met);
    Transport.Reply reply = transport.post(Protocol.HELLO, Enrolment.JSON, hello.bytes());
    if (reply.status() != OK) {
      return refused(reply);
    }
    HelloAnswer answer = HelloAnswer.read(reply.body());
    offsetNanos = answer.timeNanos() - hello.clockNanos();
    if (hello.spool().isBehind(answer.next())) {
      // The disk was set back: numbers may have been given twice.
      spooler.renew();
      met = false;
      return new Step(Duration.ZERO, true);
    }
    spooler.acknowledge(answer.next());
    says.heard(answer);
    met = true;
    trouble = null;
    backoff.reset();
    everyNanos = Duration.ofSeconds(answer.everySeconds()).toNanos();
    helloAt = now + everyNanos;
    return null;
  }

  private Step send(List<Frame> frames, long now) throws IOException, InterruptedException {
    List<byte[]> encoded = new ArrayList<>();
    frames.forEach(frame -> encoded.add(frame.encode()));
    byte[] body = Frames.body(encoded);
    Transport.Reply reply = transport.post(Protocol.FRAMES, Protocol.FRAMES_TYPE, body);
    return switch (reply.status()) {
      case OK -> {
        FramesAnswer answer = FramesAnswer.read(reply.body());
        spooler.acknowledge(answer.next());
        sent(frames, body.length);
        if (answer.policy() != says.policy()) {
          helloAt = now;
        }
        yield paced(body.length, now);
      }
      case 400 -> {
        tellRefused(reply);
        if (frames.size() == 1) {
          spooler.refuse(frames.getFirst());
        } else {
          spooler.giveBack();
          alone = frames.size();
        }
        yield new Step(Duration.ZERO, true);
      }
      case 413 -> {
        if (frames.size() == 1) {
          spooler.refuse(frames.getFirst());
        } else {
          spooler.giveBack();
          mostBytes = Math.max(LEAST_BYTES, Math.min(mostBytes, body.length) / 2);
        }
        yield new Step(Duration.ZERO, true);
      }
      default -> {
        spooler.giveBack();
        yield refused(reply);
      }
    };
  }

  private void sent(List<Frame> frames, int bytes) {
    long events = 0;
    for (Frame frame : frames) {
      events += frame.isGap() ? 0 : frame.count();
    }
    sentEvents.addAndGet(events);
    sentBytes.addAndGet(bytes);
    alone = Math.max(0, alone - frames.size());
    mostBytes = Math.min(MOST_BYTES, mostBytes + LEAST_BYTES);
    trouble = null;
    backoff.reset();
  }

  private Step paced(int bytes, long now) {
    long most = says.sendBytes();
    if (most > 0) {
      quietUntil = now + Duration.ofSeconds(1).toNanos() / most * bytes;
    }
    return new Step(Duration.ZERO, true);
  }

  private void tellRefused(Transport.Reply reply) {
    Refusal refusal = Refusal.read(reply.body());
    String why = refusal.id() + " " + refusal.facts();
    trouble =
        AgentFault.problem(settings.server().toString(), "agent.refused", reply.status(), why);
  }

  private Step refused(Transport.Reply reply) {
    String server = settings.server().toString();
    Refusal refusal = Refusal.read(reply.body());
    String why = refusal.id().isEmpty() ? "" : refusal.id() + " " + refusal.facts();
    Problem problem =
        switch (reply.status()) {
          case 401 -> AgentFault.problem(server, "agent.unknown", why);
          case 403 -> AgentFault.problem(server, "agent.revoked", why);
          case 409 -> AgentFault.problem(server, "agent.clone", why);
          default -> AgentFault.problem(server, "agent.refused", reply.status(), why);
        };
    if (reply.status() == 401) {
      renewAt = clocks.ticks().nanos();
    }
    boolean turnedAway = reply.status() == 401 || reply.status() == 403 || reply.status() == 409;
    Duration told = reply.retryAfter();
    Duration wait =
        turnedAway ? TURNED_AWAY : told.isZero() ? backoff.next() : min(told, LONGEST_WAIT);
    return later(problem, wait);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Step later(Problem problem, Duration wait) {
    trouble = problem;
    quietUntil = clocks.ticks().nanos() + wait.toNanos();
    return new Step(wait, false);
  }
}
