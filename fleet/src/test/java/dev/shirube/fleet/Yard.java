// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.PrincipalId;
import dev.shirube.audit.Chain;
import dev.shirube.audit.ChainEntry;
import dev.shirube.certificates.Authority;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.doors.Agents;
import dev.shirube.doors.Agents.Outcome;
import dev.shirube.event.TenantId;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import dev.shirube.wire.AgentHost;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.EnrolAnswer;
import dev.shirube.wire.EnrolRequest;
import dev.shirube.wire.Hello;
import dev.shirube.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A fleet on real records, with an inbox that keeps what it is given, for tests.
final class Yard implements AutoCloseable {
  static final TenantId ONE = new TenantId("one");
  static final TenantId TWO = new TenantId("two");
  static final String PEER = "192.0.2.7";

  final Records records;
  final Chain chain;
  final Authority authority;
  final Box box;
  final Time time;
  final Path folder;
  Sightings sightings;
  FleetRoom room;
  private FleetLimits limits = FleetLimits.STANDARD;
  private int seed = 1;

  /// A clock that is set by hand, beside one that never goes back.
  static final class Time implements InstantSource {
    private Instant now = Instant.parse("2026-11-29T00:00:00Z");
    private long nanos = 1;

    @Override
    public Instant instant() {
      return now;
    }

    void pass(Duration duration) {
      now = now.plus(duration);
      nanos += duration.toNanos();
    }

    long nanos() {
      return nanos;
    }
  }

  Yard(Path folder) throws IOException {
    this(folder, new Place.LocalFile(folder.resolve("records.db")));
  }

  @SuppressWarnings("NullAway.Init")
  Yard(Path folder, Place place) throws IOException {
    this.folder = folder;
    time = new Time();
    records = Records.open(place, AccessRoom.MIGRATIONS);
    chain = new Chain(records, time);
    authority = Authority.own(folder.resolve("tls"), time.instant());
    box = new Box(folder.resolve("journal"));
    room = opened();
  }

  private FleetRoom opened() {
    FleetTime given = new FleetTime(time, time::nanos, new Random(seed++));
    Set<TenantId> tenants = Set.of(ONE, TWO, TenantId.LOCAL);
    sightings = new Sightings(records, tenants);
    FleetParts parts = new FleetParts(records, chain, authority, box, limits, given, sightings);
    return FleetRoom.open(parts, tenants);
  }

  /// Ends the room and opens it again, as a start of the server does.
  void restart() {
    room.flush();
    room = opened();
  }

  void limit(FleetLimits other) {
    limits = other;
    room = opened();
  }

  /// An agent as it is on its machine.
  ///
  /// @param agent its id
  record Machine(String agent, KeyPair keys, X509Certificate certificate, Agents.Known known) {}

  static AgentHost host(String name, String boot) {
    return new AgentHost(
        name, "Debian GNU/Linux 12", "6.18.44", "amd64", "m-" + name, boot, List.of());
  }

  static byte[] request(String token, KeyPair keys, String name) {
    String signing = SigningRequest.make(keys, "any");
    return new EnrolRequest(token, signing, "0.1.0", host(name, "boot-1")).bytes();
  }

  String token(TenantId tenant) {
    return room.token(tenant, "admin", Duration.ofHours(1)).token();
  }

  /// Enrols a machine.
  Machine enroll(TenantId tenant, String name) {
    KeyPair keys = SigningRequest.keys();
    try {
      byte[] answer = given(room.enroll(request(token(tenant), keys, name), PEER));
      EnrolAnswer read = EnrolAnswer.read(answer);
      X509Certificate certificate = certificate(read.certificate());
      return new Machine(read.agent(), keys, certificate, given(room.who(certificate)));
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  static X509Certificate certificate(String pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }

  static <T> T given(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Given<T>(T value) -> value;
      case Outcome.Refused<T> refused -> throw new AssertionError(refused);
    };
  }

  /// The status and the id of a refusal.
  static String refused(Outcome<?> outcome) {
    return outcome instanceof Outcome.Refused<?> refused
        ? refused.status() + " " + refused.why().id()
        : "given";
  }

  Hello hello(String name, String boot, long epoch, List<Hello.LaneState> lanes) {
    long now = time.instant().getEpochSecond() * 1_000_000_000L;
    Hello.SensorState sensor = new Hello.SensorState("kernel", 10, 0, 0, 5);
    return new Hello(
        "0.1.0",
        epoch,
        now + 250_000_000L,
        host(name, boot),
        Capabilities.NONE,
        List.of(sensor),
        new Hello.Spool(1, 2, lanes),
        0);
  }

  /// The ids of the deeds in a tenant's chain.
  List<String> deeds(TenantId tenant) {
    return chain.entries(tenant, 1, 10_000).stream()
        .map(ChainEntry::what)
        .map(it -> it.id())
        .toList();
  }

  List<String> providerDeeds() {
    return deeds(PrincipalId.PROVIDER);
  }

  @Override
  public void close() {
    box.close();
    records.close();
  }
}
