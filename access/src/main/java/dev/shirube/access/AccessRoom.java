// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.audit.Chain;
import dev.shirube.audit.Deed;
import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import dev.shirube.records.Records;
import dev.shirube.records.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Who someone is, and what they may do: asked by every door, route and command before anything
/// else is done. What is not allowed by a role is denied. Everything is answered from memory; a
/// change is in force when {@link #change} returns, and in other processes at their next {@link
/// #upkeep}. May be used by many threads.
public final class AccessRoom {
  /// The folders of the class path with the steps this room needs, for {@link Records#open}.
  public static final List<String> MIGRATIONS = List.of(Chain.MIGRATIONS);

  private static final int MOST_ADDRESSES_TOLD = 20;
  private static final long TELL_EACH = Duration.ofMinutes(1).toNanos();

  private final Records records;
  private final Chain chain;
  private final Roles roles;
  private final Chance chance;
  private final Clerk clerk;
  private final WrongTokens wrong = new WrongTokens();
  private final Map<PrincipalId, AtomicLong> refusals = new ConcurrentHashMap<>();
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Roster roster;
  private volatile long told;
  private boolean fresh;

  private AccessRoom(Records records, Chain chain, Roles roles, Chance chance) {
    this.records = records;
    this.chain = chain;
    this.roles = roles;
    this.chance = chance;
    this.clerk = new Clerk(chain, roles, chance);
    this.roster = Roster.read(records);
    this.told = chance.now();
  }

  /// Opens the room. At the very first start there is nobody: then the tenant {@link
  /// TenantId#LOCAL} and the local administrator are made, and the administrator's token is written
  /// to a file that its owner alone may read.
  ///
  /// @param records opened with {@link #MIGRATIONS}
  /// @param administratorFile where the token is written
  /// @throws IOException if that file cannot be written; nobody was made then
  public static AccessRoom open(
      Records records, Chain chain, Roles roles, Chance chance, Path administratorFile)
      throws IOException {
    AccessRoom room = new AccessRoom(records, chain, roles, chance);
    Administrator administrator = new Administrator(records, chain, room.clerk, chance);
    if (room.roster.principal(Administrator.ID) == null) {
      administrator.make(administratorFile);
      room.reload();
      room.fresh = true;
    }
    return room;
  }

  /// Whether this was the very first start, and there was nobody before it.
  public boolean isNew() {
    return fresh;
  }

  /// The local administrator, for what is set up at the first start.
  public static PrincipalId administrator() {
    return Administrator.ID;
  }

  /// Ends all tokens of the local administrator and writes a new one to a file: for whoever has the
  /// machine and has lost the token. Not to be reached over a network.
  public void renewAdministrator(Path administratorFile) throws IOException {
    changing.lock();
    try {
      new Administrator(records, chain, clerk, chance).renew(administratorFile);
      reload();
    } finally {
      changing.unlock();
    }
  }

  private void reload() {
    roster = Roster.read(records);
  }

  /// Who shows a token. Costs a check of its form and one hash, and never a look at the disk. An
  /// address that shows too many wrong ones is told to wait; a right token is known from there all
  /// the same, as honest sources may share the address.
  ///
  /// @param token as it came, whatever it is
  /// @param peer the address it came from
  public Knowing know(String token, String peer) {
    Roster seen = roster;
    if (Token.isWellFormed(token)) {
      Roster.Held held = seen.tokenOfHash(Token.hash(token));
      Knowing.Known known = held == null ? null : known(seen, held);
      if (known != null) {
        return known;
      }
    }
    Duration pause = wrong.count(peer, chance.now());
    return pause.isZero() ? new Knowing.Unknown() : new Knowing.TooMany(pause);
  }

  /// Whether one who was known is so still: for sessions and long answers, at each step.
  public Knowing again(Knowing.Known before) {
    Roster seen = roster;
    PrincipalId id = before.principal().id();
    if (before.token().isEmpty()) {
      Principal living = seen.principal(id);
      return living == null ? new Knowing.Unknown() : known(seen, living, "");
    }
    Roster.Held held = seen.token(id, before.token());
    Knowing.Known known = held == null ? null : known(seen, held);
    return known == null ? new Knowing.Unknown() : known;
  }

  /// Who sends from an address to a door that has no tokens, such as syslog; by the most exact
  /// network that was allowed there.
  public Knowing from(String door, String peer) {
    Roster seen = roster;
    Principal source = seen.source(door, peer);
    return source == null ? new Knowing.Unknown() : known(seen, source, "");
  }

  private Knowing.@Nullable Known known(Roster seen, Roster.Held held) {
    Principal principal = seen.principal(held.principal());
    boolean expired = held.expires() != Tables.NEVER && held.expires() <= chance.now();
    return principal == null || expired ? null : known(seen, principal, held.id());
  }

