// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The roles as content, their page, and what mistakes in them do: allow nothing.
class RolesTest {
  private static final String GOOD =
      """
      id: trial
      reach: tenant
      title: {ja: 試験, en: Trial}
      purpose: {ja: 試す。, en: Tries.}
      rights: [events.read, status.read]
      tests: {may: [events.read], may-not: [people.change]}
      """;

  private static Roles.Loaded load(String... files) throws IOException {
    try (FileSystem system = Jimfs.newFileSystem(Configuration.windows())) {
      Path root = system.getPath("C:\\content");
      Files.createDirectories(root.resolve("roles"));
      for (int index = 0; index < files.length; index++) {
        Files.writeString(root.resolve("roles").resolve(index + ".yaml"), files[index]);
      }
      return Roles.load(new Content(root));
    }
  }

  @Test
  void theProductsRolesAreRead() throws IOException {
    Roles.Loaded loaded = Roles.load(new Content(House.ROOT.resolve("content")));
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.roles().all())
        .extracting(Role::id)
        .containsExactly(
            "analyst",
            "approver",
            "auditor",
            "author",
            "provider-operator",
            "responder",
            "source",
            "tenant-admin",
            "viewer");
    Set<Right> given = EnumSet.noneOf(Right.class);
    loaded.roles().all().forEach(role -> given.addAll(role.rights()));
    assertThat(given).as("rights nobody can have").containsExactlyInAnyOrder(Right.values());
  }

  /// Who asks for an action cannot approve it, and who is above tenants sees nothing in them.
  @Test
  void someRightsAreNeverInOneRole() throws IOException {
    for (Role role : House.roles().all()) {
      boolean both =
          role.rights().containsAll(Set.of(Right.RESPONSE_REQUEST, Right.RESPONSE_APPROVE));
      assertThat(both).as(role.id()).isFalse();
      if (role.reach() != Role.Reach.TENANT) {
        assertThat(role.rights()).as(role.id()).doesNotContain(Right.EVENTS_READ);
      }
    }
  }

  @Test
  void lockdownTakesJustWhatChangesSomething() {
    Roles roles = House.roles();
    Roles locked = roles.inLockdown();
    assertThat(locked.isLocked()).isTrue();
    assertThat(locked.all()).hasSameSizeAs(roles.all());
    int taken = 0;
    for (Role role : roles.all()) {
      Role left = Objects.requireNonNull(locked.find(role.id()));
      for (Right right : role.rights()) {
        assertThat(left.rights().contains(right)).isEqualTo(!right.isLockable());
        taken += right.isLockable() ? 1 : 0;
      }
      assertThat(role.rights()).containsAll(left.rights());
    }
    assertThat(taken).isGreaterThan(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: trial           | id: Tri/al          | access.role.key",
        "id: trial           | id: []              | access.role.key",
        "reach: tenant       | reach: everywhere   | access.role.key",
        "en: Trial           | fr: Essai           | access.role.key",
        "en: Tries.          | en: ' '             | access.role.key",
        "status.read]        | status.write]       | access.role.right",
        "status.read]        | [status.read]]      | access.role.right",
        "may: [events.read]  | may: [audit.read]   | access.role.test",
        "[people.change]     | [status.read]       | access.role.test",
        "may: [events.read], | ''                  | access.role.key",
        "tests:              | trials:             | access.role.key",
        "rights:             | grants:             | access.role.key",
      })
  void aMistakeGivesNoRole(String from, String to, String id) throws IOException {
    Roles.Loaded loaded = load(GOOD.replace(from, to.equals("''") ? "" : to));
    assertThat(GOOD).contains(from);
    assertThat(loaded.roles().all()).isEmpty();
    assertThat(loaded.problems()).extracting(it -> it.what().id()).contains(id);
    assertThat(loaded.problems()).allMatch(it -> it.position() > 0);
  }

  @Test
  void theSameRoleTwiceIsTold() throws IOException {
    Roles.Loaded loaded = load(GOOD, GOOD);
    assertThat(loaded.roles().all()).hasSize(1);
    assertThat(loaded.problems())
        .extracting(it -> it.what().id())
        .containsExactly("access.role.twice");
  }

  /// Whatever a file holds, no right comes of it that is not written there.
  @Test
  void filesOfAnyContentAreRead() throws IOException {
    long seed = 88_010;
    Random random = new Random(seed);
    int broken = 0;
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int left = 1 + random.nextInt(3); left > 0; left--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(128));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, "[]{}:-#'\"&*!".charAt(random.nextInt(12)));
        }
      }
      Roles.Loaded loaded = load(text.toString());
      for (Role role : loaded.roles().all()) {
        assertThat(role.rights())
            .as("seed %d round %d: %s", seed, round, text)
            .isSubsetOf(Right.EVENTS_READ, Right.STATUS_READ);
      }
      broken += loaded.problems().isEmpty() ? 0 : 1;
    }
    assertThat(broken).isGreaterThan(100);
  }

  /// The page of all roles is made from them.
  @Test
  void thePageSaysWhatTheRolesAre() throws IOException {
    Path page = House.ROOT.resolve("docs/reference/roles.md");
    String made = page(House.roles());
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(page, made);
    }
    assertThat(Files.readString(page).replace("\r\n", "\n")).isEqualTo(made);
  }

  private static String page(Roles roles) {
    StringBuilder page =
        new StringBuilder(
            """
            # Roles and rights

            Made from `content/roles/`, one file each; do not edit it by hand. What no role allows is denied. Rights
            marked 🔒 are taken from everybody by lockdown.

            | role | 役割 | given | what it is for / 用途 |
            |---|---|---|---|
            """);
    for (Role role : roles.all()) {
      String given =
          switch (role.reach()) {
            case TENANT -> "in a tenant";
            case PROVIDER -> "over the installation";
            case SOURCE -> "to each source";
          };
      page.append(
          "| `%s` %s | %s | %s | %s %s |\n"
              .formatted(
                  role.id(),
                  role.title().en(),
                  role.title().ja(),
                  given,
                  role.purpose().en(),
                  role.purpose().ja()));
    }
    List<String> head = new ArrayList<>(roles.all().stream().map(Role::id).toList());
    page.append("\n| right | ").append(String.join(" | ", head)).append(" |\n|---");
    page.append(String.join("", Collections.nCopies(head.size(), "|:-:"))).append("|\n");
    for (Right right : Right.values()) {
      page.append("| `").append(right.word()).append(right.isLockable() ? "` 🔒" : "`");
      for (Role role : roles.all()) {
        page.append(role.rights().contains(right) ? " | ✓" : " | ");
      }
      page.append(" |\n");
    }
    return page.toString();
  }

  @Test
  void problemsNameTheirFile() throws IOException {
    List<Problem> problems = load("- no mapping").problems();
    assertThat(problems).singleElement().satisfies(it -> assertThat(it.file()).endsWith("0.yaml"));
  }
}
