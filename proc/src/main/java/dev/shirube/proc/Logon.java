// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.EventClass;
import dev.shirube.sensor.SensorEvent;

/// Somebody logged on or off, was refused, or did something as somebody else, as a log told it.
///
/// @param kind which of these
/// @param user whose account it was
/// @param from the address it came from; empty when it came from this host
/// @param port the port there, 0 if unknown
/// @param method how it was proved, such as publickey; empty if unknown
/// @param terminal where it was; empty if unknown
/// @param by who did it, where that is another account
/// @param service the program that tells, such as sshd
/// @param command what was run, for {@link Kind#COMMAND}
record Logon(
    Kind kind,
    String user,
    String from,
    int port,
    String method,
    String terminal,
    String by,
    String service,
    String command) {
  /// What happened.
  enum Kind {
    ON,
    OFF,
    REFUSED,
    /// Something was run as another account.
    COMMAND,
    /// The same was refused.
    COMMAND_REFUSED
  }

  private static final int LOG = SensorEvent.field("metadata.log_name");
  private static final int MESSAGE = SensorEvent.field("message");
  private static final int APP = SensorEvent.field("syslog.appname");
  private static final int STATUS = SensorEvent.field("status");
  private static final int USER = SensorEvent.field("user.name");
  private static final int FROM = SensorEvent.field("src_endpoint.ip");
  private static final int FROM_NAME = SensorEvent.field("src_endpoint.hostname");
  private static final int PORT = SensorEvent.field("src_endpoint.port");
  private static final int METHOD = SensorEvent.field("auth_protocol");
  private static final int TERMINAL = SensorEvent.field("session.terminal");
  private static final int REMOTE = SensorEvent.field("session.is_remote");
  private static final int BY = SensorEvent.field("actor.user.name");
  private static final int SERVICE = SensorEvent.field("service.name");
  private static final int COMMAND = SensorEvent.field("linux.sudo.command");

  private static final int BEGIN = 1;
  private static final int END = 2;

  static Logon of(Kind kind, String user, String service) {
    return new Logon(kind, user, "", 0, "", "", "", service, "");
  }

  Logon from(String address, int fromPort) {
    return new Logon(kind, user, address, fromPort, method, terminal, by, service, command);
  }

  Logon by(String how) {
    return new Logon(kind, user, from, port, how, terminal, by, service, command);
  }

  Logon at(String where) {
    return new Logon(kind, user, from, port, method, where, by, service, command);
  }

  Logon doneBy(String whom, String what) {
    return new Logon(kind, user, from, port, method, terminal, whom, service, what);
  }

  /// Writes it.
  ///
  /// @param log which log told it
  /// @param message the log's own words, empty if it has none
  void write(Outbox outbox, long nanos, String log, String message) {
    boolean asAnother = kind == Kind.COMMAND || kind == Kind.COMMAND_REFUSED;
    EventClass about = asAnother ? EventClass.AUTHORIZE_SESSION : EventClass.AUTHENTICATION;
    boolean refused = kind == Kind.REFUSED || kind == Kind.COMMAND_REFUSED;
    SensorEvent event = outbox.begin(about, kind == Kind.OFF ? END : BEGIN, nanos);
    event
        .put(LOG, log)
        .put(MESSAGE, message)
        .put(APP, service)
        .put(SERVICE, service)
        .put(USER, user)
        .put(isAddress(from) ? FROM : FROM_NAME, from)
        .put(METHOD, method)
        .put(TERMINAL, terminal)
        .put(BY, by)
        .put(COMMAND, command);
    if (kind != Kind.OFF) {
      event.put(STATUS, refused ? "Failure" : "Success");
    }
    if (port > 0) {
      event.put(PORT, port);
    }
    if (!from.isEmpty()) {
      event.put(REMOTE, true);
    }
  }

  private static boolean isAddress(String text) {
    boolean digits = !text.isEmpty();
    boolean colon = false;
    for (int at = 0; at < text.length() && digits; at++) {
      char c = text.charAt(at);
      colon |= c == ':';
      digits = c == '.' || c == ':' || Character.digit(c, 16) >= 0;
    }
    return digits && (colon || Character.isDigit(text.charAt(0)));
  }
}
