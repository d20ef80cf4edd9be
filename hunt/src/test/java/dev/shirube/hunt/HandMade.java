// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;

/// Events made by hand, one after another in one batch.
final class HandMade {
  static final long SECOND = 1_000_000_000L;

  final EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());

  /// Adds an event with values as pairs of catalogue path and text.
  HandMade event(EventClass eventClass, int activity, long seconds, String... values) {
    int event = batch.beginEvent();
    batch.setClass(event, eventClass, activity);
    batch.setTime(event, seconds * SECOND, TimeSource.LOG, 0);
    batch.setSource(event, batch.names().intern("windows.security"));
    batch.setInput(event, batch.names().intern("Security.evtx"));
    batch.setPosition(event, event + 1L);
    for (int index = 0; index < values.length; index += 2) {
      String path = values[index];
      String name = path.substring(path.lastIndexOf('.') + 1);
      int entry = batch.addText(batch.names().intern(name), values[index + 1]);
      batch.setField(entry, FieldCatalogue.require(path).id());
    }
    return this;
  }

  HandMade flags(int flags) {
    int last = batch.count() - 1;
    long time = new Event().on(batch, last).time();
    batch.setTime(last, time, TimeSource.LOG, flags);
    return this;
  }

  HandMade position(long position) {
    batch.setPosition(batch.count() - 1, position);
    return this;
  }
}
