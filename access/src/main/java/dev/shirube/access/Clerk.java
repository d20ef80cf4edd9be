// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.audit.Chain;
import dev.shirube.audit.Deed;
import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import dev.shirube.match.Cidr;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Row;
import dev.shirube.records.Transaction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Writes changes into the records, each together with its deed. Whether they are allowed was
/// looked at before; whether they make sense is looked at here, within the transaction.
final class Clerk {
  private static final int LONGEST_TITLE = 200;

  private final Chain chain;
  private final Roles roles;
  private final Chance chance;

  Clerk(Chain chain, Roles roles, Chance chance) {
    this.chain = chain;
    this.roles = roles;
    this.chance = chance;
  }

  /// Does one change.
  ///
  /// @param by who does it, for the deed
  Change.Changed write(String by, Change change, Transaction transaction) {
    Sheet sheet = new Sheet(by, transaction);
    Change.Changed changed =
        switch (change) {
          case Change.CreateTenant it -> createTenant(sheet, it);
          case Change.CreateSource it ->
              create(sheet, new PrincipalId(it.tenant(), name(it.name())), source(it), it.until());
          case Change.CreatePerson it ->
              create(sheet, new PrincipalId(it.tenant(), name(it.name())), person(it), it.until());
          case Change.IssueToken it -> issue(sheet, it);
          case Change.RevokeToken it -> revoke(sheet, it);
          case Change.Disable it -> disable(sheet, it);
          case Change.GiveRole it -> give(sheet, it);
          case Change.TakeRole it -> take(sheet, it);
          case Change.AllowNetwork it -> allow(sheet, it);
          case Change.ForbidNetwork it -> forbid(sheet, it);
        };
    countUp(transaction);
    return changed;
  }

  /// One change being written.
  private record Sheet(String by, Transaction rows) {}

  private record Newcomer(Principal.Kind kind, String title) {}

  private static Newcomer source(Change.CreateSource it) {
    return new Newcomer(Principal.Kind.SOURCE, it.title());
  }

  private static Newcomer person(Change.CreatePerson it) {
    return new Newcomer(Principal.Kind.PERSON, it.title());
  }

  static void countUp(Transaction transaction) {
    long version = Roster.versionOf(transaction);
    Row next = Row.empty().with("version", version + 1);
    if (version == 0) {
      transaction.insert(PrincipalId.PROVIDER, Tables.VERSIONS, next);
    } else {
      transaction.update(PrincipalId.PROVIDER, Find.in(Tables.VERSIONS), next);
    }
  }

  private void deed(Sheet sheet, TenantId tenant, Message what) {
    chain.append(tenant, sheet.rows(), new Deed(sheet.by(), what));
  }

  private Change.Changed createTenant(Sheet sheet, Change.CreateTenant it) {
    TenantId tenant = it.tenant();
    name(tenant.value());
    Find same = Find.in(Tables.TENANTS).where(Condition.is("id", tenant.value()));
    if (sheet.rows().row(PrincipalId.PROVIDER, same) != null) {
      throw AccessRefused.taken(tenant.value());
    }
    addTenant(sheet.rows(), tenant, title(it.title()));
    Message what = Message.of("access.deed.tenant", tenant.value(), it.administrator());
    deed(sheet, PrincipalId.PROVIDER, what);
    deed(sheet, tenant, what);
    PrincipalId first = new PrincipalId(tenant, name(it.administrator()));
    Newcomer newcomer = new Newcomer(Principal.Kind.PERSON, it.administrator());
    Change.Changed changed = create(sheet, first, newcomer, Instant.MAX);
    addGrant(sheet.rows(), tenant, first, new Given("tenant-admin", Tables.NEVER, "first"));
    return changed;
  }

  void addTenant(Transaction rows, TenantId tenant, String title) {
    Row row =
        Row.empty().with("id", tenant.value()).with("title", title).with("created", chance.now());
    rows.insert(PrincipalId.PROVIDER, Tables.TENANTS, row);
  }

  private Change.Changed create(Sheet sheet, PrincipalId id, Newcomer newcomer, Instant until) {
    if (principal(sheet.rows(), id, false) != null) {
      throw AccessRefused.taken(id.name());
    }
    addPrincipal(sheet.rows(), new Principal(id, newcomer.kind(), title(newcomer.title())));
    boolean source = newcomer.kind() == Principal.Kind.SOURCE;
    Message what =
        source
            ? Message.of("access.deed.source", id, newcomer.title())
            : Message.of("access.deed.person", id, newcomer.title());
    deed(sheet, id.home(), what);
    return token(sheet, id, until);
  }

