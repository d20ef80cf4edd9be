// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import static dev.shirube.access.House.ONE;
import static dev.shirube.access.House.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shirube.access.AccessRefused.Reason;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every change and right by every role, in one's own tenant, in another's, and in one that does
/// not exist: the last two answer alike.
class RefusalTest {
  private static final TenantId NOWHERE = new TenantId("nowhere");
  private static final Instant LATER = House.START.plus(Duration.ofDays(1));

  private static Path template = Path.of("");

  @TempDir private Path folder;
  private House house;
  private AccessRoom room;
  private final Map<String, PrincipalId> byRole = new LinkedHashMap<>();

  /// Making the house takes many durable writes: it is made once and copied.
  @BeforeAll
  static void build(@TempDir Path shared) {
    template = shared.resolve("template.db");
    try (House built = new House(shared)) {
      for (TenantId tenant : List.of(ONE, TWO)) {
        built.tenant(tenant);
        built.source(tenant, "box");
      }
      for (Role role : built.roles.all()) {
        if (role.reach() == Role.Reach.TENANT && !role.id().equals("tenant-admin")) {
          built.person(ONE, role.id(), role.id());
        }
      }
      built.records.backup(template);
    }
  }

  @BeforeEach
  void open() throws IOException {
    Files.copy(template, folder.resolve("records.db"));
    house = new House(folder);
    room = house.room;
    for (Role role : house.roles.all()) {
      byRole.put(role.id(), new PrincipalId(ONE, role.id()));
    }
    byRole.put("provider-operator", house.administrator);
    byRole.put("tenant-admin", new PrincipalId(ONE, "boss"));
    byRole.put("source", new PrincipalId(ONE, "box"));
  }

  @AfterEach
  void close() {
    house.close();
  }

  /// What came of a change: null when it was done.
  private @Nullable AccessRefused attempt(PrincipalId by, Change change) {
    return catchThrowableOfType(AccessRefused.class, () -> room.change(by, change));
  }

  private AccessRefused refusal(PrincipalId by, Change change) {
    return Objects.requireNonNull(attempt(by, change), change.toString());
  }

  private Role role(String id) {
    return Objects.requireNonNull(house.roles.find(id));
  }

  private PrincipalId by(String role) {
    return Objects.requireNonNull(byRole.get(role));
  }

  @Test
  void rightsAreThoseOfTheRoleInItsTenantAlone() {
    int allowed = 0;
    for (Map.Entry<String, PrincipalId> one : byRole.entrySet()) {
      Role role = role(one.getKey());
      boolean above = role.reach() == Role.Reach.PROVIDER;
      TenantId own = above ? PrincipalId.PROVIDER : ONE;
      for (Right right : Right.values()) {
        assertThat(room.may(one.getValue(), own, right))
            .as("%s %s", role.id(), right)
            .isEqualTo(role.rights().contains(right));
        allowed += role.rights().contains(right) ? 1 : 0;
        AccessRefused foreign = demand(one.getValue(), TWO, right);
        AccessRefused missing = demand(one.getValue(), NOWHERE, right);
        assertThat(foreign.reason()).isEqualTo(Reason.MISSING).isEqualTo(missing.reason());
        assertThat(foreign.what()).isEqualTo(missing.what());
        assertThat(foreign.advice()).isEqualTo(missing.advice());
      }
    }
    assertThat(allowed).isGreaterThan(25);
  }

  private AccessRefused demand(PrincipalId by, TenantId tenant, Right right) {
    return catchThrowableOfType(AccessRefused.class, () -> room.require(by, tenant, right));
  }

  /// Changes that each make sense in a tenant with a source called box and a person called boss.
  private static List<Function<TenantId, Change>> changes() {
    return List.of(
        it -> new Change.CreateSource(it, "new-source", "New", LATER),
        it -> new Change.CreatePerson(it, "new-person", "New", LATER),
        it -> new Change.IssueToken(it, "box", LATER),
        it -> new Change.IssueToken(it, "boss", LATER),
        it -> new Change.RevokeToken(it, "box", "0011223344556677"),
        it -> new Change.GiveRole(it, new PrincipalId(it, "boss"), "viewer", LATER, ""),
        it -> new Change.TakeRole(it, new PrincipalId(it, "boss"), "viewer"),
        it -> new Change.AllowNetwork(it, "box", "syslog", "10.0.0.0/8"),
        it -> new Change.ForbidNetwork(it, "0011223344556677"),
        it -> new Change.Disable(it, "box"),
        it -> new Change.Disable(it, "boss"));
  }

