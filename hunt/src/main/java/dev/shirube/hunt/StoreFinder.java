// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import java.io.IOException;

/// Finds events in the recording of one tenant, of all time.
record StoreFinder(EventStore store, TenantId tenant) implements ProcessTrees.Finder {
  @Override
  public void find(Predicate wanted, long limit, ProcessTrees.Taker taker) throws IOException {
    Question question = new Question(TimeRange.ALL, wanted, Question.Order.OLDEST_FIRST, limit);
    Event cursor = new Event();
    try (Rows rows = store.find(tenant, question)) {
      for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
        for (int index = 0; index < batch.count(); index++) {
          taker.take(cursor.on(batch, index));
        }
      }
    }
  }
}
