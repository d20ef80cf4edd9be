// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.journal.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Hands in the documents of one request and waits for the disk. A request of ordinary size is one
/// envelope, so it is taken whole or not at all; of a larger one each item's status tells whether
/// it was taken.
final class BulkDelivery {
  private static final long ENVELOPE_BYTES = 8 << 20;
  private static final int ENVELOPE_RECORDS = 50_000;

  /// The item is on the disk.
  static final int CREATED = 201;

  /// It is to be sent again.
  static final int RETRY = 429;

  private final Inbox inbox;
  private final DoorCounters counters;
  private final Duration patience;
  private final Function<List<Envelope.RawRecord>, Envelope> envelopes;

  /// @param envelopes makes an envelope of records
  BulkDelivery(
      Inbox inbox,
      DoorCounters counters,
      Duration patience,
      Function<List<Envelope.RawRecord>, Envelope> envelopes) {
    this.inbox = inbox;
    this.counters = counters;
    this.patience = patience;
    this.envelopes = envelopes;
  }

  /// What became of a request.
  ///
  /// @param statuses of its items, in HTTP's numbers
  /// @param whole the status that is told of the request as a whole, since it is that of every
  ///   document; 200 when the items have to be told apart
  /// @param retryAfter when to send again
  record Outcome(int[] statuses, int whole, Duration retryAfter) {
    /// Whether anything of it is to be sent again.
    boolean again() {
      return Arrays.stream(statuses).anyMatch(status -> status == RETRY);
    }
  }

  /// Documents that go together.
  private record Group(List<Integer> items, List<Envelope.RawRecord> records) {}

  /// A group and what was said of it.
  private record Offered(Group group, int status, @Nullable Ticket ticket) {}

  /// Delivers.
  Outcome deliver(List<BulkReader.Item> items) throws InterruptedException {
    int[] statuses = new int[items.size()];
    List<Group> groups = groups(items, statuses);
    List<Offered> offered = new ArrayList<>();
    Duration retryAfter = Duration.ofSeconds(1);
    for (Group group : groups) {
      Offered last = offered.isEmpty() ? null : offered.getLast();
      if (last != null && last.ticket() == null) {
        // No room for the one before: this one waits with it.
        offered.add(new Offered(group, last.status(), null));
        continue;
      }
      counters.add(Count.RECORDS, group.records().size());
      Envelope envelope = envelopes.apply(group.records());
      counters.add(Count.BYTES, envelope.bytes());
      switch (inbox.offer(envelope)) {
        case Receipt.Taken taken -> offered.add(new Offered(group, CREATED, taken.ticket()));
        case Receipt.Full full -> {
          counters.add(Count.FULL);
          retryAfter = full.retryAfter();
          offered.add(new Offered(group, RETRY, null));
        }
        case Receipt.Refused _ -> offered.add(new Offered(group, 403, null));
      }
    }
    return decide(statuses, offered, retryAfter);
  }

  private Outcome decide(int[] statuses, List<Offered> offered, Duration retryAfter)
      throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    boolean failed = false;
    for (Offered each : offered) {
      int status = each.status();
      Ticket ticket = each.ticket();
      if (ticket != null) {
        Duration left = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
        if (ticket.await(left) != Ticket.State.DURABLE) {
          failed = true;
          status = RETRY;
        }
      }
      int count = each.group().items().size();
      counters.add(status == CREATED ? Count.DURABLE : Count.RETURNED, count);
      for (int item : each.group().items()) {
        statuses[item] = status;
      }
    }
    return new Outcome(statuses, whole(statuses, failed), retryAfter);
  }

  private static int whole(int[] statuses, boolean failed) {
    boolean retry = statuses.length > 0 && Arrays.stream(statuses).allMatch(it -> it == RETRY);
    boolean refused = statuses.length > 0 && Arrays.stream(statuses).allMatch(it -> it == 403);
    if (retry) {
      return failed ? 503 : RETRY;
    }
    return refused ? 403 : 200;
  }

  private List<Group> groups(List<BulkReader.Item> items, int[] statuses) {
    List<Group> groups = new ArrayList<>();
    long bytes = 0;
    for (int index = 0; index < items.size(); index++) {
      BulkReader.Item item = items.get(index);
      byte[] document = item.document();
      if (!item.action().adds() || document == null) {
        statuses[index] = item.tooLong() ? 413 : 400;
        counters.add(Count.BROKEN);
        continue;
      }
      Group last = groups.isEmpty() ? null : groups.getLast();
      if (last == null
          || bytes + document.length > ENVELOPE_BYTES
          || last.items().size() >= ENVELOPE_RECORDS) {
        last = new Group(new ArrayList<>(), new ArrayList<>());
        groups.add(last);
        bytes = 0;
      }
      BulkAction action = item.action();
      last.items().add(index);
      last.records().add(new Envelope.RawRecord(document, action.index(), action.id(), false));
      bytes += document.length;
    }
    return groups;
  }
}
