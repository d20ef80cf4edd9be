// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.doors.Agents;
import dev.shirube.event.TenantId;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Lane;
import dev.shirube.wire.Policy;
import dev.shirube.wire.WireException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The agents of an installation: how machines join, who they are, how they are, and what they are
/// told to do. What the door asks is answered from memory; whoever is revoked is so at once. One
/// process has it open. Whether somebody may do what changes it, the caller has asked before. May
/// be used by many threads.
public final class FleetRoom implements Agents {
  private static final int REMEMBERED = 100_000;
  private static final double MOST_LIFE_DAYS = 30;
  private static final long SIGHTINGS_EACH = 5_000_000_000L;

  private final FleetParts parts;
  private final Register register;
  private final Abuses abuses;
  private final Attendance attendance;
  private final Enrolling enrolling;
  private final Following following;
  private final Sightings sightings;
  private final Rates<String> frames;
  private final Rates<String> bytes;
  private final Rates<TenantId> tenantFrames;
  private final Rates<TenantId> tenantBytes;
  private long sightingsAt;

  private FleetRoom(FleetParts parts, Register register) {
    this.parts = parts;
    sightings = parts.sightings();
    this.register = register;
    abuses = new Abuses(parts.chain(), parts.time().nanos());
    attendance = new Attendance(parts, register, abuses);
    enrolling = new Enrolling(parts, register, abuses, attendance);
    following = new Following(parts, register);
    FleetLimits.Amount agent = parts.limits().agent();
    FleetLimits.Amount tenant = parts.limits().tenant();
    frames = rates(agent.frames(), agent.saved());
    bytes = rates(agent.bytes(), agent.saved());
    tenantFrames = rates(tenant.frames(), tenant.saved());
    tenantBytes = rates(tenant.bytes(), tenant.saved());
  }

  private <K> Rates<K> rates(long perSecond, int saved) {
    return new Rates<>(perSecond, perSecond * saved, REMEMBERED, parts.time().nanos());
  }

  /// Opens the room.
  ///
  /// @param tenants all there are; those that come later have no agents yet
  public static FleetRoom open(FleetParts parts, Set<TenantId> tenants) {
    return new FleetRoom(parts, Register.read(parts.records(), tenants));
  }

  // What people ask.

  /// Makes a token by which one machine joins a tenant.
  ///
  /// @param by the principal who makes it
  /// @param life for how long it is good
  public JoinToken token(TenantId tenant, String by, Duration life) {
    boolean sound = life.isPositive() && life.toDays() <= MOST_LIFE_DAYS;
    if (!sound) {
      throw new IllegalArgumentException("no life of a token: " + life);
    }
    return enrolling.tickets().make(tenant, by, life);
  }

  /// The agents of a tenant, by the names of their machines.
  public List<Host> hosts(TenantId tenant) {
    return register.of(tenant).stream().map(Host::of).toList();
  }

  /// An agent of a tenant; null if it has none of that id.
  public @Nullable Host host(TenantId tenant, String agent) {
    HostState host = of(tenant, agent);
    return host == null ? null : Host.of(host);
  }

  private @Nullable HostState of(TenantId tenant, String agent) {
    HostState host = register.host(agent);
    return host == null || !host.tenant.equals(tenant) ? null : host;
  }

  /// Ends an agent.
  ///
  /// @return whether the tenant has one of that id
  public boolean revoke(TenantId tenant, String by, String agent) {
    HostState host = of(tenant, agent);
    if (host != null) {
      enrolling.revoke(host, by);
    }
    return host != null;
  }

  /// What an agent is told to do.
  public Policy policy(TenantId tenant, String agent) {
    return register.policy(tenant, agent);
  }

  /// What is told to an agent, to the agents of a group or to those of a tenant, and why.
  ///
  /// @param whom an agent's id, @ and a group's name, or an empty text for all
  public Followed followed(TenantId tenant, String whom) {
    return register.followed(tenant, whom);
  }

  /// Sets what an agent is told to do, or all agents of a group or a tenant that were told nothing
  /// of their own.
  ///
  /// @param whom an agent's id, @ and a group's name, or an empty text for all
  /// @param policy its version does not count: it gets a new one
  public Policy follow(TenantId tenant, String by, String whom, Policy policy) {
    return following.follow(tenant, by, whom, policy);
  }

  /// Takes back what was set for somebody, so that the next wider policy holds.
  ///
  /// @param whom as in {@link #follow}
  public void leave(TenantId tenant, String by, String whom) {
    following.leave(tenant, by, whom);
  }

