// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import dev.shirube.event.TenantId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The tenants whose rows one transaction may touch, each named. There is no scope of all.
///
/// @param tenants one or more
public record Scope(Set<TenantId> tenants) {
  public Scope {
    tenants = Set.copyOf(tenants);
    if (tenants.isEmpty()) {
      throw new IllegalArgumentException("a scope without a tenant");
    }
  }

  /// One tenant, or some.
  public static Scope of(TenantId first, TenantId... more) {
    Set<TenantId> tenants = new LinkedHashSet<>(List.of(more));
    tenants.add(first);
    return new Scope(tenants);
  }
}
