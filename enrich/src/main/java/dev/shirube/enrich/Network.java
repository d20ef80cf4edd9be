// SPDX-License-Identifier: Apache-2.0
package dev.shirube.enrich;

import dev.shirube.event.TenantId;
import dev.shirube.match.Cidr;

/// A network as its people call it, such as "head office" for 10.1.0.0/16.
///
/// @param tenant whose name it is; no other tenant's events ever show it
/// @param range the addresses
/// @param name what people call it
public record Network(TenantId tenant, Cidr range, String name) {
  public Network {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a network without a name: " + range);
    }
  }
}
