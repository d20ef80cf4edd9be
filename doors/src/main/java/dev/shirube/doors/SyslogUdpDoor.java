// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.gateway.Senders;
import dev.shirube.journal.Ticket;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Syslog over UDP. The protocol loses: nothing tells the sender, and what the system cannot keep
/// it drops. So it is counted: the system's drops, and what had to be given up here because the
/// inbox was full for too long.
public final class SyslogUdpDoor implements Closeable {
  private static final int DATAGRAM = 64 * 1024;
  private static final int ROUND = 2_000;
  private static final long ROUND_BYTES = 1 << 20;
  private static final int WAITING = 10_000;
  private static final long WAITING_BYTES = 8 << 20;
  private static final long RETRY_MILLIS = 20;

  private final DoorSettings settings;
  private final Senders senders;
  private final Inbox inbox;
  private final InstantSource clock;
  private final DoorCounters counters = new DoorCounters();
  private final DatagramChannel channel;
  private final Selector selector;
  private final Deque<Envelope> waiting = new ArrayDeque<>();
  private final Thread thread;
  private final int port;
  private long waitingBytes;

  /// Opens the door.
  ///
  /// @param clock for the time of receipt
  /// @throws IOException when the port cannot be had
  public SyslogUdpDoor(DoorSettings settings, Senders senders, Inbox inbox, InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.senders = senders;
    this.inbox = inbox;
    this.clock = clock;
    this.selector = Selector.open();
    this.channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
      channel.bind(settings.address());
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      channel.close();
      selector.close();
      throw e;
    }
    this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    this.thread = Thread.ofPlatform().name(settings.name()).daemon().start(this::run);
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(DATAGRAM);
    while (channel.isOpen()) {
      try {
        if (waiting.isEmpty()) {
          selector.select();
        } else {
          selector.select(RETRY_MILLIS);
        }
        selector.selectedKeys().clear();
        retry();
        receive(buffer);
      } catch (ClosedChannelException | ClosedSelectorException e) {
        break;
      } catch (IOException e) {
        counters.add(Count.BROKEN);
      }
    }
    lose();
  }

  /// Reads what is there, up to a round, and offers it, an envelope for each sender.
  private void receive(ByteBuffer buffer) throws IOException {
    Map<InetAddress, List<Envelope.RawRecord>> round = new LinkedHashMap<>();
    long bytes = 0;
    for (int count = 0; count < ROUND && bytes < ROUND_BYTES; count++) {
      buffer.clear();
      if (!(channel.receive(buffer) instanceof InetSocketAddress from)) {
        break;
      }
      byte[] datagram = new byte[buffer.flip().remaining()];
      buffer.get(datagram);
      byte[] message = SyslogFrames.trimmed(datagram);
      bytes += message.length;
      if (message.length > 0) {
        round
            .computeIfAbsent(from.getAddress(), key -> new ArrayList<>())
            .add(Envelope.RawRecord.of(message));
      }
    }
    round.forEach(this::admit);
  }

  private void admit(InetAddress address, List<Envelope.RawRecord> records) {
    Senders.Presented presented = new Senders.Presented(settings.name(), address, null, List.of());
    switch (senders.who(presented)) {
      case Senders.Sender.Known known -> {
        Envelope envelope = Received.envelope(known, settings.name(), clock, address, records);
        counters.add(Count.RECORDS, records.size());
        counters.add(Count.BYTES, envelope.bytes());
        if (!offer(envelope)) {
          keep(envelope);
        }
      }
      case Senders.Sender.Unknown _ -> counters.add(Count.UNKNOWN_SENDERS, records.size());
      case Senders.Sender.TooMany _ -> {
        counters.add(Count.SLOWED);
        counters.add(Count.LOST, records.size());
      }
    }
  }

  /// @return false when there is no room now
  private boolean offer(Envelope envelope) {
    int count = envelope.records().size();
    switch (inbox.offer(envelope)) {
      case Receipt.Taken taken ->
          taken
              .ticket()
              .whenDecided(state ->
                  counters.add(state == Ticket.State.DURABLE ? Count.DURABLE : Count.LOST, count));
      case Receipt.Full _ -> {
        counters.add(Count.FULL);
        return false;
      }
      case Receipt.Refused _ -> counters.add(Count.LOST, count);
    }
    return true;
  }

  private void keep(Envelope envelope) {
    long bytes = envelope.bytes();
    if (waitingBytes + bytes > WAITING_BYTES || waiting.size() >= WAITING) {
      counters.add(Count.LOST, envelope.records().size());
      return;
    }
    waiting.addLast(envelope);
    waitingBytes += bytes;
  }

  /// Offers again what found no room; each sender's in its order.
  private void retry() {
    List<Envelope> still = new ArrayList<>();
    Set<String> held = new HashSet<>();
    while (!waiting.isEmpty()) {
      Envelope envelope = waiting.removeFirst();
      if (held.contains(envelope.sender()) || !offer(envelope)) {
        still.add(envelope);
        held.add(envelope.sender());
      } else {
        waitingBytes -= envelope.bytes();
      }
    }
    waiting.addAll(still);
  }

  private void lose() {
    waiting.forEach(envelope -> counters.add(Count.LOST, envelope.records().size()));
    waiting.clear();
  }

  /// The port it listens at.
  public int port() {
    return port;
  }

  /// How it stands, with what the system dropped.
  public DoorStatus status() {
    return new DoorStatus(
        settings.name(), settings.host() + ":" + port, 0, counters.all(), KernelDrops.at(port));
  }

  /// Closes the door. What came before and found no room is counted as lost.
  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
