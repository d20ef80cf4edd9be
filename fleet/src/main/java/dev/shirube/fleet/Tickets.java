// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.access.PrincipalId;
import dev.shirube.catalog.Message;
import dev.shirube.doors.Agents.Outcome;
import dev.shirube.event.TenantId;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Row;
import dev.shirube.records.Scope;
import dev.shirube.records.Transaction;
import java.time.Duration;
import java.util.List;

/// The tokens by which machines join: each is good once, and for a while. Only hashes are kept.
final class Tickets {
  private static final int WRONG_SAVED = 20;
  private static final double WRONG_EACH_SECOND = 0.5;
  private static final int REMEMBERED = 10_000;

  private final FleetParts parts;
  private final Register register;
  private final Abuses abuses;
  private final Rates<String> wrong;

  Tickets(FleetParts parts, Register register, Abuses abuses) {
    this.parts = parts;
    this.register = register;
    this.abuses = abuses;
    wrong = new Rates<>(WRONG_EACH_SECOND, WRONG_SAVED, REMEMBERED, parts.time().nanos());
  }

  /// Makes one.
  JoinToken make(TenantId tenant, String by, Duration life) {
    FleetTime time = parts.time();
    String token = Joining.token(time.secrets());
    String id = Joining.id(time.secrets());
    long now = time.now();
    long expires = now + life.toNanos();
    String hash = Joining.hash(token);
    Object _ =
        parts
            .records()
            .write(
                Scope.of(tenant),
                rows -> {
                  rows.insert(
                      tenant,
                      Tables.TOKENS,
                      Row.empty()
                          .with("id", id)
                          .with("hash", hash)
                          .with("maker", by)
                          .with("created", now)
                          .with("expires", expires)
                          .with("used", 0)
                          .with("agent", ""));
                  Message what = Message.of("fleet.deed.token", id, life.toMinutes());
                  parts.deed(rows, tenant, by, what);
                  return id;
                });
    register.put(hash, new Register.Ticket(tenant, id, expires, 0));
    return new JoinToken(id, token, expires);
  }

  /// Looks at a token that somebody shows.
  ///
  /// @param address it comes from
  Outcome<Register.Ticket> look(String token, String address) {
    Register.Ticket ticket = Joining.isToken(token) ? register.token(Joining.hash(token)) : null;
    if (ticket == null) {
      Duration pause = wrong.take(address, 1);
      abuses.note(PrincipalId.PROVIDER, address, "fleet.deed.wrong", List.of());
      return pause.isZero()
          ? Outcome.refused(401, "fleet.token.unknown")
          : Outcome.later(429, pause);
    }
    if (ticket.used() != 0) {
      abuses.note(ticket.tenant(), address, "fleet.deed.used", List.of(ticket.id()));
      return Outcome.refused(401, "fleet.token.used");
    }
    if (ticket.expires() <= parts.time().now()) {
      abuses.note(ticket.tenant(), address, "fleet.deed.expired", List.of(ticket.id()));
      return Outcome.refused(401, "fleet.token.expired");
    }
    return new Outcome.Given<>(ticket);
  }

  /// Takes a token for used, in a transaction.
  ///
  /// @return whether it was not used before
  boolean use(Transaction rows, Register.Ticket ticket, String agent) {
    Find unused =
        Find.in(Tables.TOKENS).where(Condition.is("id", ticket.id()), Condition.is("used", 0));
    Row row = Row.empty().with("used", parts.time().now()).with("agent", agent);
    return rows.update(ticket.tenant(), unused, row) == 1;
  }
}
