// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.event.TenantId;
import java.time.Instant;

/// Something that changes who may do what. Each needs a right, names its tenant, and becomes a deed
/// in that tenant's chain.
public sealed interface Change {
  /// The tenant it is about.
  TenantId tenant();

  /// The right it needs, and where: in the tenant, or at the provider.
  Right right();

  /// Makes a tenant, and the person who administers it first. Gives that person's first token.
  ///
  /// @param title the tenant's name for people
  /// @param administrator the person's name
  record CreateTenant(TenantId tenant, String title, String administrator) implements Change {
    @Override
    public Right right() {
      return Right.TENANTS_CHANGE;
    }
  }

  /// Adds a source. Gives its first token.
  ///
  /// @param until when the token ends; {@link Instant#MAX} for never
  record CreateSource(TenantId tenant, String name, String title, Instant until) implements Change {
    @Override
    public Right right() {
      return Right.SOURCES_CHANGE;
    }
  }

  /// Adds a person, who may do nothing yet. Gives the person's first token.
  record CreatePerson(TenantId tenant, String name, String title, Instant until) implements Change {
    @Override
    public Right right() {
      return Right.PEOPLE_CHANGE;
    }
  }

  /// Gives a principal one more token, so that the old one can be exchanged without a gap.
  record IssueToken(TenantId tenant, String name, Instant until) implements Change {
    @Override
    public Right right() {
      return Right.PEOPLE_CHANGE;
    }
  }

  /// Ends one token.
  ///
  /// @param token its id
  record RevokeToken(TenantId tenant, String name, String token) implements Change {
    @Override
    public Right right() {
      return Right.PEOPLE_CHANGE;
    }
  }

  /// Ends a person or source: all its tokens, sessions, roles and networks at once. Its name stays
  /// taken, as old deeds speak of it.
  record Disable(TenantId tenant, String name) implements Change {
    @Override
    public Right right() {
      return Right.PEOPLE_CHANGE;
    }
  }

  /// Gives a role in this tenant to a person of the tenant, or of the provider.
  ///
  /// @param until when it ends; people of the provider get no role in a customer's tenant for ever
  /// @param reason why, such as the number of a ticket; never empty for people of the provider
  record GiveRole(TenantId tenant, PrincipalId person, String role, Instant until, String reason)
      implements Change {
    @Override
    public Right right() {
      return Right.PEOPLE_CHANGE;
    }
  }

  /// Takes a role away.
  record TakeRole(TenantId tenant, PrincipalId person, String role) implements Change {
    @Override
    public Right right() {
      return Right.PEOPLE_CHANGE;
    }
  }

  /// Says that what comes to a door from a network is from a source.
  ///
  /// @param door the door's name, such as syslog
  /// @param network such as 192.0.2.0/24
  record AllowNetwork(TenantId tenant, String source, String door, String network)
      implements Change {
    @Override
    public Right right() {
      return Right.NETWORKS_CHANGE;
    }
  }

  /// Says that it is no longer so.
  ///
  /// @param network the id that {@link AllowNetwork} gave
  record ForbidNetwork(TenantId tenant, String network) implements Change {
    @Override
    public Right right() {
      return Right.NETWORKS_CHANGE;
    }
  }

  /// What a change gave.
  ///
  /// @param id of the principal, token or network that was made or ended
  /// @param token the text of a new token, shown this once and kept nowhere; empty if there is none
  record Changed(String id, String token) {
    /// Without the token.
    @Override
    public String toString() {
      return "Changed[" + id + "]";
    }
  }
}
