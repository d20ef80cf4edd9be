// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import static dev.shirube.store.Stores.ACME;
import static dev.shirube.store.Stores.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.TenantId;
import dev.shirube.journal.SimulatedDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Appending, sealing, merging, looking and proving at a time.
class StoreThreadsTest {
  private static final int BATCHES = 60;
  private static final int EVENTS = 25;

  private final SimulatedDisk disk = new SimulatedDisk(51);
  private final AtomicInteger appended = new AtomicInteger();

  @Test
  void everyAnswerHasEveryEventOnceThatWasVisible() throws Exception {
    try (EventStore store = Stores.open(disk);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      tasks.add(() -> append(store, ACME));
      tasks.add(() -> append(store, OTHER));
      tasks.add(() -> keep(store));
      tasks.add(() -> look(store, Question.Order.OLDEST_FIRST));
      tasks.add(() -> look(store, Question.Order.NEWEST_FIRST));
      for (Future<Integer> future : threads.invokeAll(tasks, 5, TimeUnit.MINUTES)) {
        assertThat(future.get()).isPositive();
      }
      for (TenantId tenant : List.of(ACME, OTHER)) {
        assertThat(Stores.all(store, tenant)).isEqualTo(Stores.inOrder(0, BATCHES * EVENTS));
      }
    }
  }

  private int append(EventStore store, TenantId tenant) throws Exception {
    int fresh = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      fresh += store.append(Stores.events(tenant, batch * EVENTS, EVENTS)).cardinality();
      store.append(Stores.events(tenant, batch * EVENTS / 2, EVENTS));
      if (tenant.equals(ACME)) {
        appended.set((batch + 1) * EVENTS);
      }
    }
    assertThat(fresh).isEqualTo(BATCHES * EVENTS);
    return fresh;
  }

  private int keep(EventStore store) throws Exception {
    int merged = 0;
    for (int offset = 1; appended.get() < BATCHES * EVENTS || offset < 20; offset++) {
      store.seal(offset);
      merged += store.upkeep().kind() == Upkeep.Kind.MERGED ? 1 : 0;
      assertThat(store.verify(ACME, List.of()).faults()).isEmpty();
    }
    return merged + 1;
  }

  private int look(EventStore store, Question.Order order) throws Exception {
    int looks = 0;
    boolean last = false;
    while (!last) {
      int sure = appended.get();
      last = sure == BATCHES * EVENTS;
      List<Integer> found =
          Stores.numbers(store, ACME, Stores.question(Stores.EVERYTHING, order, Long.MAX_VALUE));
      assertThat(found).doesNotHaveDuplicates().containsAll(Stores.inOrder(0, sure));
      looks++;
    }
    return looks;
  }
}
