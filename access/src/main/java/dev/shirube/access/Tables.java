// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import static dev.shirube.records.Table.Column.number;
import static dev.shirube.records.Table.Column.text;

import dev.shirube.records.Table;

/// The tables of this room; V2__access.sql makes them.
final class Tables {
  static final Table TENANTS =
      Table.of("access_tenants", text("id"), text("title"), number("created"));
  static final Table PRINCIPALS =
      Table.of(
          "access_principals",
          text("id"),
          text("kind"),
          text("title"),
          number("created"),
          number("disabled"));
  static final Table TOKENS =
      Table.of(
          "access_tokens",
          text("id"),
          text("principal"),
          text("hash"),
          number("created"),
          number("expires"),
          number("revoked"));
  static final Table GRANTS =
      Table.of(
          "access_grants",
          text("home"),
          text("principal"),
          text("role"),
          number("until"),
          text("reason"),
          number("granted"));
  static final Table NETWORKS =
      Table.of(
          "access_networks",
          text("id"),
          text("door"),
          text("network"),
          text("source"),
          number("created"));
  static final Table VERSIONS = Table.of("access_versions", number("version"));

  /// An end that never comes.
  static final long NEVER = Long.MAX_VALUE;

  private Tables() {}
}
