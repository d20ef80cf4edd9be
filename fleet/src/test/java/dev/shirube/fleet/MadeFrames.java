// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.wire.BatchCodec;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Lane;

/// Frames of events, for tests.
final class MadeFrames {
  private MadeFrames() {}

  static byte[] events(int count) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    for (int event = 0; event < count; event++) {
      batch.beginEvent();
      batch.setTime(event, 1_000L + event, TimeSource.SENSOR, 0);
      batch.setClass(event, EventClass.PROCESS_ACTIVITY, 1);
      batch.addText(batch.names().intern("process.cmd_line"), "true " + event);
    }
    return BatchCodec.encode(batch);
  }

  static byte[] frame(String agent, Lane lane, long first, int count) {
    return new Frame(agent, 77, lane, first, count, 5, events(count)).encode();
  }
}
