// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.event.Timestamps;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Senders;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;

/// Makes envelopes of syslog.
final class Received {
  private Received() {}

  /// The time in nanoseconds since 1970 UTC.
  static long nanos(InstantSource clock) {
    return Timestamps.nanosOf(clock.instant());
  }

  /// An envelope of messages that came just now.
  static Envelope envelope(
      Senders.Sender.Known sender,
      String door,
      InstantSource clock,
      InetAddress address,
      List<Envelope.RawRecord> records) {
    return new Envelope(
        sender.tenant(),
        sender.source(),
        door,
        "syslog",
        nanos(clock),
        address.getHostAddress(),
        records);
  }
}
