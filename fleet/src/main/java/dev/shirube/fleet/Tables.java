// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import static dev.shirube.records.Table.Column.number;
import static dev.shirube.records.Table.Column.text;

import dev.shirube.records.Table;

/// The tables of this room; V3__fleet.sql and V4__fleet_groups.sql make them.
final class Tables {
  static final Table TOKENS =
      Table.of(
          "fleet_tokens",
          text("id"),
          text("hash"),
          text("maker"),
          number("created"),
          number("expires"),
          number("used"),
          text("agent"));
  static final Table HOSTS =
      Table.of(
          "fleet_hosts",
          text("agent"),
          text("hostname"),
          text("os"),
          text("kernel"),
          text("version"),
          number("first_seen"),
          number("last_seen"),
          number("clock_offset"),
          number("silent"),
          number("revoked"),
          number("twice"),
          text("detail"));
  static final Table CERTIFICATES =
      Table.of(
          "fleet_certificates",
          text("fingerprint"),
          text("agent"),
          text("serial"),
          text("public_key"),
          number("issued"),
          number("until"),
          number("revoked"));
  static final Table LIVES =
      Table.of("fleet_lives", text("agent"), text("boot"), number("epoch"), number("number"));
  static final Table LANES =
      Table.of(
          "fleet_lanes",
          text("agent"),
          number("epoch"),
          text("lane"),
          number("begun"),
          number("expected"));
  static final Table POLICIES =
      Table.of("fleet_policies", text("agent"), number("version"), text("policy"));

  static final Table GROUPS = Table.of("fleet_groups", text("agent"), text("name"));
  static final Table SIGHTINGS =
      Table.of(
          "fleet_sightings",
          text("host"),
          text("hostname"),
          text("address"),
          text("machine"),
          text("source"),
          number("first_seen"),
          number("last_seen"));

  private Tables() {}
}
