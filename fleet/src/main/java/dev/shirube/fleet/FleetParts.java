// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.audit.Chain;
import dev.shirube.certificates.Authority;
import dev.shirube.gateway.Inbox;
import dev.shirube.records.Records;

/// What the room works with.
///
/// @param records opened with the steps of all rooms
/// @param chain of the same records
/// @param authority issues the certificates of agents
/// @param inbox takes events about agents
public record FleetParts(
    Records records,
    Chain chain,
    Authority authority,
    Inbox inbox,
    FleetLimits limits,
    FleetTime time) {}