  private Knowing.Known known(Roster seen, Principal principal, String token) {
    Map<TenantId, Set<String>> given = new HashMap<>();
    for (Role role : roles.all()) {
      if (principal.kind() == Principal.Kind.SOURCE && role.reach() == Role.Reach.SOURCE) {
        given.computeIfAbsent(principal.id().home(), _ -> new TreeSet<>()).add(role.id());
      }
    }
    for (Roster.Grant grant : seen.grants(principal.id())) {
      if (isLive(grant)) {
        given.computeIfAbsent(grant.tenant(), _ -> new TreeSet<>()).add(grant.role());
      }
    }
    return new Knowing.Known(principal, given, token);
  }

  private boolean isLive(Roster.Grant grant) {
    return grant.until() == Tables.NEVER || grant.until() > chance.now();
  }

  /// Goes on only if a principal may do something in a tenant, now.
  ///
  /// @throws AccessRefused MISSING if it has no role in the tenant, or there is no such tenant: the
  ///   one cannot be told from the other; FORBIDDEN if none of its roles there allows it
  public void require(PrincipalId principal, TenantId tenant, Right right) {
    AccessRefused refused = refusal(roster, principal, tenant, right);
    if (refused != null) {
      refusals.computeIfAbsent(principal, _ -> new AtomicLong()).incrementAndGet();
      throw refused;
    }
  }

  /// Whether a principal may do something in a tenant, now: to decide what to show.
  public boolean may(PrincipalId principal, TenantId tenant, Right right) {
    return refusal(roster, principal, tenant, right) == null;
  }

  private @Nullable AccessRefused refusal(
      Roster seen, PrincipalId id, TenantId tenant, Right right) {
    Principal principal = seen.principal(id);
    if (principal == null) {
      return AccessRefused.missing();
    }
    Set<String> given = known(seen, principal, "").roles().getOrDefault(tenant, Set.of());
    for (String role : given) {
      Role found = roles.find(role);
      if (found != null && found.rights().contains(right)) {
        return null;
      }
    }
    return given.isEmpty() ? AccessRefused.missing() : AccessRefused.forbidden(right);
  }

  /// Changes who may do what, and adds the deed to the tenant's chain: both, durably, or neither.
  ///
  /// @throws AccessRefused if it is not allowed, makes no sense, or is about nothing that is there
  public Change.Changed change(PrincipalId by, Change change) {
    changing.lock();
    try {
      new Permit(this::require, roster, roles).check(by, change);
      Scope scope = Scope.of(PrincipalId.PROVIDER, change.tenant());
      Change.Changed changed =
          records.write(scope, rows -> clerk.write(by.toString(), change, rows));
      reload();
      return changed;
    } finally {
      changing.unlock();
    }
  }

  /// All tenants and their titles, for whoever may make tenants; else only those in which the asker
  /// has a role.
  public Map<TenantId, String> tenants(PrincipalId asker) {
    Roster seen = roster;
    Map<TenantId, String> all = new LinkedHashMap<>(seen.tenants());
    if (refusal(seen, asker, PrincipalId.PROVIDER, Right.TENANTS_CHANGE) == null) {
      return all;
    }
    Principal principal = seen.principal(asker);
    Set<TenantId> seenBy =
        principal == null ? Set.of() : known(seen, principal, "").roles().keySet();
    all.keySet().retainAll(seenBy);
    return all;
  }

  /// The living principals of a tenant, by name.
  ///
  /// @throws AccessRefused if the asker may not see them
  public List<Principal> principals(PrincipalId asker, TenantId tenant, Principal.Kind kind) {
    require(asker, tenant, kind == Principal.Kind.SOURCE ? Right.STATUS_READ : Right.PEOPLE_CHANGE);
    return roster.principals(tenant).stream().filter(it -> it.kind() == kind).toList();
  }

  /// To be called about once a second. Takes over what other processes changed; once a minute
  /// writes down how many wrong tokens and refused demands there were.
  public void upkeep() {
    long version =
        records.read(Scope.of(PrincipalId.PROVIDER), transaction -> Roster.versionOf(transaction));
    if (version != roster.version()) {
      reload();
    }
    long now = chance.now();
    if (now - told >= TELL_EACH || now < told) {
      told = now;
      tell(now);
    }
  }

  private void tell(long now) {
    for (WrongTokens.Count count : wrong.take(MOST_ADDRESSES_TOLD, now)) {
      Message what = Message.of("access.deed.wrong", count.wrong(), count.address());
      chain.append(PrincipalId.PROVIDER, new Deed(count.address(), what));
    }
    for (PrincipalId id : List.copyOf(refusals.keySet())) {
      AtomicLong count = refusals.remove(id);
      if (count != null) {
        Message what = Message.of("access.deed.refused", count.get(), id);
        chain.append(id.home(), new Deed(id.toString(), what));
      }
    }
  }
}
