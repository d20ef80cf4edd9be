// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.event.TenantId;
import dev.shirube.match.Cidr;
import org.jspecify.annotations.Nullable;

/// Which right a change needs, and where; looked at before anything is written.
final class Permit {
  private final Requirement room;
  private final Roster roster;
  private final Roles roles;

  /// Goes on only if a principal may do something in a tenant.
  @FunctionalInterface
  interface Requirement {
    void require(PrincipalId principal, TenantId tenant, Right right);
  }

  Permit(Requirement room, Roster roster, Roles roles) {
    this.room = room;
    this.roster = roster;
    this.roles = roles;
  }

  /// @throws AccessRefused if it is not allowed
  void check(PrincipalId by, Change change) {
    switch (change) {
      case Change.CreateTenant it -> room.require(by, PrincipalId.PROVIDER, it.right());
      case Change.AllowNetwork it -> {
        room.require(by, PrincipalId.PROVIDER, it.right());
        checkTenant(it.tenant());
        if (Cidr.parse(it.network()) != null && roster.isTaken(it.door(), it.network())) {
          throw AccessRefused.taken(it.network());
        }
      }
      case Change.ForbidNetwork it -> {
        room.require(by, PrincipalId.PROVIDER, it.right());
        checkTenant(it.tenant());
      }
      case Change.CreateSource it -> inTenant(by, it);
      case Change.CreatePerson it -> inTenant(by, it);
      case Change.GiveRole it -> inTenant(by, it);
      case Change.TakeRole it -> inTenant(by, it);
      case Change.IssueToken it -> checkToken(by, it, it.name());
      case Change.RevokeToken it -> checkPrincipal(by, it, it.name());
      case Change.Disable it -> checkPrincipal(by, it, it.name());
    }
  }

  private void inTenant(PrincipalId by, Change change) {
    room.require(by, change.tenant(), change.right());
  }

  private void checkTenant(TenantId tenant) {
    if (!roster.tenants().containsKey(tenant)) {
      throw AccessRefused.missing();
    }
  }

  /// About one principal: sources and people need different rights. The local administrator is
  /// changed by whoever has the machine alone. People may end their own tokens.
  private void checkPrincipal(PrincipalId by, Change change, String name) {
    Principal principal = find(change.tenant(), name);
    if (isOwn(by, principal) && change instanceof Change.RevokeToken) {
      return;
    }
    boolean source = principal != null && principal.kind() == Principal.Kind.SOURCE;
    room.require(by, change.tenant(), source ? Right.SOURCES_CHANGE : Right.PEOPLE_CHANGE);
    if (principal != null && principal.kind() == Principal.Kind.ADMINISTRATOR) {
      throw AccessRefused.forbidden(change.right());
    }
  }

  /// A new token is a way to be someone. Nobody gets one for a person who has roles in other
  /// tenants, which the giver may not have, but that person.
  private void checkToken(PrincipalId by, Change change, String name) {
    Principal principal = find(change.tenant(), name);
    if (isOwn(by, principal)) {
      return;
    }
    checkPrincipal(by, change, name);
    boolean elsewhere =
        principal != null
            && roster.grants(principal.id()).stream()
                .anyMatch(grant -> !grant.tenant().equals(change.tenant()));
    if (elsewhere) {
      throw AccessRefused.forbidden(change.right());
    }
  }

  private boolean isOwn(PrincipalId by, @Nullable Principal principal) {
    return principal != null
        && principal.id().equals(by)
        && principal.kind() == Principal.Kind.PERSON
        && !roles.isLocked();
  }

  private @Nullable Principal find(TenantId tenant, String name) {
    return PrincipalId.isName(name) ? roster.principal(new PrincipalId(tenant, name)) : null;
  }
}
