// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Many senders at once, of three tenants, until they are told to stop: most send documents, some
/// of them RELP. What could not be sent in time is sent as soon as it can be, as shippers do.
final class Fleet implements AutoCloseable {
  /// How many events senders send in one go.
  static final int DOCUMENTS = 10;

  /// How long to wait for anything to move before it is taken to be stuck.
  static final Duration PATIENCE = Duration.ofMinutes(4);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Ledger ledger;
  private final BulkSender.Progress progress = new BulkSender.Progress();
  private final AtomicInteger sending = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  /// How many senders there are, and how much they send.
  ///
  /// @param documents how many send documents
  /// @param relp how many send by RELP
  /// @param perSecond how many events all of them send in a second, if they can
  record Size(int documents, int relp, int perSecond) {
    /// What the gate asks for.
    static final Size WHOLE = new Size(180, 20, 2_000);

    int senders() {
      return documents + relp;
    }

    private long pause() {
      return TimeUnit.SECONDS.toNanos(1) * DOCUMENTS * senders() / perSecond;
    }
  }

  /// Where to send.
  ///
  /// @param patience how long to wait for an answer
  /// @param network what the addresses to send from by RELP begin with
  record Where(String host, int bulk, int relp, Duration patience, String network) {}

  /// Whose turn it is to send.
  private final class Turns implements BulkSender.Turns {
    private final long pause;
    private long next;
    private boolean out;

    Turns(Size size, int number) {
      pause = size.pause();
      next = System.nanoTime() + pause * number / size.senders();
    }

    @Override
    public boolean next() {
      if (out) {
        sending.decrementAndGet();
        out = false;
      }
      while (!ended && System.nanoTime() - next < 0) {
        LockSupport.parkNanos(Math.min(next - System.nanoTime(), 100_000_000L));
      }
      next += pause;
      if (!ended) {
        sending.incrementAndGet();
        out = true;
      }
      return !ended;
    }
  }

  private Fleet(Ledger ledger) {
    this.ledger = ledger;
  }

  /// Begins to send.
  static Fleet start(Ledger ledger, Tenants tenants, Size size, Where where) {
    Fleet fleet = new Fleet(ledger);
    for (int number = 0; number < size.senders(); number++) {
      Tenants.Tenant tenant = tenants.of(number);
      Turns turns = fleet.new Turns(size, number);
      String name = "s" + number;
      Runnable sender;
      if (number < size.documents()) {
        BulkSender.Target target =
            new BulkSender.Target(
                name,
                tenant.id(),
                "http://" + where.host() + ":" + where.bulk(),
                tenant.sending(),
                DOCUMENTS,
                where.patience());
        sender = new BulkSender(fleet.client, target, ledger, fleet.progress, turns);
      } else {
        String from = where.network() + (tenants.all().indexOf(tenant) + 1);
        sender =
            new RelpSender(where, from, ledger.sender(name, tenant.id()), turns, fleet.progress);
      }
      fleet.threads.add(Thread.ofVirtual().start(sender));
    }
    return fleet;
  }

  BulkSender.Progress progress() {
    return progress;
  }

  Ledger ledger() {
    return ledger;
  }

  /// Looks while it waits, and fails when what it waits for cannot come any more.
  @FunctionalInterface
  interface Look {
    void now() throws Exception;
  }

  /// Waits until so many more goes were acknowledged.
  void await(long more, Look look) throws Exception {
    long wanted = progress.acknowledged().get() + more;
    awaiting("acknowledged", progress.acknowledged(), wanted, look);
  }

  /// Waits until so many more goes had to be sent again.
  void awaitAgain(long more, Look look) throws Exception {
    awaiting("sent again", progress.again(), progress.again().get() + more, look);
  }

  private void awaiting(String what, AtomicLong count, long wanted, Look look) throws Exception {
    long seen = -1;
    long deadline = 0;
    while (count.get() < wanted) {
      look.now();
      if (count.get() > seen) {
        seen = count.get();
        deadline = System.nanoTime() + PATIENCE.toNanos();
      }
      assertThat(System.nanoTime())
          .as("in time %s: another after %d of %d; %s", what, seen, wanted, progress.said())
          .isLessThan(deadline);
      progress.pause();
    }
  }

  /// Waits until so many senders wait for an answer.
  void awaitWaiting(int senders, Look look) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (sending.get() < senders) {
      look.now();
      assertThat(System.nanoTime()).as("%d wait in time", senders).isLessThan(deadline);
      progress.pause();
    }
  }

  /// Lets senders finish what they have begun, and ends.
  void finish(Look look) throws Exception {
    ended = true;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(200))) {
        look.now();
        assertThat(System.nanoTime())
            .as("finished in time; %s", progress.said())
            .isLessThan(deadline);
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    threads.forEach(Thread::interrupt);
    client.shutdownNow();
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
