// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.audit.Chain;
import dev.shirube.audit.ChainEntry;
import dev.shirube.audit.Deed;
import dev.shirube.catalog.Message;
import dev.shirube.certificates.Authority;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Inbox;
import dev.shirube.records.Records;
import dev.shirube.records.Transaction;

/// What the room works with.
///
/// @param records opened with the steps of all rooms
/// @param chain of the same records
/// @param authority issues the certificates of agents
/// @param inbox takes events about agents
/// @param sightings hosts that events of other sources come from
public record FleetParts(
    Records records,
    Chain chain,
    Authority authority,
    Inbox inbox,
    FleetLimits limits,
    FleetTime time,
    Sightings sightings) {

  /// Adds a deed to a tenant's chain, together with what else a transaction does.
  void deed(Transaction rows, TenantId tenant, String who, Message what) {
    ChainEntry _ = chain.append(tenant, rows, new Deed(who, what));
  }
}
