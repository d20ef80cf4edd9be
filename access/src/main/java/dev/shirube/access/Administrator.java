// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.audit.Chain;
import dev.shirube.audit.Deed;
import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Records;
import dev.shirube.records.Row;
import dev.shirube.records.Scope;
import dev.shirube.records.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Makes the one principal that stands for whoever has the machine. It makes tenants, and does
/// everything in the first tenant, {@link TenantId#LOCAL}; in other tenants it has no role, as
/// nobody of the provider has without being given one.
final class Administrator {
  static final PrincipalId ID = new PrincipalId(PrincipalId.PROVIDER, "administrator");

  private static final Scope BOTH = Scope.of(PrincipalId.PROVIDER, TenantId.LOCAL);
  private static final List<String> IN_LOCAL =
      List.of("tenant-admin", "analyst", "responder", "approver", "author", "auditor");

  private final Records records;
  private final Chain chain;
  private final Clerk clerk;
  private final Chance chance;

  Administrator(Records records, Chain chain, Clerk clerk, Chance chance) {
    this.records = records;
    this.chain = chain;
    this.clerk = clerk;
    this.chance = chance;
  }

  /// The file is written first: a token in a file that nobody knows of yet does no harm, an
  /// administrator whose token nobody has does.
  void make(Path file) throws IOException {
    String token = Token.makeInto(file, chance.secrets());
    records.write(
        BOTH,
        rows -> {
          clerk.addTenant(rows, TenantId.LOCAL, TenantId.LOCAL.value());
          clerk.addPrincipal(rows, new Principal(ID, Principal.Kind.ADMINISTRATOR, ID.name()));
          give(rows, PrincipalId.PROVIDER, "provider-operator");
          IN_LOCAL.forEach(role -> give(rows, TenantId.LOCAL, role));
          tell(rows, clerk.addToken(rows, ID, Token.hash(token), Tables.NEVER));
          Clerk.countUp(rows);
          return ID;
        });
  }

  private void give(Transaction rows, TenantId tenant, String role) {
    clerk.addGrant(rows, tenant, ID, new Clerk.Given(role, Tables.NEVER, "first"));
  }

  private void tell(Transaction rows, String tokenId) {
    Message what = Message.of("access.deed.administrator", tokenId);
    chain.append(PrincipalId.PROVIDER, rows, new Deed(ID.toString(), what));
    chain.append(TenantId.LOCAL, rows, new Deed(ID.toString(), what));
  }

  /// Exchanges its tokens for a new one.
  void renew(Path file) throws IOException {
    String token = Token.makeInto(file, chance.secrets());
    records.write(
        BOTH,
        rows -> {
          Find all =
              Find.in(Tables.TOKENS)
                  .where(Condition.is("principal", ID.name()), Condition.is("revoked", 0));
          rows.update(PrincipalId.PROVIDER, all, Row.empty().with("revoked", chance.now()));
          tell(rows, clerk.addToken(rows, ID, Token.hash(token), Tables.NEVER));
          Clerk.countUp(rows);
          return ID;
        });
  }
}
