// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.util.HashMap;
import java.util.Map;

/// Batches that frames are unpacked into, one for each tenant, used again and again. For one
/// thread.
final class Unpacked {
  private final Map<TenantId, EventBatch> all = new HashMap<>();

  /// An empty batch; what it held before is gone.
  EventBatch of(TenantId tenant) {
    EventBatch last = all.get(tenant);
    if (last == null || last.names().isFull()) {
      last = new EventBatch(tenant, new FieldNames());
      all.put(tenant, last);
    }
    last.clear();
    return last;
  }
}
