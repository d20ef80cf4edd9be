// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.Envelope;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Frames;
import dev.shirube.wire.FramesAnswer;
import dev.shirube.wire.Lane;
import dev.shirube.wire.Protocol;
import dev.shirube.wire.WireException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Takes frames of agents: all of a request or nothing. What is on the disk already is passed over.
final class AgentFrames {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Agents agents;
  private final AgentDelivery delivery;
  private final InstantSource clock;
  // What one agent sends goes into the journal in its order, one request after another.
  private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

  AgentFrames(Agents agents, AgentDelivery delivery, InstantSource clock) {
    this.agents = agents;
    this.delivery = delivery;
    this.clock = clock;
  }

  /// Takes the frames of a request.
  ///
  /// @return the body of the answer
  /// @throws WireException if it is none of the protocol; nothing of it was taken
  Agents.Outcome<byte[]> take(Agents.Known agent, byte[] body, String address)
      throws WireException, InterruptedException {
    List<byte[]> parts = Frames.split(body);
    Duration pause = agents.count(agent, parts.size(), body.length);
    if (!pause.isZero()) {
      return Agents.Outcome.later(429, pause);
    }
    List<SentFrame> sent = new ArrayList<>();
    for (byte[] part : parts) {
      SentFrame frame = SentFrame.read(part);
      if (!frame.frame().agent().equals(agent.id())) {
        agents.abuse(agent, "fleet.deed.foreign", frame.frame().agent());
        return Agents.Outcome.refused(403, "fleet.frame.foreign");
      }
      sent.add(frame);
      if (sent.getFirst().frame().epoch() != frame.frame().epoch()) {
        throw new WireException("fleet.frame.epoch");
      }
    }
    ReentrantLock turn = turns.computeIfAbsent(agent.id(), _ -> new ReentrantLock(true));
    if (!turn.tryLock(delivery.patience().toMillis(), TimeUnit.MILLISECONDS)) {
      return Agents.Outcome.later(503, SOON);
    }
    try {
      return take(agent, sent, address);
    } finally {
      turn.unlock();
    }
  }

  private Agents.Outcome<byte[]> take(Agents.Known agent, List<SentFrame> sent, String address)
      throws InterruptedException {
    Map<Lane, Agents.Place> places = agents.places(agent, sent.getFirst().frame().epoch());
    Map<Lane, Long> next = new EnumMap<>(Lane.class);
    List<Envelope.RawRecord> records = new ArrayList<>();
    List<Frame> taken = new ArrayList<>();
    for (SentFrame each : sent) {
      Frame frame = each.frame();
      // Whoever says nothing of a lane before it sends begins it where it sends from.
      Agents.Place begun = new Agents.Place(frame.firstSequence(), frame.firstSequence());
      Agents.Place place = places.getOrDefault(frame.lane(), begun);
      long expected = next.getOrDefault(frame.lane(), place.next());
      if (frame.next() > expected) {
        records.add(each.record(place.first()));
        taken.add(frame);
      }
      next.put(frame.lane(), Math.max(expected, frame.next()));
    }
    if (!records.isEmpty()
        && delivery.deliver(envelope(agent, address, records))
            instanceof Agents.Outcome.Refused<Integer> refused) {
      return new Agents.Outcome.Refused<>(refused.status(), refused.why(), refused.retryAfter());
    }
    agents.took(agent, taken);
    return new Agents.Outcome.Given<>(new FramesAnswer(next, agents.policy(agent)).bytes());
  }

  private Envelope envelope(Agents.Known agent, String address, List<Envelope.RawRecord> records) {
    return new Envelope(
        agent.tenant(),
        agent.host(),
        AgentDoor.NAME,
        Protocol.FRAME_FORMAT,
        Received.nanos(clock),
        address,
        records);
  }
}
