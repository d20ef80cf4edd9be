// SPDX-License-Identifier: Apache-2.0
package dev.shirube.enrich;

import dev.shirube.event.TenantId;
import dev.shirube.match.Address;
import dev.shirube.match.Cidr;
import dev.shirube.match.CidrIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The networks of all tenants, to look addresses up in. Never changes once made; for any thread.
public final class Networks {
  private final Map<TenantId, Named> byTenant;

  private Networks(Map<TenantId, Named> byTenant) {
    this.byTenant = byTenant;
  }

  /// One tenant's networks, those of the longest prefix first.
  private record Named(CidrIndex index, byte[][] names) {}

  /// Of networks, which may lie in each other.
  public static Networks of(List<Network> networks) {
    Map<TenantId, List<Network>> sorted = new HashMap<>();
    for (Network network : networks) {
      sorted.computeIfAbsent(network.tenant(), _ -> new ArrayList<>()).add(network);
    }
    Map<TenantId, Named> byTenant = new HashMap<>();
    sorted.forEach((tenant, its) -> byTenant.put(tenant, named(its)));
    return new Networks(byTenant);
  }

  private static Named named(List<Network> networks) {
    List<Network> narrow = new ArrayList<>(networks);
    narrow.sort((one, other) -> Integer.compare(other.range().bits(), one.range().bits()));
    List<Cidr> ranges = narrow.stream().map(Network::range).toList();
    byte[][] names =
        narrow.stream()
            .map(network -> network.name().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return new Named(new CidrIndex(ranges), names);
  }

  public boolean isEmpty() {
    return byTenant.isEmpty();
  }

  /// Whether a tenant has named any network.
  public boolean hasAny(TenantId tenant) {
    return byTenant.containsKey(tenant);
  }

  /// The name of the smallest network of a tenant that an address lies in, in UTF-8; null when it
  /// lies in none.
  byte @Nullable [] find(TenantId tenant, Address address) {
    Named named = byTenant.get(tenant);
    if (named == null) {
      return null;
    }
    int[] first = {Integer.MAX_VALUE};
    named.index.search(address, number -> first[0] = Math.min(first[0], number));
    return first[0] == Integer.MAX_VALUE ? null : named.names[first[0]];
  }
}
