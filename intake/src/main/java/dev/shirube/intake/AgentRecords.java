// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.EventBatch;
import dev.shirube.fleet.HostEvents;
import dev.shirube.gateway.Envelope;
import dev.shirube.normalize.Normalizer;
import dev.shirube.wire.BatchCodec;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Protocol;
import dev.shirube.wire.WireException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Makes events of what our own agents sent, and of what the server has to say of them. They come
/// in the catalogue's words, so nothing is recognized and nothing renamed; but which agent sent
/// them is told by the door alone. What is missing of an agent's events becomes an event too. For
/// one thread.
public final class AgentRecords {
  /// For events that are in the catalogue's words already.
  public static final Normalizer AS_IS =
      new Normalizer() {
        @Override
        public void normalize(EventBatch batch) {}

        @Override
        public boolean appendJoined(EventBatch batch) {
          return false;
        }
      };

  private final AgentLanes lanes;
  private final SentEvents events;
  private final Unpacked unpacked = new Unpacked();

  /// Begins where the recording is: what was noted and not committed is going to be read again.
  ///
  /// @param enriching adds what the organization knows; it need not normalize
  public AgentRecords(AgentLanes lanes, Normalizer enriching) {
    this.lanes = lanes;
    lanes.rollBack();
    events = new SentEvents(enriching);
  }

  /// Where the events go.
  interface Target {
    /// The batch of a tenant.
    EventBatch batch();

    /// One was appended, with its identity: it must get what the door knows, and may be handed on.
    void arrived(EventBatch batch) throws IOException;
  }

  /// Whether an envelope is one of these.
  static boolean are(Envelope envelope) {
    return envelope.format().equals(Protocol.FRAME_FORMAT)
        || envelope.format().equals(HostEvents.FORMAT);
  }

  /// Notes that what was read so far is in the recording.
  void commit() {
    lanes.commit();
  }

  /// Reads a record.
  ///
  /// @param ids gives what has no number of its own its identity
  /// @return whether it could be read; if not, nothing of it was handed on
  boolean read(Envelope envelope, Envelope.RawRecord entry, DeliveryIds ids, Target target)
      throws IOException {
    EventBatch sent = unpacked.of(envelope.tenant());
    try {
      if (envelope.format().equals(HostEvents.FORMAT)) {
        int _ = BatchCodec.decode(entry.bytes(), sent);
        own(sent, ids, target);
      } else {
        Frame frame = Frame.decode(entry.bytes());
        Gap gap = frame.isGap() ? Gap.read(frame.payload()) : null;
        if (gap == null) {
          int _ = BatchCodec.decode(frame, sent);
        }
        frame(new SentEvents.From(envelope, frame, sent), begun(entry), gap, target);
      }
      return true;
    } catch (WireException _) {
      // The door looked at it before: it was damaged since, or a later version took it in.
      return false;
    }
  }

  private static void own(EventBatch sent, DeliveryIds ids, Target target) throws IOException {
    for (int index = 0; index < sent.count(); index++) {
      EventBatch batch = target.batch();
      batch.setId(batch.append(sent, index), ids.next());
      target.arrived(batch);
    }
  }

  private void frame(SentEvents.From from, long begun, @Nullable Gap gap, Target target)
      throws IOException {
    Frame frame = from.frame();
    long first = frame.firstSequence();
    AgentLanes.Way way =
        new AgentLanes.Way(from.envelope().tenant(), frame.agent(), frame.epoch(), frame.lane());
    lanes.begin(way, begun < 0 ? first : begun, first);
    long expected = lanes.next(way);
    long untold = Math.max(0, first - expected);
    if (untold > 0) {
      GapEvents.untold(target.batch(), from.envelope(), frame, untold);
      events.gap(from, "untold", expected, target.batch());
      target.arrived(target.batch());
    }
    long told = 0;
    if (gap == null) {
      sent(from, target);
    } else if (frame.next() > expected) {
      told = gap.numbered() ? frame.next() - Math.max(first, expected) : gap.count();
      told(
          from,
          first < expected ? GapEvents.grown(gap, told) : gap,
          Math.max(first, expected),
          target);
    }
    lanes.came(way, frame.next(), told, untold);
  }

  /// Where the agent said that it begins its lane; negative if it did not.
  private static long begun(Envelope.RawRecord entry) {
    try {
      return Long.parseLong(entry.id());
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private void sent(SentEvents.From from, Target target) throws IOException {
    for (int index = 0; index < from.events().count(); index++) {
      EventBatch batch = target.batch();
      int _ = batch.append(from.events(), index);
      events.sent(from, index, batch);
      target.arrived(batch);
    }
  }

  private void told(SentEvents.From from, Gap gap, long first, Target target) throws IOException {
    int part = 0;
    for (Gap.Count count : gap.counts()) {
      EventBatch batch = target.batch();
      GapEvents.told(batch, gap, count);
      events.gap(from, "told-" + part++, first, batch);
      target.arrived(batch);
    }
  }
}
