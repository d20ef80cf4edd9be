// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.TenantId;
import dev.shirube.journal.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A scripted run of the whole live path, in which one operation of the disk fails, once: each of
/// the first three hundred in turn. All that was acknowledged is there afterwards, once, for the
/// right tenant, in order.
final class OneFaultTest {
  private static final int OPERATIONS = 300;
  private static final int SHORT_STEP = 25;
  private static final int AT_ONCE = 4;
  private static final int BULKS = 3;
  private static final int DOCUMENTS = 5;
  private static final int LIVES = 4;

  @TempDir Path folder;

  /// What came of one run.
  ///
  /// @param operations how many there were
  private record Outcome(long operation, long operations, Ledger.Verdict verdict) {}

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedWhenOneOfSomeOperationsFails() throws Exception {
    each(SHORT_STEP);
  }

  @Test
  @Tag("prove")
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedWhenAnyOneOperationFails() throws Exception {
    each(1);
  }

  private void each(int step) throws Exception {
    Lives shared = Lives.in(folder);
    Outcome quiet = run(shared, 0, SimulatedDisk.Fault.BROKEN);
    assertThat(quiet.operations).as("long enough a script").isGreaterThan(OPERATIONS);
    clean(List.of(quiet));
    for (SimulatedDisk.Fault fault : SimulatedDisk.Fault.values()) {
      List<Outcome> outcomes = new ArrayList<>();
      try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
        List<Future<Outcome>> runs = new ArrayList<>();
        for (long operation = step; operation <= OPERATIONS; operation += step) {
          long failing = operation;
          runs.add(workers.submit(() -> run(shared, failing, fault)));
        }
        for (Future<Outcome> run : runs) {
          outcomes.add(got(run));
        }
      }
      clean(outcomes);
      System.out.printf(
          "proven: %d of the first %d operations failed once (%s): %d events acknowledged,"
              + " 0 missing, 0 doubled, 0 of the wrong tenant, 0 out of order%n",
          outcomes.size(),
          OPERATIONS,
          fault,
          outcomes.stream().mapToLong(each -> each.verdict.acknowledged()).sum());
    }
  }

  private static Outcome got(Future<Outcome> run) throws InterruptedException {
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static void clean(List<Outcome> outcomes) {
    for (Outcome each : outcomes) {
      assertThat(each.verdict.faults()).as("operation %d", each.operation).isEmpty();
      assertThat(each.verdict.isClean()).isTrue();
      assertThat(each.operations).as("the operation was reached").isGreaterThan(each.operation);
      assertThat(each.verdict.stored())
          .as("operation %d", each.operation)
          .isEqualTo((long) LIVES * BULKS * DOCUMENTS * Lives.TENANTS.size())
          .isEqualTo(each.verdict.acknowledged());
    }
  }

  /// @param operation which fails; 0 for none
  private Outcome run(Lives shared, long operation, SimulatedDisk.Fault fault) throws Exception {
    SimulatedDisk disk = new SimulatedDisk(operation);
    disk.failAt(operation, fault);
    Lives lives = shared.elsewhere(Files.createTempDirectory(folder, "run"));
    Ledger ledger = new Ledger();
    for (int number = 1; number <= LIVES; number++) {
      Plug plug = new Plug(disk);
      Lives.Life life = begun(lives, plug);
      for (int bulk = 0; bulk < BULKS; bulk++) {
        for (TenantId tenant : Lives.TENANTS) {
          send(life, ledger.sender(tenant.value(), tenant));
        }
      }
      life.awaitCaughtUp();
      if (number % 2 == 0) {
        plug.pull();
      }
      life.end();
    }
    Lives.Life last = begun(lives, new Plug(disk));
    last.awaitCaughtUp();
    last.tidy();
    Ledger.Verdict verdict = ledger.judge(harvest(last));
    last.end();
    return new Outcome(operation, disk.operations(), verdict);
  }

  /// Begins a life, as whoever watches over a service does: again if that fails.
  private static Lives.Life begun(Lives lives, Plug plug) throws IOException {
    try {
      return lives.begin(plug);
    } catch (IOException _) {
      return lives.begin(plug);
    }
  }

  /// What an operation that fails kept from being read can be read the next time.
  private static List<Ledger.Stored> harvest(Lives.Life life) throws IOException {
    try {
      return Harvest.of(life.recorder().store());
    } catch (IOException | AssertionError _) {
      return Harvest.of(life.recorder().store());
    }
  }

  private static void send(Lives.Life life, Ledger.Sender page) throws InterruptedException {
    long first = page.sends(DOCUMENTS);
    TenantId tenant = new TenantId(page.name());
    long deadline = System.nanoTime() + Lives.PATIENCE.toNanos();
    while (life.take(tenant, Lives.records(page.name(), first, DOCUMENTS)) < 0) {
      assertThat(System.nanoTime()).as("taken in time").isLessThan(deadline);
      Lives.pause();
    }
    page.acknowledged(first, first + DOCUMENTS - 1);
  }
}
