// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.journal.Ticket;
import dev.shirube.wire.Refusal;
import java.time.Duration;

/// Hands in what an agent sent and waits for the disk, but not for ever: who is told to come again
/// has all of it still.
final class AgentDelivery {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Inbox inbox;
  private final DoorCounters counters;
  private final Duration patience;

  AgentDelivery(Inbox inbox, DoorCounters counters, Duration patience) {
    this.inbox = inbox;
    this.counters = counters;
    this.patience = patience;
  }

  /// How long somebody may wait.
  Duration patience() {
    return patience;
  }

  /// Delivers.
  ///
  /// @return how many records are on the disk now
  Agents.Outcome<Integer> deliver(Envelope envelope) throws InterruptedException {
    int count = envelope.records().size();
    counters.add(Count.RECORDS, count);
    counters.add(Count.BYTES, envelope.bytes());
    Agents.Outcome<Integer> outcome =
        switch (inbox.offer(envelope)) {
          case Receipt.Taken(Ticket ticket) ->
              ticket.await(patience) == Ticket.State.DURABLE
                  ? new Agents.Outcome.Given<>(count)
                  : Agents.Outcome.later(503, SOON);
          case Receipt.Full(Duration pause) -> {
            counters.add(Count.FULL);
            yield Agents.Outcome.later(503, pause);
          }
          case Receipt.Refused refused ->
              new Agents.Outcome.Refused<>(
                  413,
                  new Refusal(refused.reason().id(), refused.reason().arguments()),
                  Duration.ZERO);
        };
    boolean given = outcome instanceof Agents.Outcome.Given<Integer>;
    counters.add(given ? Count.DURABLE : Count.RETURNED, count);
    return outcome;
  }
}
