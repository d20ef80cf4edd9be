// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.TenantId;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.installation.Recorder;
import dev.shirube.journal.SimulatedDisk;
import dev.shirube.journal.Ticket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The recorder on a disk whose power goes again and again, losing or tearing what was not synced,
/// and that is full now and then: all that was acknowledged is there afterwards, once, for the
/// right tenant, in order.
final class PowerCutTest {
  private static final int DOCUMENTS = 10;
  private static final int BULKS = 60;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private Ledger ledger = new Ledger();
  private final BulkSender.Progress progress = new BulkSender.Progress();
  private final AtomicReference<Inbox> inbox =
      new AtomicReference<>(_ -> new Receipt.Full(Duration.ofSeconds(1)));

  @TempDir Path folder;

  /// One life of the recorder, and its power.
  private record Life(Plug plug, Lives.Life alive) {
    Recorder recorder() {
      return alive.recorder();
    }
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledged() throws IOException, InterruptedException {
    trial(1, 12, 8);
  }

  @Test
  @Tag("prove")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void keepsWhatItAcknowledgedByManySeeds() throws IOException, InterruptedException {
    for (long seed = 2; seed < 12; seed++) {
      trial(seed, 30, 20);
    }
  }

  private void trial(long seed, int senders, int cuts) throws IOException, InterruptedException {
    ledger = new Ledger();
    SimulatedDisk disk = new SimulatedDisk(seed);
    Lives lives = Lives.in(folder);
    long before = progress.acknowledged().get();
    long all = (long) senders * BULKS;
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < senders; number++) {
      String name = "s" + seed + "-" + number;
      TenantId tenant = Lives.TENANTS.get(number % Lives.TENANTS.size());
      threads.add(Thread.ofVirtual().start(() -> send(name, tenant)));
    }
    try {
      Life life = begin(lives, disk);
      for (int cut = 1; cut <= cuts; cut++) {
        await(life, before + all * cut / (cuts + 2));
        if (cut % 3 == 0) {
          fill(life, disk);
        }
        life = again(life, lives, disk);
      }
      await(life, before + all);
      life = again(life, lives, disk);
      judge(life, all * DOCUMENTS, seed);
    } finally {
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private Life begin(Lives lives, SimulatedDisk disk) throws IOException {
    Plug plug = new Plug(disk);
    Life life = new Life(plug, lives.begin(plug));
    inbox.set(life.recorder().inbox());
    return life;
  }

  private Life again(Life life, Lives lives, SimulatedDisk disk) throws IOException {
    life.plug.pull();
    // Without power nothing can be closed well.
    life.alive.end();
    return begin(lives, disk);
  }

  /// The disk is full until senders have been turned away, and has room again.
  private void fill(Life life, SimulatedDisk disk) throws InterruptedException {
    disk.capacity(0);
    long again = progress.again().get();
    long deadline = System.nanoTime() + Lives.PATIENCE.toNanos();
    while (progress.again().get() < again + 5) {
      assertThat(System.nanoTime()).as("turned away in time").isLessThan(deadline);
      boolean _ = progress.await(Long.MAX_VALUE);
    }
    disk.capacity(Long.MAX_VALUE);
    await(life, progress.acknowledged().get() + 2);
  }

  private void await(Life life, long bulks) throws InterruptedException {
    long deadline = System.nanoTime() + Lives.PATIENCE.toNanos();
    while (!progress.await(bulks)) {
      assertThat(System.nanoTime())
          .as(
              "%d bulks of %d in time, faults %s",
              progress.acknowledged().get(), bulks, life.recorder().faults())
          .isLessThan(deadline);
    }
  }

  private void send(String name, TenantId tenant) {
    Ledger.Sender page = ledger.sender(name, tenant);
    for (int bulk = 0; bulk < BULKS; bulk++) {
      long first = page.sends(DOCUMENTS);
      List<Envelope.RawRecord> records = Lives.records(name, first, DOCUMENTS);
      while (!isTaken(tenant, records)) {
        progress.again().incrementAndGet();
        LockSupport.parkNanos(PAUSE);
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
      }
      page.acknowledged(first, first + DOCUMENTS - 1);
      progress.acknowledge();
    }
  }

  private boolean isTaken(TenantId tenant, List<Envelope.RawRecord> records) {
    long now = TimeUnit.MILLISECONDS.toNanos(Clock.systemUTC().millis());
    Envelope envelope = new Envelope(tenant, "beats", "elastic", "json", now, "", records);
    try {
      return inbox.get().offer(envelope) instanceof Receipt.Taken taken
          && taken.ticket().await(Duration.ofSeconds(5)) == Ticket.State.DURABLE;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void judge(Life life, long events, long seed) throws IOException, InterruptedException {
    life.alive.awaitCaughtUp();
    Ledger.Verdict verdict = ledger.judge(Harvest.of(life.recorder().store()));
    System.out.printf(
        "proven: power cut again and again, seed %d: %d sent, %d acknowledged, %d stored, %d bulks sent again, faults %s%n",
        seed,
        verdict.sent(),
        verdict.acknowledged(),
        verdict.stored(),
        progress.again().get(),
        verdict.counts());
    life.recorder().close();
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.isClean()).isTrue();
    assertThat(verdict.stored()).isEqualTo(events);
    assertThat(progress.again().get()).isPositive();
  }
}
