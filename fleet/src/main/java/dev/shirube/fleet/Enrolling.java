// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.catalog.Message;
import dev.shirube.certificates.CertificateFault;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.doors.Agents.Outcome;
import dev.shirube.records.Scope;
import dev.shirube.wire.EnrolRequest;
import dev.shirube.wire.RenewRequest;
import dev.shirube.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Makes machines agents, by tokens that are good once; renews and revokes their certificates. What
/// it does is a deed in the tenant's chain, written together with what it changes.
final class Enrolling {
  private static final double RENEWALS_EACH_SECOND = 1.0 / 60;
  private static final int RENEWALS_SAVED = 3;
  private static final int REMEMBERED = 10_000;

  private final FleetParts parts;
  private final Register register;
  private final Abuses abuses;
  private final Attendance attendance;
  private final Certifying certifying;
  private final Tickets tickets;
  private final Rates<String> renewals;
  private final ReentrantLock changing = new ReentrantLock();

  Enrolling(FleetParts parts, Register register, Abuses abuses, Attendance attendance) {
    this.parts = parts;
    this.register = register;
    this.abuses = abuses;
    this.attendance = attendance;
    certifying = new Certifying(parts, register);
    tickets = new Tickets(parts, register, abuses);
    renewals = new Rates<>(RENEWALS_EACH_SECOND, RENEWALS_SAVED, REMEMBERED, parts.time().nanos());
  }

  Tickets tickets() {
    return tickets;
  }

  /// Makes a machine an agent.
  Outcome<byte[]> enroll(byte[] body, String address) throws WireException {
    EnrolRequest request = EnrolRequest.read(body);
    HostFacts.check(request.host());
    HostFacts.plain("version", request.version());
    changing.lock();
    try {
      return switch (tickets.look(request.token(), address)) {
        case Outcome.Refused<Register.Ticket> no ->
            new Outcome.Refused<>(no.status(), no.why(), no.retryAfter());
        case Outcome.Given<Register.Ticket>(Register.Ticket ticket) ->
            enroll(request, ticket, address);
      };
    } finally {
      changing.unlock();
    }
  }

  private Outcome<byte[]> enroll(EnrolRequest request, Register.Ticket ticket, String address)
      throws WireException {
    SigningRequest signing = signing(request.request());
    String owner = register.ownerOfKey(Certifying.key(signing.open()));
    if (owner != null) {
      abuses.note(ticket.tenant(), address, "fleet.deed.key", List.of(owner));
      return Outcome.refused(409, "fleet.key");
    }
    HostState host = host(request, ticket);
    Certifying.Issued issued = certifying.issue(signing, host.agent);
    boolean used = written(ticket, host, issued, address);
    long now = host.marks().firstSeen();
    register.use(Joining.hash(request.token()), now);
    if (!used) {
      return Outcome.refused(401, "fleet.token.used");
    }
    register.put(host);
    certifying.know(issued);
    attendance.tell(HostEvents.envelope(host, HostEvents.Kind.ENROLLED, address, now));
    return new Outcome.Given<>(certifying.answer(issued));
  }

  private HostState host(EnrolRequest request, Register.Ticket ticket) {
    FleetTime time = parts.time();
    HostState host = new HostState(ticket.tenant(), Joining.agent(time.secrets()));
    long now = time.now();
    host.set(
        new HostState.Facts(
            request.host().name(),
            request.host().system(),
            request.host().kernel(),
            request.version()));
    host.set(new HostState.Marks(now, now, 0, 0, 0, 0));
    host.attend(time.nanos().getAsLong());
    return host;
  }

  /// Writes the agent, its certificate, the deed, and that the token was used: all or nothing.
  ///
  /// @return false if it was used before
  private boolean written(
      Register.Ticket ticket, HostState host, Certifying.Issued issued, String address) {
    return parts
        .records()
        .write(
            Scope.of(ticket.tenant()),
            rows -> {
              if (!tickets.use(rows, ticket, host.agent)) {
                return false;
              }
              HostRows.write(rows, host);
              certifying.write(rows, ticket.tenant(), issued);
              String name = host.facts().name();
              Message what = Message.of("fleet.deed.enrolled", name, host.agent, ticket.id());
              parts.deed(rows, ticket.tenant(), address, what);
              return true;
            });
  }

  private static SigningRequest signing(String pem) throws WireException {
    try {
      return SigningRequest.read(pem);
    } catch (CertificateFault fault) {
      throw new WireException(fault.problems().getFirst().what().id());
    }
  }

  /// Gives an agent its next certificate, for a key of its own or a new one.
  Outcome<byte[]> renew(HostState host, byte[] body) throws WireException {
    SigningRequest signing = signing(RenewRequest.read(body).request());
    Duration pause = renewals.take(host.agent, 1);
    if (!pause.isZero()) {
      return Outcome.later(429, pause);
    }
    changing.lock();
    try {
      String owner = register.ownerOfKey(Certifying.key(signing.open()));
      if (owner != null && !owner.equals(host.agent)) {
        abuses.note(host.tenant, host.agent, "fleet.deed.key", List.of(owner));
        return Outcome.refused(409, "fleet.key");
      }
      Certifying.Issued issued = certifying.issue(signing, host.agent);
      Object _ =
          parts
              .records()
              .write(
                  Scope.of(host.tenant),
                  rows -> {
                    certifying.write(rows, host.tenant, issued);
                    Message what = Message.of("fleet.deed.renewed", host.facts().name());
                    parts.deed(rows, host.tenant, host.agent, what);
                    return host.agent;
                  });
      certifying.know(issued);
      return new Outcome.Given<>(certifying.answer(issued));
    } finally {
      changing.unlock();
    }
  }

  /// Ends an agent: nothing of it is taken from now on.
  void revoke(HostState host, String by) {
    changing.lock();
    try {
      long now = parts.time().now();
      if (host.marks().revoked() != 0) {
        return;
      }
      host.revoked(now);
      write(host, by);
      register.revoke(host.agent);
      attendance.tell(HostEvents.envelope(host, HostEvents.Kind.REVOKED, by, now));
    } finally {
      changing.unlock();
    }
  }

  private void write(HostState revoked, String by) {
    try {
      Object _ =
          parts
              .records()
              .write(
                  Scope.of(revoked.tenant),
                  rows -> {
                    HostRows.write(rows, revoked);
                    certifying.revoke(rows, revoked.tenant, revoked.agent);
                    String name = revoked.facts().name();
                    Message what = Message.of("fleet.deed.revoked", name, revoked.agent);
                    parts.deed(rows, revoked.tenant, by, what);
                    return revoked.agent;
                  });
    } catch (RuntimeException e) {
      // It would be revoked until the next start and no longer: better said and tried again.
      revoked.revoked(0);
      throw e;
    }
  }
}
