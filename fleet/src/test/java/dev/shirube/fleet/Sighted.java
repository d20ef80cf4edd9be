// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import java.util.List;

/// Events of hosts, as other sources have them, for tests.
final class Sighted {
  private static final List<String> PATHS = List.of("device.hostname", "device.ip", "device.uid");

  private Sighted() {}

  /// Events that name hosts.
  ///
  /// @param hosts name, address and machine of each, one after another; empty for none
  static EventBatch events(TenantId tenant, String source, long time, String... hosts) {
    EventBatch batch = new EventBatch(tenant, new FieldNames());
    for (int at = 0; at < hosts.length; at++) {
      int part = at % PATHS.size();
      if (part == 0) {
        int event = batch.beginEvent();
        batch.setTime(event, time, TimeSource.SENSOR, 0);
        batch.setSource(event, batch.names().intern(source));
      }
      if (!hosts[at].isEmpty()) {
        String path = PATHS.get(part);
        int entry = batch.addText(batch.names().intern(path), hosts[at]);
        batch.setField(entry, FieldCatalogue.require(path).id());
      }
    }
    return batch;
  }
}