  @Test
  void aForeignTenantAnswersAsOneThatDoesNotExist() {
    int seen = 0;
    for (Map.Entry<String, PrincipalId> one : byRole.entrySet()) {
      for (Function<TenantId, Change> change : changes()) {
        Change foreign = change.apply(TWO);
        if (one.getKey().equals("provider-operator") && foreign.right() == Right.NETWORKS_CHANGE) {
          continue;
        }
        AccessRefused other = refusal(one.getValue(), foreign);
        AccessRefused missing = refusal(one.getValue(), change.apply(NOWHERE));
        assertThat(other).as("%s %s", one.getKey(), foreign).isNotNull();
        assertThat(other.reason()).isEqualTo(missing.reason());
        assertThat(other.what()).isEqualTo(missing.what());
        seen++;
      }
    }
    assertThat(seen).isEqualTo(byRole.size() * changes().size() - 2);
    assertThat(house.chain.entries(TWO, 1, 100)).hasSize(5);
  }

  @Test
  void inTheOwnTenantTheRightDecides() {
    int forbidden = 0;
    for (Map.Entry<String, PrincipalId> one : byRole.entrySet()) {
      Role role = role(one.getKey());
      if (role.reach() == Role.Reach.PROVIDER || one.getKey().equals("tenant-admin")) {
        continue;
      }
      for (Function<TenantId, Change> change : changes()) {
        AccessRefused refused = refusal(one.getValue(), change.apply(ONE));
        assertThat(refused).as("%s %s", one.getKey(), change.apply(ONE)).isNotNull();
        assertThat(refused.reason()).isIn(Reason.FORBIDDEN, Reason.MISSING);
        forbidden += refused.reason() == Reason.FORBIDDEN ? 1 : 0;
      }
    }
    assertThat(forbidden).isGreaterThan(50);
    List<String> answers = new ArrayList<>();
    for (Function<TenantId, Change> change : changes()) {
      AccessRefused refused = attempt(by("tenant-admin"), change.apply(ONE));
      answers.add(refused == null ? "done" : refused.what().id());
    }
    assertThat(answers)
        .containsExactly(
            "done",
            "done",
            "done",
            "done",
            "access.missing",
            "done",
            "done",
            "access.missing",
            "access.missing",
            "done",
            "done");
  }

