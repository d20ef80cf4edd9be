// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import static dev.shirube.access.House.ONE;
import static dev.shirube.access.House.PEER;
import static dev.shirube.access.House.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.audit.ChainEntry;
import dev.shirube.event.TenantId;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is known, and for how long.
class AccessRoomTest {
  @TempDir private Path folder;
  private House house;
  private AccessRoom room;

  @BeforeEach
  void open() {
    house = new House(folder);
    room = house.room;
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void theFirstStartMakesOneAdministratorWhoseTokenItsOwnerAloneReads() throws IOException {
    Knowing.Known known = house.known(house.administratorToken());
    assertThat(known.principal().kind()).isEqualTo(Principal.Kind.ADMINISTRATOR);
    assertThat(known.roles().get(PrincipalId.PROVIDER)).containsExactly("provider-operator");
    assertThat(known.roles().get(TenantId.LOCAL)).contains("tenant-admin", "analyst");
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(house.tokenFile()))
          .extracting(Enum::name)
          .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }
    String first = house.administratorToken();
    AccessRoom again = house.another(house.records);
    assertThat(house.administratorToken()).isEqualTo(first);
    assertThat(again.know(first, PEER)).isEqualTo(known);
    assertThat(house.chain.checkpoint(PrincipalId.PROVIDER).count()).isEqualTo(1);
  }

  @Test
  void theAdministratorsTokenCanBeExchanged() throws IOException {
    String first = house.administratorToken();
    room.renewAdministrator(house.tokenFile());
    assertThat(room.know(first, PEER)).isInstanceOf(Knowing.Unknown.class);
    assertThat(house.known(house.administratorToken()).principal().id())
        .isEqualTo(house.administrator);
  }

  @Test
  void aSourceIsOfItsTenantAndMaySendAlone() {
    house.tenant(ONE);
    Knowing.Known source = house.known(house.source(ONE, "firewall"));
    assertThat(source.tenant()).isEqualTo(ONE);
    assertThat(source.roles()).containsOnlyKeys(ONE);
    for (Right right : Right.values()) {
      assertThat(room.may(source.principal().id(), ONE, right))
          .isEqualTo(right == Right.EVENTS_SEND);
      assertThat(room.may(source.principal().id(), PrincipalId.PROVIDER, right)).isFalse();
    }
  }

  @Test
  void tokensAreKeptByTheirHashesAlone() throws IOException {
    house.tenant(ONE);
    List<String> tokens = List.of(house.source(ONE, "firewall"), house.administratorToken());
    assertThat(new Change.Changed("id", tokens.getFirst()).toString())
        .doesNotContain(tokens.getFirst());
    house.records.backup(folder.resolve("copy.db"));
    house.close();
    int files = 0;
    try (DirectoryStream<Path> list = Files.newDirectoryStream(folder, "*.db*")) {
      for (Path file : list) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        tokens.forEach(token -> assertThat(bytes.contains(token.substring(8, 40))).isFalse());
        files += bytes.contains("firewall") ? 1 : 0;
      }
    }
    assertThat(files).isPositive();
  }

  /// Nothing is asked of the disk for a token: with the database closed all is answered as before.
  @Test
  void knowingNeedsNoDisk() {
    house.tenant(ONE);
    String token = house.source(ONE, "firewall");
    house.close();
    assertThat(house.known(token).principal().id().name()).isEqualTo("firewall");
    int tooMany = 0;
    for (int left = 0; left < 2_000; left++) {
      Knowing knowing = room.know("wrong" + left, "198.51.100.1");
      assertThat(knowing).isNotInstanceOf(Knowing.Known.class);
      tooMany += knowing instanceof Knowing.TooMany ? 1 : 0;
    }
    assertThat(tooMany).isEqualTo(1_980);
    // A right token from the same address is known all the same.
    assertThat(room.know(token, "198.51.100.1")).isInstanceOf(Knowing.Known.class);
    assertThat(room.know("wrong", PEER)).isEqualTo(new Knowing.Unknown());
  }

  @Test
  void wrongTokensAndRefusalsBecomeDeedsOnceAMinute() {
    house.tenant(ONE);
    PrincipalId source = house.known(house.source(ONE, "firewall")).principal().id();
    for (int left = 0; left < 30; left++) {
      room.know("wrong", "198.51.100.1");
      room.know("wrong", "2001:db8::" + left);
      assertThatThrownBy(() -> room.require(source, ONE, Right.EVENTS_READ))
          .isInstanceOf(AccessRefused.class);
    }
    long before = house.chain.checkpoint(PrincipalId.PROVIDER).count();
    room.upkeep();
    assertThat(house.chain.checkpoint(PrincipalId.PROVIDER).count()).isEqualTo(before);
    house.time.pass(Duration.ofMinutes(1));
    room.upkeep();
    room.upkeep();
    List<ChainEntry> told = house.chain.entries(PrincipalId.PROVIDER, before + 1, 10);
    assertThat(told).extracting(it -> it.what().id()).containsOnly("access.deed.wrong");
    assertThat(told).extracting(it -> it.what().arguments().getFirst()).containsExactly("30", "30");
    ChainEntry last = house.chain.entries(ONE, 1, 100).getLast();
    assertThat(last.what().id()).isEqualTo("access.deed.refused");
    assertThat(last.what().arguments()).containsExactly("30", "one/firewall");
  }

  @Test
  void tokensRolesAndGuestsEndByThemselves() {
    PrincipalId boss = house.tenant(ONE);
    Instant soon = House.START.plusSeconds(60);
    String token = room.change(boss, new Change.CreatePerson(ONE, "amy", "Amy", soon)).token();
    PrincipalId amy = new PrincipalId(ONE, "amy");
    Instant sooner = House.START.plusSeconds(30);
    room.change(boss, new Change.GiveRole(ONE, amy, "viewer", sooner, ""));
    Knowing.Known known = house.known(token);
    assertThat(known.roles().get(ONE)).containsExactly("viewer");
    room.require(amy, ONE, Right.EVENTS_READ);
    house.time.pass(Duration.ofSeconds(30));
    assertThat(room.may(amy, ONE, Right.EVENTS_READ)).isFalse();
    assertThat(((Knowing.Known) room.again(known)).roles()).isEmpty();
    house.time.pass(Duration.ofSeconds(30));
    assertThat(room.know(token, PEER)).isEqualTo(new Knowing.Unknown());
    assertThat(room.again(known)).isEqualTo(new Knowing.Unknown());
  }

  /// Twenty credentials of four kinds, and all end with their principal; here at once, in another
  /// process with its next look.
  @Test
  void whoIsDisabledIsNobodyByAnyPath() {
    PrincipalId boss = house.tenant(ONE);
    PrincipalId amy = new PrincipalId(ONE, "amy");
    PrincipalId box = new PrincipalId(ONE, "box");
    List<String> tokens = new ArrayList<>();
    tokens.add(house.person(ONE, "amy", "analyst"));
    tokens.add(house.source(ONE, "box"));
    for (int left = 0; left < 3; left++) {
      tokens.add(room.change(boss, new Change.IssueToken(ONE, "amy", Instant.MAX)).token());
      tokens.add(room.change(boss, new Change.IssueToken(ONE, "box", Instant.MAX)).token());
    }
    for (int net = 0; net < 4; net++) {
      room.change(
          house.administrator,
          new Change.AllowNetwork(ONE, "box", "syslog", "10.0." + net + ".0/24"));
    }
    try (Records records =
        Records.open(new Place.LocalFile(house.database()), AccessRoom.MIGRATIONS)) {
      AccessRoom other = house.another(records);
      List<Knowing.Known> sessions =
          tokens.stream().map(token -> (Knowing.Known) other.know(token, PEER)).toList();
      assertThat(sessions).hasSize(8);
      assertThat(other.from("syslog", "10.0.3.9")).isInstanceOf(Knowing.Known.class);
      room.change(boss, new Change.Disable(ONE, "amy"));
      room.change(boss, new Change.Disable(ONE, "box"));
      other.upkeep();
      for (AccessRoom each : List.of(room, other)) {
        tokens.forEach(
            token -> assertThat(each.know(token, PEER)).isNotInstanceOf(Knowing.Known.class));
        sessions.forEach(it -> assertThat(each.again(it)).isEqualTo(new Knowing.Unknown()));
        for (int net = 0; net < 4; net++) {
          assertThat(each.from("syslog", "10.0." + net + ".9")).isEqualTo(new Knowing.Unknown());
        }
        assertThat(each.may(amy, ONE, Right.EVENTS_READ)).isFalse();
        assertThat(each.may(box, ONE, Right.EVENTS_SEND)).isFalse();
      }
    }
    assertThatThrownBy(
            () -> room.change(boss, new Change.CreatePerson(ONE, "amy", "Amy", Instant.MAX)))
        .isInstanceOfSatisfying(
            AccessRefused.class,
            it -> assertThat(it.reason()).isEqualTo(AccessRefused.Reason.TAKEN));
  }

  @Test
  void oneTokenOfManyEndsAlone() {
    PrincipalId boss = house.tenant(ONE);
    String first = house.source(ONE, "box");
    String second = room.change(boss, new Change.IssueToken(ONE, "box", Instant.MAX)).token();
    Knowing.Known session = house.known(first);
    room.change(boss, new Change.RevokeToken(ONE, "box", session.token()));
    assertThat(room.know(first, PEER)).isEqualTo(new Knowing.Unknown());
    assertThat(room.again(session)).isEqualTo(new Knowing.Unknown());
    assertThat(room.know(second, PEER)).isInstanceOf(Knowing.Known.class);
    assertThatThrownBy(() -> room.change(boss, new Change.RevokeToken(ONE, "box", session.token())))
        .hasMessage("access.missing");
  }

  @Test
  void theMostExactNetworkOfADoorIsTheSource() {
    house.tenant(ONE);
    house.tenant(TWO);
    house.source(ONE, "wide");
    house.source(TWO, "narrow");
    house.source(TWO, "six");
    allow(ONE, "wide", "10.0.0.0/8");
    String id = allow(TWO, "narrow", "10.1.0.0/16");
    allow(TWO, "six", "2001:db8::/32");
    assertThat(name("10.2.3.4")).isEqualTo("one/wide");
    assertThat(name("10.1.3.4")).isEqualTo("two/narrow");
    assertThat(name("::ffff:10.1.3.4")).isEqualTo("two/narrow");
    assertThat(name("2001:db8::1")).isEqualTo("two/six");
    for (String stranger : List.of("192.0.2.1", "2001:db9::1", "", "10.1.3.4 ", "localhost")) {
      assertThat(room.from("syslog", stranger)).isEqualTo(new Knowing.Unknown());
    }
    assertThat(room.from("relp", "10.1.3.4")).isEqualTo(new Knowing.Unknown());
    assertThatThrownBy(() -> allow(ONE, "wide", "10.1.0.0/16"))
        .isInstanceOfSatisfying(
            AccessRefused.class,
            it -> assertThat(it.reason()).isEqualTo(AccessRefused.Reason.TAKEN));
    room.change(house.administrator, new Change.ForbidNetwork(TWO, id));
    assertThat(name("10.1.3.4")).isEqualTo("one/wide");
    assertThat(house.chain.entries(TWO, 1, 100))
        .last()
        .satisfies(it ->
            assertThat(it.what().arguments())
                .containsExactly("10.1.0.0/16", "syslog", "two/narrow"));
  }

  private String allow(TenantId tenant, String source, String network) {
    Change change = new Change.AllowNetwork(tenant, source, "syslog", network);
    return room.change(house.administrator, change).id();
  }

  private String name(String peer) {
    return room.from("syslog", peer) instanceof Knowing.Known known
        ? known.principal().id().toString()
        : "";
  }

  @Test
  void everybodySeesOnlyTheTenantsOfTheirOwn() {
    PrincipalId boss = house.tenant(ONE);
    house.tenant(TWO);
    assertThat(room.tenants(boss).keySet()).containsExactly(ONE);
    assertThat(room.tenants(house.administrator).keySet())
        .containsExactly(TenantId.LOCAL, ONE, TWO);
    assertThat(room.tenants(new PrincipalId(TWO, "nobody"))).isEmpty();
    house.source(ONE, "box");
    assertThat(room.principals(boss, ONE, Principal.Kind.SOURCE)).hasSize(1);
    assertThatThrownBy(() -> room.principals(boss, TWO, Principal.Kind.SOURCE))
        .hasMessage("access.missing");
  }

  @Test
  void everyChangeIsADeedOfAWholeChain() {
    PrincipalId boss = house.tenant(ONE);
    house.person(ONE, "amy", "analyst");
    PrincipalId amy = new PrincipalId(ONE, "amy");
    room.change(boss, new Change.TakeRole(ONE, amy, "analyst"));
    assertThat(room.may(amy, ONE, Right.EVENTS_READ)).isFalse();
    List<ChainEntry> deeds = house.chain.entries(ONE, 1, 100);
    assertThat(deeds)
        .extracting(it -> it.what().id())
        .containsExactly(
            "access.deed.tenant",
            "access.deed.person",
            "access.deed.token",
            "access.deed.person",
            "access.deed.token",
            "access.deed.give",
            "access.deed.take");
    assertThat(deeds.getLast().who()).isEqualTo("one/boss");
    for (TenantId tenant : Set.of(ONE, PrincipalId.PROVIDER, TenantId.LOCAL)) {
      assertThat(house.chain.verify(tenant, List.of(house.chain.checkpoint(tenant))).isWhole())
          .isTrue();
    }
  }
}
