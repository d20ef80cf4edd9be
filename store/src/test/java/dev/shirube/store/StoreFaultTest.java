// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import static dev.shirube.store.Stores.ACME;
import static dev.shirube.store.Stores.NOON;
import static dev.shirube.store.Stores.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.journal.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One operation of the disk fails, or the power goes, at every place of a run that appends, seals,
/// merges and deletes. A journal stands beside the store, as in the product: after each fault the
/// store is opened again and given again what the journal has behind the sealed offset.
class StoreFaultTest {
  private static final int OPERATIONS = 300;
  private static final int ROUNDS = 12;
  private static final int EVENTS = 20;

  enum Trouble {
    BROKEN,
    FULL,
    POWER_CUT
  }

  /// The run: what was appended, what the store acknowledged, what it deleted.
  private static final class Script {
    private final SimulatedDisk disk;
    private final List<EventBatch> journal = new ArrayList<>();
    private final Set<Integer> deleted = new HashSet<>();
    private int sealed;

    Script(SimulatedDisk disk) {
      this.disk = disk;
    }

    /// Goes on until all is done or something fails.
    void run() throws IOException {
      try (EventStore store = Stores.open(disk)) {
        assertThat(store.sealedOffset()).isGreaterThanOrEqualTo(sealed);
        catchUp(store);
        while (journal.size() < 2 * ROUNDS) {
          TenantId tenant = journal.size() % 2 == 0 ? ACME : OTHER;
          EventBatch batch = Stores.events(tenant, journal.size() / 2 * EVENTS, EVENTS);
          journal.add(batch);
          store.append(batch);
          if (journal.size() % 4 == 0) {
            seal(store);
          }
          store.upkeep();
          delete(store);
        }
        seal(store);
      }
    }

    private void catchUp(EventStore store) throws IOException {
      for (int at = (int) store.sealedOffset(); at < journal.size(); at++) {
        store.append(journal.get(at));
      }
    }

    private void seal(EventStore store) throws IOException {
      store.seal(journal.size());
      sealed = journal.size();
    }

    /// Deletes by age what was received in the first seconds, late in the run.
    private void delete(EventStore store) throws IOException {
      if (journal.size() >= 12) {
        Retention second = new Retention(Stores.SECOND, Long.MAX_VALUE);
        for (int number = 0; number < 2 * EVENTS; number++) {
          deleted.add(number);
        }
        store.retain(ACME, second, NOON + (2 * EVENTS + 1) * Stores.SECOND);
      }
    }

    /// After a fault: everything sealed is there once, all that is there was appended once, and
    /// what the journal has brings back the rest.
    void check() throws IOException {
      try (EventStore store = Stores.open(disk)) {
        assertThat(store.sealedOffset()).isGreaterThanOrEqualTo(sealed);
        for (TenantId tenant : List.of(ACME, OTHER)) {
          List<Integer> found = Stores.all(store, tenant);
          assertThat(found).doesNotHaveDuplicates();
          Set<Integer> must = numbers(tenant, sealed);
          must.removeAll(tenant.equals(ACME) ? deleted : Set.of());
          assertThat(found).as("%s sealed", tenant).containsAll(must);
          assertThat(numbers(tenant, journal.size())).as("%s appended", tenant).containsAll(found);
        }
        catchUp(store);
        for (TenantId tenant : List.of(ACME, OTHER)) {
          Set<Integer> must = numbers(tenant, journal.size());
          must.removeAll(tenant.equals(ACME) ? deleted : Set.of());
          assertThat(Stores.all(store, tenant)).doesNotHaveDuplicates().containsAll(must);
          assertThat(store.count(tenant, Question.EVERYTHING).missing())
              .allMatch(it -> it.kind() == Question.Kind.DELETED);
        }
      }
    }

