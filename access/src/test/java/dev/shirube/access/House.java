// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.audit.Chain;
import dev.shirube.catalog.Content;
import dev.shirube.event.TenantId;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/// An installation with two customers, for tests.
final class House implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("shirube.root", ".."));
  static final TenantId ONE = new TenantId("one");
  static final TenantId TWO = new TenantId("two");
  static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
  static final String PEER = "192.0.2.7";

  final Path folder;
  final Records records;
  final Chain chain;
  final Time time = new Time();
  final Roles roles;
  final AccessRoom room;
  final PrincipalId administrator = Administrator.ID;

  /// A clock that is set by hand.
  static final class Time implements InstantSource {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    void pass(Duration duration) {
      now = now.plus(duration);
    }
  }

  House(Path folder) {
    this(folder, roles());
  }

  House(Path folder, Roles roles) {
    this.folder = folder;
    this.roles = roles;
    this.records = Records.open(new Place.LocalFile(database()), AccessRoom.MIGRATIONS);
    this.chain = new Chain(records, time);
    this.room = another(records);
  }

  Path database() {
    return folder.resolve("records.db");
  }

  Path tokenFile() {
    return folder.resolve("administrator.token");
  }

  static Roles roles() {
    try {
      return Roles.load(new Content(ROOT.resolve("content"))).roles();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The room of another process on the same records.
  AccessRoom another(Records other) {
    try {
      Chance chance = new Chance(time, new Random(folder.hashCode()));
      return AccessRoom.open(other, new Chain(other, time), roles, chance, tokenFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String administratorToken() throws IOException {
    return Files.readString(tokenFile()).strip();
  }

  Knowing.Known known(String token) {
    return (Knowing.Known) room.know(token, PEER);
  }

  /// Makes a tenant; its first administrator is boss.
  PrincipalId tenant(TenantId tenant) {
    room.change(administrator, new Change.CreateTenant(tenant, "Customer", "boss"));
    return new PrincipalId(tenant, "boss");
  }

  /// Makes a person with a role, by the tenant's boss.
  String person(TenantId tenant, String name, String role) {
    PrincipalId boss = new PrincipalId(tenant, "boss");
    String token =
        room.change(boss, new Change.CreatePerson(tenant, name, name, Instant.MAX)).token();
    PrincipalId id = new PrincipalId(tenant, name);
    room.change(boss, new Change.GiveRole(tenant, id, role, Instant.MAX, ""));
    return token;
  }

  String source(TenantId tenant, String name) {
    PrincipalId boss = new PrincipalId(tenant, "boss");
    return room.change(boss, new Change.CreateSource(tenant, name, name, Instant.MAX)).token();
  }

  @Override
  public void close() {
    records.close();
  }
}
