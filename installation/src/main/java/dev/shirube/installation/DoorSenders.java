// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Knowing;
import dev.shirube.access.Principal;
import dev.shirube.gateway.Senders;
import java.time.Duration;

/// Tells doors who sends, by who is known: a token where the door has them, else the address. Who
/// is known at a door is known at the same door over TLS.
final class DoorSenders implements Senders {
  private final AccessRoom access;

  DoorSenders(AccessRoom access) {
    this.access = access;
  }

  @Override
  public Sender who(Presented presented) {
    String address = presented.address().getHostAddress();
    Knowing knowing =
        switch (presented.credential()) {
          case null -> access.from(plain(presented.door()), address);
          case Credential.Basic basic -> access.know(basic.secret(), address);
          case Credential.ApiKey key -> access.know(key.key(), address);
          case Credential.Bearer bearer -> access.know(bearer.token(), address);
        };
    return sender(knowing);
  }

  /// The door without TLS, by whose name networks are allowed.
  private static String plain(String door) {
    return switch (door) {
      case LiveDoors.SYSLOG_TLS -> LiveDoors.SYSLOG_TCP;
      case LiveDoors.RELP_TLS -> LiveDoors.RELP;
      default -> door;
    };
  }

  private static Sender sender(Knowing knowing) {
    return switch (knowing) {
      case Knowing.Known known when known.principal().kind() == Principal.Kind.SOURCE ->
          new Sender.Known(known.tenant(), known.principal().id().name());
      case Knowing.TooMany(Duration pause) -> new Sender.TooMany(pause);
      case Knowing.Known _, Knowing.Unknown _ -> new Sender.Unknown();
    };
  }
}