    private Set<Integer> numbers(TenantId tenant, int until) {
      Set<Integer> numbers = new HashSet<>();
      for (int at = tenant.equals(ACME) ? 0 : 1; at < until; at += 2) {
        for (int number = 0; number < EVENTS; number++) {
          numbers.add(at / 2 * EVENTS + number);
        }
      }
      return numbers;
    }
  }

  @Test
  void theRunIsLongEnough() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(3);
    Script script = new Script(disk);
    script.run();
    script.check();
    assertThat(disk.operations()).isGreaterThan(OPERATIONS);
    assertThat(script.sealed).isEqualTo(2 * ROUNDS);
  }

  @ParameterizedTest
  @EnumSource
  void nothingSealedIsLostOrDoubledWhateverFails(Trouble trouble) throws IOException {
    for (int operation = trouble.ordinal() + 1; operation <= OPERATIONS; operation += 20) {
      assertThat(fails(trouble, operation)).isIn(0, 1);
    }
  }

  @Tag("prove")
  @ParameterizedTest
  @EnumSource
  void nothingSealedIsLostOrDoubledWhicheverOperationFails(Trouble trouble) throws IOException {
    int failed = 0;
    for (int operation = 1; operation <= OPERATIONS; operation++) {
      failed += fails(trouble, operation);
    }
    assertThat(failed).isGreaterThan(OPERATIONS / 2);
  }

  /// Lets one operation fail.
  ///
  /// @return 1 if the run failed by it; 0 if the store put up with it
  private static int fails(Trouble trouble, int operation) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(operation);
    Script script = new Script(disk);
    disk.failAt(
        operation, trouble == Trouble.FULL ? SimulatedDisk.Fault.FULL : SimulatedDisk.Fault.BROKEN);
    int failed = 0;
    try {
      script.run();
    } catch (IOException e) {
      failed = 1;
    }
    if (trouble == Trouble.POWER_CUT) {
      disk.powerCut();
    }
    try {
      script.check();
      script.run();
      script.check();
      verify(disk);
    } catch (IOException | AssertionError e) {
      throw new AssertionError(trouble + " at operation " + operation, e);
    }
    return failed;
  }

  /// After all is done there is not even a file too many.
  private static void verify(SimulatedDisk disk) throws IOException {
    try (EventStore store = Stores.open(disk)) {
      for (int step = 0; step < 50; step++) {
        store.upkeep();
      }
    }
    try (EventStore store = Stores.open(disk)) {
      for (TenantId tenant : List.of(ACME, OTHER)) {
        assertThat(store.verify(tenant, List.of()).faults()).isEmpty();
      }
    }
  }

  @Test
  void goesOnInTheSameProcessAfterFailedSyncs() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(5);
    try (EventStore store = Stores.open(disk)) {
      store.append(Stores.events(ACME, 0, 100));
      store.seal(1);
      store.append(Stores.events(ACME, 100, 100));
      for (int fails = 1; fails <= 4; fails++) {
        disk.failSyncs(1);
        assertThatThrownBy(() -> store.seal(2)).isInstanceOf(IOException.class);
        assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 200));
        assertThat(store.sealedOffset()).isEqualTo(1);
      }
      store.seal(2);
      disk.powerCut();
    }
    try (EventStore store = Stores.open(disk)) {
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 200));
      assertThat(store.sealedOffset()).isEqualTo(2);
    }
  }

  @Test
  void aFullDiskTakesNothingAwayAndGoesOnWhenThereIsRoom() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(6);
    try (EventStore store = Stores.open(disk)) {
      store.append(Stores.events(ACME, 0, 500));
      store.seal(1);
      store.append(Stores.events(ACME, 500, 500));
      disk.capacity(0);
      assertThatThrownBy(() -> store.seal(2)).isInstanceOf(IOException.class);
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 1000));
      disk.capacity(Long.MAX_VALUE);
      store.seal(2);
    }
    try (EventStore store = Stores.open(disk)) {
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 1000));
    }
  }
}
