// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.audit.Chain;
import dev.shirube.certificates.Authority;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.doors.Agents;
import dev.shirube.event.EventClass;
import dev.shirube.event.TenantId;
import dev.shirube.fleet.FleetLimits;
import dev.shirube.fleet.FleetParts;
import dev.shirube.fleet.FleetRoom;
import dev.shirube.fleet.FleetTime;
import dev.shirube.fleet.Sightings;
import dev.shirube.gateway.Receipt;
import dev.shirube.records.Records;
import dev.shirube.wire.AgentHost;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Quality;
import dev.shirube.wire.EnrolAnswer;
import dev.shirube.wire.EnrolRequest;
import dev.shirube.wire.Hello;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Machines with agents, of two customers: those of the second have a mark in every place that a
/// text can stand in.
final class PlantedHosts {
  /// The id of the second customer's agent: no mark, as ids are given by us.
  static final String TWO = "a-twotwotwotwotwo";

  private static final String MARK = Planted.CANARY;

  final FleetRoom room;
  private final Sightings sightings;

  PlantedHosts(Path folder, Records records, Clock clock) throws IOException {
    sightings = new Sightings(records, Set.of());
    FleetParts parts =
        new FleetParts(
            records,
            new Chain(records, clock),
            Authority.own(folder.resolve("tls"), clock.instant()),
            _ -> new Receipt.Full(Duration.ofSeconds(1)),
            FleetLimits.STANDARD,
            new FleetTime(clock, System::nanoTime, new Random(3)),
            sightings);
    room = FleetRoom.open(parts, Set.of());
  }

  private static AgentHost host(String name, String text) {
    return new AgentHost(name, text, text, "amd64", name, name, List.of());
  }

  /// Enrols a machine.
  ///
  /// @return the agent's id
  String enroll(TenantId tenant, String name) throws IOException {
    return enroll(tenant, name, "Linux");
  }

  private String enroll(TenantId tenant, String name, String text) throws IOException {
    String token = room.token(tenant, "test", Duration.ofHours(1)).token();
    String request = SigningRequest.make(SigningRequest.keys(), "x");
    byte[] body = new EnrolRequest(token, request, text, host(name, text)).bytes();
    return switch (room.enroll(body, "192.0.2.1")) {
      case Agents.Outcome.Given<byte[]>(byte[] given) -> EnrolAnswer.read(given).agent();
      case Agents.Outcome.Refused<byte[]> refused -> throw new IOException(refused.toString());
    };
  }

  /// The second customer's machine.
  void two() throws IOException {
    String agent = enroll(Desk.TWO, MARK + "host", MARK + "system");
    Capabilities.Entry entry =
        new Capabilities.Entry(EventClass.PROCESS_ACTIVITY, 0, Quality.PARTLY, MARK + "note");
    Hello hello =
        new Hello(
            MARK + "version",
            1,
            1,
            host(MARK + "host", MARK + "kernel"),
            new Capabilities(List.of(entry)),
            List.of(new Hello.SensorState(MARK + "sensor", 1, 0, 0, 0)),
            new Hello.Spool(1, 2, List.of()),
            0);
    Agents.Known known = new Agents.Known(Desk.TWO, agent, MARK + "host");
    if (room.hello(known, hello.bytes()) instanceof Agents.Outcome.Refused<byte[]> refused) {
      throw new IOException(refused.toString());
    }
  }
}
