// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import dev.shirube.wire.BatchCodec;
import dev.shirube.wire.Gap;
import dev.shirube.wire.WireException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How many events of which classes, and of what time: what is told of events that are let go.
final class Tally {
  private final Map<EventClass, Long> counts = new EnumMap<>(EventClass.class);
  private long fromNanos = Long.MAX_VALUE;
  private long toNanos;

  /// The tally of a row of events.
  static Tally of(byte[] row) throws WireException {
    EventBatch events = new EventBatch(TenantId.LOCAL, new FieldNames());
    int count = BatchCodec.decodeRow(row, events);
    Tally tally = new Tally();
    Event event = new Event();
    for (int index = 0; index < count; index++) {
      event.on(events, index);
      tally.add(event.eventClass(), event.time());
    }
    return tally;
  }

  void clear() {
    counts.clear();
    fromNanos = Long.MAX_VALUE;
    toNanos = 0;
  }

  void add(EventClass eventClass, long nanos) {
    add(eventClass, nanos, nanos, 1);
  }

  private void add(EventClass eventClass, long from, long to, long count) {
    counts.merge(eventClass, count, Long::sum);
    fromNanos = Math.min(fromNanos, from);
    toNanos = Math.max(toNanos, to);
  }

  void add(Tally other) {
    other.counts.forEach(
        (eventClass, count) -> add(eventClass, other.fromNanos, other.toNanos, count));
  }

  long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The same as a gap of events that had numbers.
  Gap gap(String reason) {
    List<Gap.Count> told = new ArrayList<>();
    counts.forEach((kind, count) -> told.add(new Gap.Count(kind, reason, "", count)));
    return new Gap(true, fromNanos == Long.MAX_VALUE ? 0 : fromNanos, toNanos, told);
  }

  void write(ByteWriter out) {
    out.number(counts.size());
    if (!counts.isEmpty()) {
      out.signed(fromNanos).signed(toNanos);
    }
    counts.forEach((kind, count) -> out.number(kind.uid()).number(count));
  }

  static Tally read(ByteReader in) {
    Tally tally = new Tally();
    int size = in.parts();
    long from = size == 0 ? 0 : in.signed();
    long to = size == 0 ? 0 : in.signed();
    for (int index = 0; index < size; index++) {
      tally.add(EventClass.of((int) in.number()), Math.max(0, from), Math.max(0, to), in.number());
    }
    return tally;
  }
}
