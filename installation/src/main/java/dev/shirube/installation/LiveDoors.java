// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.doors.AgentDoor;
import dev.shirube.doors.Agents;
import dev.shirube.doors.DoorSettings;
import dev.shirube.doors.ElasticDoor;
import dev.shirube.doors.ElasticSettings;
import dev.shirube.doors.RelpDoor;
import dev.shirube.doors.SyslogStreamDoor;
import dev.shirube.doors.SyslogUdpDoor;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Senders;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The doors through which logs come in, open as the settings say. One that cannot be opened,
/// because something else holds its port, is told; the others are open all the same.
final class LiveDoors implements Closeable {
  static final String SYSLOG_UDP = "syslog-udp";
  static final String SYSLOG_TCP = "syslog-tcp";
  static final String SYSLOG_TLS = "syslog-tls";
  static final String RELP = "relp";
  static final String RELP_TLS = "relp-tls";

  private static final Duration AGENTS_PATIENCE = Duration.ofSeconds(20);

  // Each may take some megabytes while it is looked through.
  private static final int AT_ONCE = 24;

  private final List<Supplier<DoorStatus>> statuses = new ArrayList<>();
  private final List<Closeable> open = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final RecordingPlan plan;
  private final Senders senders;
  private final Inbox inbox;
  private final InstantSource clock;

  /// @param tls what the server shows of itself; null if no door speaks TLS
  LiveDoors(
      RecordingPlan plan,
      @Nullable SSLContext tls,
      Senders senders,
      Inbox inbox,
      InstantSource clock) {
    this.plan = plan;
    this.senders = senders;
    this.inbox = inbox;
    this.clock = clock;
    opening(SYSLOG_UDP, plan.syslog(), this::udp);
    opening(SYSLOG_TCP, plan.syslog(), this::tcp);
    opening(RELP, plan.relp(), this::relp);
    opening("elastic", plan.bulk(), this::bulk);
    if (tls != null) {
      RecordingPlan.Secured secured = plan.secured();
      opening(SYSLOG_TLS, secured.syslog(), settings -> tcp(settings.with(tls, false)));
      opening(RELP_TLS, secured.relp(), settings -> relp(settings.with(tls, false)));
      opening("elastic-tls", secured.bulk(), settings -> bulk(settings.with(tls, false)));
    }
  }

  /// Opens the door of our own agents.
  ///
  /// @param agents who they are
  /// @param tls what the door shows of itself, and whom it lets in
  void open(Agents agents, SSLContext tls) {
    opening(AgentDoor.NAME, plan.agents(), settings -> agents(settings, agents, tls));
  }

  /// Opens one door.
  @FunctionalInterface
  private interface Opening {
    void open(DoorSettings settings) throws IOException;
  }

  private void opening(String name, int port, Opening opening) {
    if (port == 0) {
      return;
    }
    try {
      opening.open(DoorSettings.of(name, plan.listen(), port));
    } catch (IOException e) {
      problems.add(
          new Problem(
              plan.listen() + ":" + port,
              0,
              Message.of("recorder.door", name, port, String.valueOf(e.getMessage())),
              Message.of("recorder.door.advice", name)));
    }
  }

  private void udp(DoorSettings settings) throws IOException {
    SyslogUdpDoor door = new SyslogUdpDoor(settings, senders, inbox, clock);
    statuses.add(door::status);
    open.add(door);
  }

  private void tcp(DoorSettings settings) throws IOException {
    SyslogStreamDoor door = new SyslogStreamDoor(settings, senders, inbox, clock);
    statuses.add(door::status);
    open.add(door);
  }

  private void relp(DoorSettings settings) throws IOException {
    RelpDoor door = new RelpDoor(settings, senders, inbox, clock);
    statuses.add(door::status);
    open.add(door);
  }

  private void bulk(DoorSettings settings) throws IOException {
    DoorCounters counters = new DoorCounters();
    boolean both = plan.bulk() > 0 && plan.secured().bulk() > 0;
    ElasticSettings usual = ElasticSettings.standard();
    ElasticSettings shared = both ? usual.sharing(2) : usual;
    ElasticDoor door = new ElasticDoor(shared, senders, inbox, clock, counters);
    HttpSettings plain =
        HttpSettings.of(settings.name(), settings.host(), settings.port())
            .with(ElasticDoor.HEADERS);
    SSLContext tls = settings.tls();
    HttpServer server =
        HttpServer.start(tls == null ? plain : plain.with(tls, false), door.routes(), counters);
    statuses.add(server::status);
    open.add(server);
  }

  private void agents(DoorSettings settings, Agents agents, SSLContext tls) throws IOException {
    DoorCounters counters = new DoorCounters();
    AgentDoor door = new AgentDoor(agents, inbox, clock, counters, AGENTS_PATIENCE);
    HttpSettings plain = HttpSettings.of(settings.name(), settings.host(), settings.port());
    HttpSettings asked =
        plain.with(tls, true).with(plain.limits(), AgentDoor.MOST_BODY_BYTES).withSecond(AT_ONCE);
    HttpServer server = HttpServer.start(asked, door.routes(), counters);
    statuses.add(server::status);
    open.add(server);
  }

  /// How the doors stand that are open.
  List<DoorStatus> statuses() {
    return statuses.stream().map(Supplier::get).toList();
  }

  /// Which doors could not be opened.
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Closeable door : open) {
      try {
        door.close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