  @Test
  void peopleOfTheProviderAreGuestsForAWhile() {
    PrincipalId boss = new PrincipalId(ONE, "boss");
    Change made = new Change.CreatePerson(PrincipalId.PROVIDER, "bob", "Bob", Instant.MAX);
    String token = room.change(house.administrator, made).token();
    PrincipalId bob = new PrincipalId(PrincipalId.PROVIDER, "bob");
    for (Change.GiveRole bare :
        List.of(
            new Change.GiveRole(ONE, bob, "analyst", Instant.MAX, "T-1"),
            new Change.GiveRole(ONE, bob, "analyst", LATER, " "))) {
      assertThat(refusal(boss, bare).what().id()).isEqualTo("access.invalid.guest");
    }
    room.change(boss, new Change.GiveRole(ONE, bob, "analyst", LATER, "T-1"));
    assertThat(house.known(token).roles()).containsOnlyKeys(ONE);
    room.require(bob, ONE, Right.EVENTS_READ);
    assertThat(room.may(bob, TWO, Right.EVENTS_READ)).isFalse();

    // Whoever may make tokens for people of the provider does not become Bob by it.
    Change.IssueToken issue = new Change.IssueToken(PrincipalId.PROVIDER, "bob", LATER);
    assertThat(refusal(house.administrator, issue).reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(attempt(bob, issue)).isNull();
    house.time.pass(Duration.ofDays(2));
    assertThat(room.may(bob, ONE, Right.EVENTS_READ)).isFalse();
  }

  @Test
  void peopleOfOtherCustomersAreNotToBeSeen() {
    PrincipalId boss = new PrincipalId(ONE, "boss");
    Change there = new Change.GiveRole(ONE, new PrincipalId(TWO, "boss"), "viewer", LATER, "x");
    Change nobody = new Change.GiveRole(ONE, new PrincipalId(TWO, "nobody"), "viewer", LATER, "x");
    assertThat(refusal(boss, there).what()).isEqualTo(refusal(boss, nobody).what());
    Change source = new Change.GiveRole(ONE, new PrincipalId(ONE, "box"), "viewer", LATER, "x");
    assertThat(refusal(boss, source).reason()).isEqualTo(Reason.MISSING);
  }

  @Test
  void theLocalAdministratorIsChangedByNobodyOverTheNetwork() {
    room.change(
        house.administrator,
        new Change.CreatePerson(PrincipalId.PROVIDER, "eve", "Eve", Instant.MAX));
    PrincipalId eve = new PrincipalId(PrincipalId.PROVIDER, "eve");
    room.change(
        house.administrator,
        new Change.GiveRole(PrincipalId.PROVIDER, eve, "provider-operator", LATER, "x"));
    for (Change change :
        List.of(
            new Change.IssueToken(PrincipalId.PROVIDER, "administrator", LATER),
            new Change.Disable(PrincipalId.PROVIDER, "administrator"))) {
      assertThat(refusal(eve, change).reason()).isEqualTo(Reason.FORBIDDEN);
      assertThat(refusal(house.administrator, change).reason()).isEqualTo(Reason.FORBIDDEN);
    }
  }

  @Test
  void whatMakesNoSenseIsSaidSo() {
    PrincipalId boss = new PrincipalId(ONE, "boss");
    Map<Change, String> wrong = new LinkedHashMap<>();
    wrong.put(new Change.CreateSource(ONE, "../box", "x", LATER), "access.invalid.name");
    wrong.put(new Change.CreateSource(ONE, "box", "x", LATER), "access.taken");
    wrong.put(new Change.CreateSource(ONE, "box2", " ", LATER), "access.invalid.title");
    wrong.put(new Change.CreateSource(ONE, "box2", "a\nb", LATER), "access.invalid.title");
    wrong.put(new Change.CreateSource(ONE, "box2", "\ud800", LATER), "access.invalid.title");
    wrong.put(new Change.CreateSource(ONE, "box2", "x", House.START), "access.invalid.until");
    wrong.put(new Change.CreateSource(ONE, "box2", "x", Instant.MIN), "access.invalid.until");
    wrong.put(
        new Change.GiveRole(ONE, boss, "provider-operator", LATER, ""), "access.invalid.role");
    wrong.put(new Change.GiveRole(ONE, boss, "source", LATER, ""), "access.invalid.role");
    wrong.put(new Change.GiveRole(ONE, boss, "god", LATER, ""), "access.invalid.role");
    wrong.forEach((change, id) ->
        assertThat(refusal(boss, change).what().id()).as("%s", change).isEqualTo(id));
    wrong.clear();
    wrong.put(new Change.CreateTenant(ONE, "x", "boss"), "access.taken");
    wrong.put(new Change.CreateTenant(PrincipalId.PROVIDER, "x", "boss"), "access.invalid.name");
    wrong.put(new Change.CreateTenant(new TenantId("-x"), "x", "boss"), "access.invalid.name");
    wrong.put(new Change.CreateTenant(NOWHERE, "x", "Boss"), "access.invalid.name");
    wrong.put(
        new Change.AllowNetwork(ONE, "box", "syslog", "10.0.0.1/8"), "access.invalid.network");
    wrong.put(new Change.AllowNetwork(ONE, "box", "sys log", "10.0.0.0/8"), "access.invalid.name");
    wrong.put(new Change.AllowNetwork(ONE, "boss", "syslog", "10.0.0.0/8"), "access.missing");
    wrong.put(new Change.AllowNetwork(ONE, "nobody", "syslog", "10.0.0.0/8"), "access.missing");
    wrong.forEach((change, id) ->
        assertThat(refusal(house.administrator, change).what().id())
            .as("%s", change)
            .isEqualTo(id));
    assertThat(room.tenants(house.administrator)).doesNotContainKey(NOWHERE);
  }

  /// Names that others chose reach no statement, file or other tenant.
  @Test
  void hostileNamesAreJustNames() {
    long seed = 88_012;
    Random random = new Random(seed);
    String[] parts = {
      "../", "' OR 1=1 --", "\0", "%", "_", "a", "\ud800", "<script>", "\n", "${x}"
    };
    PrincipalId boss = new PrincipalId(ONE, "boss");
    long before = house.chain.checkpoint(ONE).count();
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      String name = parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
      if (PrincipalId.isName(name)) {
        continue;
      }
      List<Change> changes =
          List.of(
              new Change.CreateSource(ONE, name, "x", LATER),
              new Change.IssueToken(ONE, name, LATER),
              new Change.RevokeToken(ONE, "box", name),
              new Change.RevokeToken(ONE, name, "x"),
              new Change.GiveRole(ONE, boss, name, LATER, ""),
              new Change.TakeRole(ONE, boss, name),
              new Change.Disable(ONE, name));
      Change change = changes.get(random.nextInt(changes.size()));
      assertThat(refusal(boss, change)).as("seed %d: %s", seed, change).isNotNull();
      refused++;
    }
    assertThat(refused).isGreaterThan(200);
    assertThat(house.chain.checkpoint(ONE).count()).isEqualTo(before);
  }

  @Test
  void inLockdownNobodyChangesAnything() {
    House locked = new House(folder.resolve("locked"), House.roles().inLockdown());
    try (locked) {
      Change change = new Change.CreateTenant(ONE, "x", "boss");
      AccessRefused refused =
          catchThrowableOfType(
              AccessRefused.class, () -> locked.room.change(locked.administrator, change));
      assertThat(refused.reason()).isEqualTo(Reason.FORBIDDEN);
      assertThat(locked.room.may(locked.administrator, TenantId.LOCAL, Right.EVENTS_READ)).isTrue();
    }
  }
}
