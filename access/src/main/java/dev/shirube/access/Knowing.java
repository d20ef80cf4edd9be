// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.event.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Whether the one who asks is known.
public sealed interface Knowing {
  /// It is known.
  ///
  /// @param principal who it is
  /// @param roles its roles in each tenant it has any in, as they were at that moment; what it may
  ///   do is asked anew each time
  /// @param token the id of the token it came with, for {@link AccessRoom#again}; empty when it was
  ///   known by its address
  record Known(Principal principal, Map<TenantId, Set<String>> roles, String token)
      implements Knowing {
    public Known {
      roles = Map.copyOf(roles);
    }

    /// The tenant it belongs to. All that a source sends is of this tenant, whatever it says.
    public TenantId tenant() {
      return principal.id().home();
    }
  }

  /// Nobody we know; nothing is said of why.
  record Unknown() implements Knowing {}

  /// Nobody we know, once too often from this address.
  ///
  /// @param pause after how long it may try again
  record TooMany(Duration pause) implements Knowing {}
}