  void addPrincipal(Transaction rows, Principal principal) {
    Row row =
        Row.empty()
            .with("id", principal.id().name())
            .with("kind", principal.kind().name())
            .with("title", principal.title())
            .with("created", chance.now())
            .with("disabled", 0);
    rows.insert(principal.id().home(), Tables.PRINCIPALS, row);
  }

  private Change.Changed token(Sheet sheet, PrincipalId id, Instant until) {
    long expires = end(until);
    String text = Token.make(chance.secrets());
    String tokenId = addToken(sheet.rows(), id, Token.hash(text), expires);
    deed(sheet, id.home(), Message.of("access.deed.token", id, tokenId, shown(expires)));
    return new Change.Changed(tokenId, text);
  }

  String addToken(Transaction rows, PrincipalId id, String hash, long expires) {
    String tokenId = Token.makeId(chance.secrets());
    Row row =
        Row.empty()
            .with("id", tokenId)
            .with("principal", id.name())
            .with("hash", hash)
            .with("created", chance.now())
            .with("expires", expires)
            .with("revoked", 0);
    rows.insert(id.home(), Tables.TOKENS, row);
    return tokenId;
  }

  private Change.Changed issue(Sheet sheet, Change.IssueToken it) {
    return token(sheet, living(sheet, it.tenant(), it.name()), it.until());
  }

  private Change.Changed revoke(Sheet sheet, Change.RevokeToken it) {
    PrincipalId id = named(it.tenant(), it.name());
    Find valid =
        Find.in(Tables.TOKENS)
            .where(
                Condition.is("principal", id.name()),
                Condition.is("id", plain(it.token())),
                Condition.is("revoked", 0));
    endAll(sheet.rows(), it.tenant(), valid, "revoked");
    deed(sheet, it.tenant(), Message.of("access.deed.revoke", id, it.token()));
    return new Change.Changed(it.token(), "");
  }

  private void endAll(Transaction rows, TenantId tenant, Find meant, String column) {
    if (rows.update(tenant, meant, Row.empty().with(column, chance.now())) == 0) {
      throw AccessRefused.missing();
    }
  }

  private Change.Changed disable(Sheet sheet, Change.Disable it) {
    PrincipalId id = living(sheet, it.tenant(), it.name());
    Condition same = Condition.is("id", id.name());
    endAll(sheet.rows(), it.tenant(), Find.in(Tables.PRINCIPALS).where(same), "disabled");
    Find tokens =
        Find.in(Tables.TOKENS)
            .where(Condition.is("principal", id.name()), Condition.is("revoked", 0));
    sheet.rows().update(it.tenant(), tokens, Row.empty().with("revoked", chance.now()));
    Find networks = Find.in(Tables.NETWORKS).where(Condition.is("source", id.name()));
    sheet.rows().delete(it.tenant(), networks);
    deed(sheet, it.tenant(), Message.of("access.deed.disable", id));
    return new Change.Changed(id.name(), "");
  }

  private Change.Changed give(Sheet sheet, Change.GiveRole it) {
    boolean guest = isGuest(it.tenant(), it.person());
    Row person = principal(sheet.rows(), it.person(), true);
    if (person == null || !person.text("kind").equals(Principal.Kind.PERSON.name())) {
      throw AccessRefused.missing();
    }
    Role role = roles.find(it.role());
    Role.Reach reach =
        it.tenant().equals(PrincipalId.PROVIDER) ? Role.Reach.PROVIDER : Role.Reach.TENANT;
    if (role == null || role.reach() != reach) {
      throw AccessRefused.invalid(Message.of("access.invalid.role", it.role()));
    }
    long until = end(it.until());
    if (guest && (until == Tables.NEVER || it.reason().isBlank())) {
      throw AccessRefused.invalid(Message.of("access.invalid.guest", it.person()));
    }
    String reason = it.reason().isEmpty() ? "" : title(it.reason());
    sheet.rows().delete(it.tenant(), grant(it.person(), it.role()));
    addGrant(sheet.rows(), it.tenant(), it.person(), new Given(it.role(), until, reason));
    deed(
        sheet,
        it.tenant(),
        Message.of("access.deed.give", it.person(), it.role(), shown(until), reason));
    return new Change.Changed(it.role(), "");
  }

  /// A person of the provider in a tenant of a customer. People of other customers are not to be
  /// seen.
  private static boolean isGuest(TenantId tenant, PrincipalId person) {
    if (person.home().equals(tenant)) {
      return false;
    }
    if (!person.home().equals(PrincipalId.PROVIDER)) {
      throw AccessRefused.missing();
    }
    return true;
  }

