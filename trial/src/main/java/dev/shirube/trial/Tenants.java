// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Chance;
import dev.shirube.access.Change;
import dev.shirube.access.PrincipalId;
import dev.shirube.access.Roles;
import dev.shirube.audit.Chain;
import dev.shirube.catalog.Content;
import dev.shirube.event.TenantId;
import dev.shirube.installation.DataFolder;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The three tenants of a trial, with a source and a person each. A source is known by its token,
/// and at the door for RELP by the address it sends from.
///
/// @param all in the order of the addresses
public record Tenants(List<Tenant> all) {
  private static final List<String> NAMES = List.of("ume", "take", "matsu");

  /// One of them.
  ///
  /// @param sending the token of its source
  /// @param reading the token of its person
  public record Tenant(TenantId id, String sending, String reading) {}

  public Tenants {
    all = List.copyOf(all);
  }

  /// The tenant of the sender of a number.
  public Tenant of(int number) {
    return all.get(number % all.size());
  }

  /// Where the product lies that is under test.
  public static Path root() {
    return Path.of(System.getProperty("shirube.root", "..")).toAbsolutePath();
  }

  /// Makes the tenants, before the product is started.
  ///
  /// @param network what the addresses that send by RELP begin with; the tenants have 1, 2 and 3
  public static Tenants make(DataFolder data, String network) throws IOException {
    Files.createDirectories(data.root());
    List<Tenant> made = new ArrayList<>();
    Clock clock = Clock.systemUTC();
    try (Records records =
        Records.open(new Place.LocalFile(data.records()), AccessRoom.MIGRATIONS)) {
      AccessRoom access =
          AccessRoom.open(
              records,
              new Chain(records, clock),
              Roles.load(new Content(root().resolve("content"))).roles(),
              new Chance(clock, new SecureRandom()),
              data.administratorToken());
      for (String name : NAMES) {
        made.add(make(access, new TenantId(name), network + (made.size() + 1)));
      }
    }
    return new Tenants(made);
  }

  private static Tenant make(AccessRoom access, TenantId tenant, String address) {
    PrincipalId first = new PrincipalId(tenant, "first");
    Change.Changed person =
        access.change(
            AccessRoom.administrator(),
            new Change.CreateTenant(tenant, tenant.value(), first.name()));
    Change.Changed _ =
        access.change(first, new Change.GiveRole(tenant, first, "viewer", Instant.MAX, "trial"));
    Change.Changed source =
        access.change(first, new Change.CreateSource(tenant, "beats", "Beats", Instant.MAX));
    Change.Changed _ =
        access.change(
            AccessRoom.administrator(),
            new Change.AllowNetwork(tenant, "beats", "relp", address + "/32"));
    return new Tenant(tenant, source.token(), person.token());
  }
}
