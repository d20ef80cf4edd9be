// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Senders;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Syslog over RELP, with or without TLS: the sender keeps a message until it is told that it is on
/// the disk here (librelp's doc/relp.html). While the inbox is full it is told nothing.
public final class RelpDoor implements Closeable {
  private static final int BUFFER = 64 * 1024;
  private static final String OFFERS =
      "200 OK\nrelp_version=0\nrelp_software=shirube\ncommands=syslog";

  private final DoorSettings settings;
  private final InstantSource clock;
  private final DoorCounters counters = new DoorCounters();
  private final Delivery delivery;
  private final StreamListener listener;

  /// Opens the door.
  ///
  /// @param clock for the time of receipt
  /// @throws IOException when the port cannot be had
  public RelpDoor(DoorSettings settings, Senders senders, Inbox inbox, InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.delivery = new Delivery(inbox, counters);
    this.listener = new StreamListener(settings, senders, counters, this::serve);
  }

  private void serve(StreamListener.Connected connected) throws IOException, InterruptedException {
    RelpFrames frames = new RelpFrames(settings.recordBytes());
    Conversation conversation = new Conversation(connected);
    List<RelpFrames.Frame> arrived = new ArrayList<>();
    byte[] buffer = new byte[BUFFER];
    int length = connected.in().read(buffer);
    while (length >= 0) {
      boolean within = frames.isWithin();
      frames.feed(buffer, length, arrived::add);
      boolean same = within && arrived.isEmpty();
      if (!arrived.isEmpty()) {
        connected.watch().working();
        if (!conversation.answer(arrived)) {
          return;
        }
        arrived.clear();
      }
      if (!frames.isWithin()) {
        connected.watch().waiting();
      } else if (!same) {
        connected.watch().moving();
      }
      connected.watch().moved(length);
      length = connected.in().read(buffer);
    }
  }

  /// What has been said on one connection.
  private final class Conversation {
    private final StreamListener.Connected connected;
    private boolean open;

    Conversation(StreamListener.Connected connected) {
      this.connected = connected;
    }

    /// Answers frames in their order; messages only when all of them are on the disk.
    ///
    /// @return false when the conversation is over
    boolean answer(List<RelpFrames.Frame> frames) throws IOException, InterruptedException {
      List<RelpFrames.Frame> messages = new ArrayList<>();
      for (RelpFrames.Frame frame : frames) {
        if (frame.command().equals("syslog") && open) {
          messages.add(frame);
        } else {
          if (!take(messages)) {
            return false;
          }
          messages.clear();
          if (!other(frame)) {
            return false;
          }
        }
      }
      return take(messages);
    }

    private boolean take(List<RelpFrames.Frame> messages) throws IOException, InterruptedException {
      if (messages.isEmpty()) {
        return true;
      }
      List<Envelope.RawRecord> records =
          messages.stream()
              .map(frame ->
                  new Envelope.RawRecord(SyslogFrames.trimmed(frame.data()), "", "", frame.cut()))
              .filter(record -> record.bytes().length > 0)
              .toList();
      counters.add(Count.CUT, records.stream().filter(Envelope.RawRecord::cut).count());
      boolean taken =
          records.isEmpty()
              || delivery.deliver(
                  Received.envelope(
                      connected.sender(), settings.name(), clock, connected.address(), records));
      if (!taken && delivery.isStopped()) {
        // The sender hears nothing and sends again.
        return false;
      }
      if (!taken) {
        counters.add(Count.RETURNED, records.size());
      }
      for (RelpFrames.Frame frame : messages) {
        send(frame.number(), "rsp", taken ? "200 OK" : "500 refused");
      }
      connected.out().flush();
      return true;
    }

    private boolean other(RelpFrames.Frame frame) throws IOException {
      if (frame.command().equals("open") && !open) {
        open = true;
        send(frame.number(), "rsp", OFFERS);
      } else if (frame.command().equals("close") && open) {
        send(frame.number(), "rsp", "200 OK");
        send(0, "serverclose", "");
        connected.out().flush();
        return false;
      } else {
        counters.add(Count.BROKEN);
        send(frame.number(), "rsp", "500 unexpected");
        connected.out().flush();
        return false;
      }
      connected.out().flush();
      return true;
    }

    private void send(int number, String command, String text) throws IOException {
      connected.out().write(RelpFrames.Frame.of(number, command, text));
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
