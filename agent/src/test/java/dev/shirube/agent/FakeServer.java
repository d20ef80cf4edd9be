// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.certificates.ClientIdentity;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.wire.BatchCodec;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Frames;
import dev.shirube.wire.FramesAnswer;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Hello;
import dev.shirube.wire.HelloAnswer;
import dev.shirube.wire.Lane;
import dev.shirube.wire.Policy;
import dev.shirube.wire.Protocol;
import dev.shirube.wire.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The other side of the protocol, in memory, as docs/reference/agent-protocol.md has it; and the
/// ways in which a network and a server fail.
final class FakeServer implements Transport {
  static final Field SERIAL = FieldCatalogue.require("metadata.sequence");

  final Map<String, Long> stored = new TreeMap<>();
  final Map<Lane, Long> declared = new HashMap<>();
  final Map<Lane, Long> undeclared = new HashMap<>();
  final List<Gap> gaps = new ArrayList<>();
  final List<Hello> hellos = new ArrayList<>();
  final Deque<Reply> instead = new ArrayDeque<>();
  private final Map<String, Long> expected = new HashMap<>();
  Policy policy = Policy.DEFAULT;
  boolean down;
  boolean losesAnswers;
  int most = Protocol.MOST_BODY_BYTES;
  int requests;
  int frames;
  @Nullable String poison;

  @Override
  public Reply post(String path, String type, byte[] body) throws IOException {
    requests++;
    if (down) {
      throw new IOException("no route");
    }
    Reply told = instead.poll();
    if (told != null) {
      return told;
    }
    if (body.length > most) {
      return new Reply(413, new Refusal("door.large", List.of()).bytes(), Duration.ZERO);
    }
    Reply reply = path.equals(Protocol.HELLO) ? hello(Hello.read(body)) : frames(body);
    if (losesAnswers) {
      throw new IOException("reset");
    }
    return reply;
  }

  private Reply hello(Hello hello) {
    hellos.add(hello);
    Map<Lane, Long> next = new HashMap<>();
    for (Hello.LaneState lane : hello.spool().lanes()) {
      String key = hello.epoch() + "/" + lane.lane();
      next.put(lane.lane(), expected.computeIfAbsent(key, _ -> lane.first()));
    }
    return new Reply(200, new HelloAnswer(1, 30, policy, next).bytes(), Duration.ZERO);
  }

  private Reply frames(byte[] body) throws IOException {
    Map<Lane, Long> next = new HashMap<>();
    List<Frame> all = new ArrayList<>();
    for (byte[] bytes : Frames.split(body)) {
      Frame frame = Frame.decode(bytes);
      String bad = poison;
      if (bad != null && !frame.isGap() && serials(frame).contains(bad)) {
        return new Reply(400, new Refusal("door.poison", List.of()).bytes(), Duration.ZERO);
      }
      if (frame.isGap()) {
        Gap gap = Gap.read(frame.payload());
        if (frame.count() != (gap.numbered() ? gap.count() : 1)) {
          return new Reply(400, new Refusal("fleet.frame.count", List.of()).bytes(), Duration.ZERO);
        }
      }
      all.add(frame);
    }
    frames += all.size();
    for (Frame frame : all) {
      next.put(frame.lane(), take(frame));
    }
    return new Reply(200, new FramesAnswer(next, policy.version()).bytes(), Duration.ZERO);
  }

  private static List<String> serials(Frame frame) throws IOException {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    BatchCodec.decode(frame, batch);
    List<String> serials = new ArrayList<>();
    for (int event = 0; event < batch.count(); event++) {
      serials.add(String.valueOf(new Event().on(batch, event).text(SERIAL)));
    }
    return serials;
  }

  private long take(Frame frame) throws IOException {
    String key = frame.epoch() + "/" + frame.lane();
    Long known = expected.get(key);
    if (known == null) {
      throw new AssertionError("a frame of an epoch that nobody told of");
    }
    long from = known;
    if (frame.next() <= from) {
      return from;
    }
    if (frame.firstSequence() > from) {
      undeclared.merge(frame.lane(), frame.firstSequence() - from, Long::sum);
    }
    if (frame.isGap()) {
      Gap gap = Gap.read(frame.payload());
      gaps.add(gap);
      long numbers = frame.next() - Math.max(from, frame.firstSequence());
      declared.merge(frame.lane(), gap.numbered() ? numbers : 0, Long::sum);
    } else {
      long number = frame.firstSequence();
      for (String serial : serials(frame)) {
        // Events of the agent itself have no serial number.
        String name = serial.equals("null") ? key + "/" + number : serial;
        Long before = stored.put(name, number);
        if (before != null && before != number) {
          throw new AssertionError("event " + serial + " came as " + before + " and " + number);
        }
        number++;
      }
    }
    expected.put(key, frame.next());
    return frame.next();
  }

  long declared() {
    return declared.values().stream().mapToLong(Long::longValue).sum();
  }

  long undeclared() {
    return undeclared.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void identify(ClientIdentity identity) {}

  @Override
  public void close() {}
}
