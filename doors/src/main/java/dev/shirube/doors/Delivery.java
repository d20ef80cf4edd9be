// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.journal.Ticket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Hands envelopes in and waits until they are on the disk, for doors that can make their sender
/// wait: as long as it waits nothing more is read from it.
final class Delivery {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Inbox inbox;
  private final DoorCounters counters;
  private final CountDownLatch stopped = new CountDownLatch(1);

  Delivery(Inbox inbox, DoorCounters counters) {
    this.inbox = inbox;
    this.counters = counters;
  }

  /// Delivers an envelope, however long it takes.
  ///
  /// @return whether it is on the disk; false when it was refused for good, or the door is being
  ///   closed
  boolean deliver(Envelope envelope) throws InterruptedException {
    counters.add(Count.RECORDS, envelope.records().size());
    counters.add(Count.BYTES, envelope.bytes());
    while (stopped.getCount() > 0) {
      Duration pause = LOOK;
      switch (inbox.offer(envelope)) {
        case Receipt.Taken taken -> {
          if (awaitDecision(taken.ticket()) == Ticket.State.DURABLE) {
            counters.add(Count.DURABLE, envelope.records().size());
            return true;
          }
        }
        case Receipt.Full full -> {
          counters.add(Count.FULL);
          pause = full.retryAfter();
        }
        case Receipt.Refused _ -> {
          return false;
        }
      }
      if (stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return false;
  }

  /// Waits until it is decided. A door that is being closed still gives the disk a moment.
  private Ticket.State awaitDecision(Ticket ticket) throws InterruptedException {
    Ticket.State state = ticket.await(LOOK);
    while (state == Ticket.State.PENDING && stopped.getCount() > 0) {
      state = ticket.await(LOOK);
    }
    return state;
  }

  boolean isStopped() {
    return stopped.getCount() == 0;
  }

  void stop() {
    stopped.countDown();
  }
}
