// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Senders;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Syslog over TCP or TLS (RFC 3164, 5424, 5425, 6587). The protocol has no acknowledgement: what
/// the sender's system holds is lost when this machine stops. While the inbox is full nothing is
/// read, so a sender that can wait does.
public final class SyslogStreamDoor implements Closeable {
  private static final int BUFFER = 64 * 1024;

  private final DoorSettings settings;
  private final InstantSource clock;
  private final DoorCounters counters = new DoorCounters();
  private final Delivery delivery;
  private final StreamListener listener;

  /// Opens the door.
  ///
  /// @param clock for the time of receipt
  /// @throws IOException when the port cannot be had
  public SyslogStreamDoor(DoorSettings settings, Senders senders, Inbox inbox, InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.delivery = new Delivery(inbox, counters);
    this.listener = new StreamListener(settings, senders, counters, this::serve);
  }

  private void serve(StreamListener.Connected connected) throws IOException, InterruptedException {
    SyslogFrames frames = new SyslogFrames(settings.recordBytes());
    List<Envelope.RawRecord> records = new ArrayList<>();
    byte[] buffer = new byte[BUFFER];
    try {
      int length = connected.in().read(buffer);
      while (length >= 0) {
        boolean within = frames.isWithin();
        frames.feed(buffer, length, records::add);
        boolean same = within && records.isEmpty();
        deliver(connected, records);
        look(connected, frames, same, length);
        length = connected.in().read(buffer);
      }
    } finally {
      frames.end(records::add);
      deliver(connected, records);
    }
  }

  /// Whether the connection is in the middle of a message, and so has to get on, or between two.
  private static void look(
      StreamListener.Connected connected, SyslogFrames frames, boolean same, int length) {
    if (frames.isWithin()) {
      if (!same) {
        connected.watch().moving();
      }
      connected.watch().moved(length);
    } else {
      connected.watch().waiting();
    }
  }

  private void deliver(StreamListener.Connected connected, List<Envelope.RawRecord> records)
      throws InterruptedException {
    if (records.isEmpty()) {
      return;
    }
    counters.add(DoorStatus.Count.CUT, records.stream().filter(Envelope.RawRecord::cut).count());
    Envelope envelope =
        Received.envelope(connected.sender(), settings.name(), clock, connected.address(), records);
    int count = records.size();
    records.clear();
    connected.watch().working();
    if (!delivery.deliver(envelope)) {
      counters.add(DoorStatus.Count.LOST, count);
    }
  }

  /// The port it listens at.
  public int port() {
    return listener.port();
  }

  /// How it stands.
  public DoorStatus status() {
    return listener.status();
  }

  /// Closes the door and its connections.
  @Override
  public void close() throws IOException {
    delivery.stop();
    listener.close();
  }
}
