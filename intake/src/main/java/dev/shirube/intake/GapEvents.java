// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import dev.shirube.fleet.HostEvents;
import dev.shirube.gateway.Envelope;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Gap;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What is missing of an agent's events, as events of class event_log_activity: how many, from when
/// to when, and why.
final class GapEvents {
  private static final int OTHER = 99;
  private static final Field CODE = FieldCatalogue.require("metadata.event_code");
  private static final Field COUNT = FieldCatalogue.require("count");
  private static final Field FROM = FieldCatalogue.require("start_time");
  private static final Field TO = FieldCatalogue.require("end_time");
  private static final Field REASON = FieldCatalogue.require("status_detail");
  private static final Field OF = FieldCatalogue.require("metadata.log_name");
  private static final Field SENSOR = FieldCatalogue.require("metadata.log_source");
  private static final Field SEQUENCE = FieldCatalogue.require("metadata.sequence");

  private GapEvents() {}

  /// Begins an event of a gap that the agent told of, or a part of one.
  static void told(EventBatch batch, Gap gap, Gap.Count count) {
    begin(batch, gap.toNanos(), TimeSource.SENSOR);
    text(batch, CODE, "gap.told");
    value(batch, COUNT, ValueType.INTEGER, count.count());
    value(batch, FROM, ValueType.TIME, gap.fromNanos());
    value(batch, TO, ValueType.TIME, gap.toNanos());
    text(batch, REASON, count.reason());
    text(batch, OF, count.eventClass().word());
    text(batch, SENSOR, count.sensor());
  }

  /// Begins an event of a gap that nobody told of.
  static void untold(EventBatch batch, Envelope envelope, Frame after, long count) {
    begin(batch, envelope.receivedNanos(), TimeSource.RECEIVED);
    text(batch, CODE, "gap.untold");
    value(batch, COUNT, ValueType.INTEGER, count);
    value(batch, TO, ValueType.TIME, after.madeNanos());
    value(batch, SEQUENCE, ValueType.INTEGER, after.firstSequence() - count);
    text(batch, REASON, "untold");
    text(batch, SENSOR, after.lane().word());
  }

  /// Of a gap that has grown since it was told last, what is new; of which classes it is nobody
  /// says.
  static Gap grown(Gap gap, long more) {
    Gap.Count one = gap.counts().isEmpty() ? null : gap.counts().getFirst();
    String reason = one == null ? "" : one.reason();
    EventClass kind =
        one != null && gap.counts().size() == 1 ? one.eventClass() : EventClass.BASE_EVENT;
    Gap.Count count = new Gap.Count(kind, reason, one == null ? "" : one.sensor(), more);
    return new Gap(gap.numbered(), gap.fromNanos(), gap.toNanos(), List.of(count));
  }

  private static void begin(EventBatch batch, long nanos, TimeSource source) {
    int event = batch.beginEvent();
    batch.setTime(event, nanos, source, 0);
    batch.setClass(event, EventClass.EVENT_LOG_ACTIVITY, OTHER);
    batch.setSource(event, batch.names().intern(HostEvents.SOURCE));
  }

  private static void text(EventBatch batch, Field field, String text) {
    if (!text.isEmpty()) {
      batch.setField(batch.addText(batch.names().intern(field.path()), text), field.id());
    }
  }

  private static void value(EventBatch batch, Field field, ValueType type, long value) {
    byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    int entry = batch.add(batch.names().intern(field.path()), type, digits, 0, digits.length);
    batch.setField(entry, field.id());
  }
}