  /// Puts an agent into a group.
  ///
  /// @param name empty for none
  /// @return whether the tenant has an agent of that id
  public boolean group(TenantId tenant, String by, String agent, String name) {
    boolean there = of(tenant, agent) != null;
    if (there) {
      following.group(tenant, by, agent, name);
    }
    return there;
  }

  /// When the certificate of an agent ends, nanoseconds since 1970 UTC; 0 if it has none that is
  /// good.
  public long certificateUntil(TenantId tenant, String agent) {
    return of(tenant, agent) == null ? 0 : register.certificateUntil(agent);
  }

  /// The hosts of a tenant that are known from other sources and have no agent, by name.
  public List<Sighting> withoutAgent(TenantId tenant) {
    return sightings.without(tenant, hosts(tenant));
  }

  /// The fingerprint of the authority, by which a machine knows the server before it has joined.
  public String authority() {
    return parts.authority().fingerprint();
  }

  /// To be called about once a second: notices who fell silent, writes down what has changed.
  public void upkeep() {
    attendance.upkeep();
    abuses.upkeep();
    long nanos = parts.time().nanos().getAsLong();
    if (nanos - sightingsAt >= SIGHTINGS_EACH) {
      sightingsAt = nanos;
      sightings.flush();
    }
  }

  /// Writes down all that has changed, before the end.
  public void flush() {
    attendance.flush();
    sightings.flush();
  }

  // What the door asks.

  @Override
  public Outcome<byte[]> enroll(byte[] body, String address) throws WireException {
    return enrolling.enroll(body, address);
  }

  @Override
  public Outcome<Known> who(X509Certificate certificate) {
    Register.Certified certified = register.certified(Certifying.fingerprint(certificate));
    HostState host = certified == null ? null : register.host(certified.agent());
    if (certified == null || host == null) {
      return Outcome.refused(401, "fleet.certificate.unknown");
    }
    HostState.Marks marks = host.marks();
    if (certified.revoked() || marks.revoked() != 0) {
      return Outcome.refused(403, "fleet.revoked");
    }
    if (certified.until() <= parts.time().now()) {
      return Outcome.refused(401, "fleet.certificate.ended");
    }
    if (marks.twice() != 0) {
      return Outcome.refused(409, "fleet.twice");
    }
    return new Outcome.Given<>(new Known(host.tenant, host.agent, host.facts().name()));
  }

  private HostState known(Known agent) {
    HostState host = register.host(agent.id());
    if (host == null) {
      throw new IllegalArgumentException("nobody of that name: " + agent.id());
    }
    return host;
  }

  @Override
  public Outcome<byte[]> renew(Known agent, byte[] body) throws WireException {
    return enrolling.renew(known(agent), body);
  }

  @Override
  public Outcome<byte[]> hello(Known agent, byte[] body) throws WireException {
    Duration pause = frames.take(agent.id(), 1);
    return pause.isZero() ? attendance.hello(known(agent), body) : Outcome.later(429, pause);
  }

  @Override
  public Duration count(Known agent, int count, long size) {
    Duration pause = Duration.ZERO;
    // All are asked before anything is taken: whoever has to wait for the one has not paid the
    // other.
    for (Duration wait :
        List.of(
            frames.ask(agent.id()),
            bytes.ask(agent.id()),
            tenantFrames.ask(agent.tenant()),
            tenantBytes.ask(agent.tenant()))) {
      pause = wait.compareTo(pause) > 0 ? wait : pause;
    }
    if (pause.isZero()) {
      // Another of the tenant may have come in between; then this one is let in beside it.
      Duration _ = frames.take(agent.id(), count);
      Duration _ = bytes.take(agent.id(), size);
      Duration _ = tenantFrames.take(agent.tenant(), count);
      Duration _ = tenantBytes.take(agent.tenant(), size);
    }
    return pause;
  }

  @Override
  public Map<Lane, Place> places(Known agent, long epoch) {
    return known(agent).places(epoch);
  }

  @Override
  public void took(Known agent, List<Frame> taken) {
    known(agent).took(taken, parts.time().now());
  }

  @Override
  public long policy(Known agent) {
    return register.policy(agent.tenant(), agent.id()).version();
  }

  @Override
  public void abuse(Known agent, String id, String... facts) {
    abuses.note(agent.tenant(), agent.id(), id, Arrays.asList(facts));
  }
}
