// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.ConnectionLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Where and how a door listens.
///
/// @param name of the door, such as syslog-tcp; envelopes and the status carry it
/// @param host address to listen at, such as 0.0.0.0 or ::1; no name
/// @param port 0 for any that is free
/// @param tls null without TLS
/// @param askCertificate whether TLS asks for a client's certificate
/// @param recordBytes the longest record; of a longer one the head is kept
/// @param limits of connections
public record DoorSettings(
    String name,
    String host,
    int port,
    @Nullable SSLContext tls,
    boolean askCertificate,
    int recordBytes,
    ConnectionLimits limits) {
  public DoorSettings {
    // Fails here, with what is wrong, and not when the door is opened.
    InetAddress literal = InetAddress.ofLiteral(host);
    if (port < 0 || port > 65_535 || recordBytes < 1) {
      throw new IllegalArgumentException(literal + " port " + port + " record " + recordBytes);
    }
  }

  /// The longest record of syslog and RELP: 256 KiB.
  public static final int RECORD_BYTES = 256 * 1024;

  /// Without TLS; a connection may be silent for an hour, as senders keep theirs open.
  public static DoorSettings of(String name, String host, int port) {
    ConnectionLimits limits = ConnectionLimits.standard().quietFor(Duration.ofHours(1));
    return new DoorSettings(name, host, port, null, false, RECORD_BYTES, limits);
  }

  /// Where it listens.
  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  /// The same with TLS.
  public DoorSettings with(SSLContext context, boolean ask) {
    return new DoorSettings(name, host, port, context, ask, recordBytes, limits);
  }

  /// The same with other limits.
  public DoorSettings with(ConnectionLimits others) {
    return new DoorSettings(name, host, port, tls, askCertificate, recordBytes, others);
  }
}