  /// A role as it is given.
  record Given(String role, long until, String reason) {}

  void addGrant(Transaction rows, TenantId tenant, PrincipalId person, Given given) {
    Row row =
        Row.empty()
            .with("home", person.home().value())
            .with("principal", person.name())
            .with("role", given.role())
            .with("until", given.until())
            .with("reason", given.reason())
            .with("granted", chance.now());
    rows.insert(tenant, Tables.GRANTS, row);
  }

  private static Find grant(PrincipalId person, String role) {
    return Find.in(Tables.GRANTS)
        .where(
            Condition.is("home", person.home().value()),
            Condition.is("principal", person.name()),
            Condition.is("role", plain(role)));
  }

  private Change.Changed take(Sheet sheet, Change.TakeRole it) {
    if (sheet.rows().delete(it.tenant(), grant(it.person(), it.role())) == 0) {
      throw AccessRefused.missing();
    }
    deed(sheet, it.tenant(), Message.of("access.deed.take", it.person(), it.role()));
    return new Change.Changed(it.role(), "");
  }

  private Change.Changed allow(Sheet sheet, Change.AllowNetwork it) {
    PrincipalId source = living(sheet, it.tenant(), it.source());
    Row row = principal(sheet.rows(), source, true);
    if (row == null || !row.text("kind").equals(Principal.Kind.SOURCE.name())) {
      throw AccessRefused.missing();
    }
    if (Cidr.parse(it.network()) == null) {
      throw AccessRefused.invalid(Message.of("access.invalid.network", it.network()));
    }
    String id = Token.makeId(chance.secrets());
    sheet
        .rows()
        .insert(
            it.tenant(),
            Tables.NETWORKS,
            Row.empty()
                .with("id", id)
                .with("door", name(it.door()))
                .with("network", it.network())
                .with("source", source.name())
                .with("created", chance.now()));
    Message what = Message.of("access.deed.allow", it.network(), it.door(), source);
    deed(sheet, PrincipalId.PROVIDER, what);
    deed(sheet, it.tenant(), what);
    return new Change.Changed(id, "");
  }

  private Change.Changed forbid(Sheet sheet, Change.ForbidNetwork it) {
    Find meant = Find.in(Tables.NETWORKS).where(Condition.is("id", plain(it.network())));
    Row row = sheet.rows().row(it.tenant(), meant);
    if (row == null) {
      throw AccessRefused.missing();
    }
    sheet.rows().delete(it.tenant(), meant);
    Message what =
        Message.of(
            "access.deed.forbid",
            row.text("network"),
            row.text("door"),
            new PrincipalId(it.tenant(), row.text("source")));
    deed(sheet, PrincipalId.PROVIDER, what);
    deed(sheet, it.tenant(), what);
    return new Change.Changed(it.network(), "");
  }

  private static PrincipalId living(Sheet sheet, TenantId tenant, String name) {
    PrincipalId id = named(tenant, name);
    if (principal(sheet.rows(), id, true) == null) {
      throw AccessRefused.missing();
    }
    return id;
  }

  private static @Nullable Row principal(Transaction rows, PrincipalId id, boolean alive) {
    Find meant = Find.in(Tables.PRINCIPALS).where(Condition.is("id", id.name()));
    return rows.row(id.home(), alive ? meant.where(Condition.is("disabled", 0)) : meant);
  }

  /// The id of a name that others wrote; no name at all is as good as an unknown one.
  private static PrincipalId named(TenantId tenant, String name) {
    if (!PrincipalId.isName(name)) {
      throw AccessRefused.missing();
    }
    return new PrincipalId(tenant, name);
  }

  private static String plain(String text) {
    if (!PrincipalId.isName(text)) {
      throw AccessRefused.missing();
    }
    return text;
  }

  private static String name(String text) {
    if (!PrincipalId.isName(text)) {
      throw AccessRefused.invalid(Message.of("access.invalid.name", text));
    }
    return text;
  }

  private static String title(String text) {
    boolean control = text.chars().anyMatch(Character::isISOControl);
    if (text.isBlank() || text.length() > LONGEST_TITLE || control || !Row.canKeep(text)) {
      throw AccessRefused.invalid(Message.of("access.invalid.title", LONGEST_TITLE));
    }
    return text;
  }

  private long end(Instant until) {
    long end = Chance.nanos(until);
    if (end <= chance.now()) {
      throw AccessRefused.invalid(Message.of("access.invalid.until", until));
    }
    return end;
  }

  private static String shown(long end) {
    return end == Tables.NEVER ? "-" : Instant.ofEpochSecond(end / 1_000_000_000L).toString();
  }
}
