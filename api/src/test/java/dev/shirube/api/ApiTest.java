// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.access.PrincipalId;
import dev.shirube.access.Role;
import dev.shirube.event.TenantId;
import dev.shirube.query.TimeRange;
import dev.shirube.store.Hold;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API does what docs/api/openapi.yaml says, for everybody, and nothing else.
class ApiTest {
  private static final TenantId MISSING = new TenantId("nowhere");

  @TempDir private Path folder;

  private final Described described = described();
  private Desk desk;
  private int fresh;

  private static Described described() {
    try {
      return new Described();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void open() throws IOException {
    desk = new Desk(folder);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  /// Names of things that are of some tenant.
  private record Things(String event, String process, String hold, String source, String agent) {
    static final Things TWO =
        new Things(
            Planted.TWO_EVENT.toString(),
            Planted.TWO_PROCESS.toString(),
            Planted.CANARY + "hold",
            Planted.CANARY + "sensor",
            PlantedHosts.TWO);
    static final Things NONE =
        new Things(
            Planted.NO_EVENT.toString(), Planted.NO_PROCESS.toString(), "none", "none", "a-none");
  }

  private String fresh() {
    fresh++;
    return "fresh" + fresh;
  }

  /// Things of the first customer that may be ended.
  private Things mine() throws IOException {
    String name = fresh();
    desk.store.hold(Desk.ONE, Hold.of(name, "why", TimeRange.ALL, ""));
    String _ = desk.source(Desk.ONE, name);
    String agent = desk.hosts.enroll(Desk.ONE, name);
    return new Things(
        Planted.ONE_EVENT.toString(), Planted.ONE_PROCESS.toString(), name, name, agent);
  }

  /// Asks what makes sense of an operation, if it is allowed.
  private Wire.Heard ask(
      List<String> headers, Described.Operation operation, TenantId tenant, Things things)
      throws IOException {
    String name = operation.name();
    String target =
        operation
            .path()
            .replace("{id}", things.event())
            .replace("{agent}", things.agent())
            .replace("{processKey}", things.process())
            .replace("{name}", name.contains("holds") ? things.hold() : things.source());
    String query = operation.tenant().equals("required") ? "?tenant=" + tenant.value() : "";
    String range = "&from=2026-01-01T00:00:00Z&to=2026-12-01T00:00:00Z";
    query +=
        switch (name) {
          case "POST /api/v1/tenants" -> "?tenant=" + fresh() + "&title=T&administrator=adm";
          case "POST /api/v1/sources" -> "&title=T&name=" + fresh();
          case "POST /api/v1/hosts/tokens" -> "&hours=2";
          case "POST /api/v1/policy", "POST /api/v1/hosts/{agent}/policy" -> "&file-opens=off";
          case "POST /api/v1/holds" -> "&reason=r" + range + "&name=" + fresh();
          case "POST /api/v1/import" -> "?tenant=one";
          case "POST /api/v1/export" -> "&format=ocsf";
          case "DELETE /api/v1/holds/{name}" -> "&why=done";
          case "GET /api/v1/findings" -> "&limit=5" + range;
          default -> "";
        };
    String body =
        switch (name) {
          case "POST /api/v1/hunt", "POST /api/v1/export" -> "*";
          case "POST /api/v1/holds" -> "class=process_activity";
          case "POST /api/v1/verify" ->
              tenant.equals(Desk.ONE)
                  ? CheckpointLines.line(desk.store.checkpoint(Desk.ONE, 1)) + "\n"
                  : "";
          case "POST /api/v1/import" -> folder.toAbsolutePath() + "\n";
          case "POST /api/v1/backup" -> folder.resolve(fresh()).toAbsolutePath().toString();
          default -> "";
        };
    return desk.ask(headers, operation.method(), target + query, body);
  }

  private Wire.Heard ask(
      String token, Described.Operation operation, TenantId tenant, Things things)
      throws IOException {
    return ask(bearer(token), operation, tenant, things);
  }

  private static List<String> bearer(String token) {
    return token.isEmpty() ? List.of() : List.of("Authorization: Bearer " + token);
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionHasARoute() {
    Set<String> routes = new TreeSet<>();
    desk.routes.forEach(route -> routes.add(route.method() + " " + route.path()));
    assertThat(routes).hasSameSizeAs(desk.routes).hasSize(34);
    assertThat(routes).isEqualTo(described.operations().keySet());
  }

  /// Every route, every role; its own tenant, another's, and one that is not there.
  @Test
  void everyRouteAllowsWhomItsDescriptionNamesAndNobodyElse() throws IOException {
    int allowed = 0;
    int refused = 0;
    for (Described.Operation operation : described.operations().values()) {
      for (Role role : desk.roles.all()) {
        String as = operation.name() + " as " + role.id();
        String token = desk.token(role.id());
        boolean provider = role.reach() == Role.Reach.PROVIDER;
        TenantId home = provider ? PrincipalId.PROVIDER : Desk.ONE;
        Wire.Heard own = ask(token, operation, home, mine());
        assertThat(own.status()).as(as).isIn(expected(operation, role));
        assertThat(described.faults(operation, own)).as(as).isEmpty();
        allowed += own.status() < 300 ? 1 : 0;
        refused += own.status() < 300 ? 0 : 1;
        if (operation.tenant().equals("required")) {
          Wire.Heard foreign = ask(token, operation, Desk.TWO, Things.TWO);
          Wire.Heard missing = ask(token, operation, MISSING, Things.NONE);
          int no = role.reach() == Role.Reach.SOURCE ? 401 : 404;
          assertThat(foreign.status()).as(as).isEqualTo(no);
          assertSame(as, foreign, missing);
          refused += 2;
        }
      }
    }
    assertThat(allowed).isEqualTo(expectedAllowed());
    assertThat(refused).isGreaterThan(200);
    System.out.printf("api: %d allowed, %d refused%n", allowed, refused);
  }

  private static List<Integer> expected(Described.Operation operation, Role role) {
    if (operation.isOpen()) {
      return List.of(200, 204);
    }
    if (role.reach() == Role.Reach.SOURCE) {
      return List.of(401);
    }
    if (operation.right().equals("none") || operation.roles().contains(role.id())) {
      return List.of(200, 201, 204);
    }
    boolean atHome = operation.tenant().equals("required") || role.reach() == Role.Reach.PROVIDER;
    return List.of(atHome ? 403 : 404);
  }

  private int expectedAllowed() {
    int allowed = 0;
    for (Described.Operation operation : described.operations().values()) {
      allowed +=
          operation.isOpen()
              ? desk.roles.all().size()
              : operation.right().equals("none")
                  ? desk.roles.all().size() - 1
                  : operation.roles().size();
    }
    return allowed;
  }

  private static void assertSame(String as, Wire.Heard one, Wire.Heard other) {
    assertThat(one.status()).as(as).isEqualTo(other.status());
    assertThat(one.body()).as(as).isEqualTo(other.body());
    Set<String> changing = Set.of("date");
    one.headers()
        .forEach((name, value) -> {
          if (!changing.contains(name)) {
            assertThat(other.header(name)).as(as + " " + name).isEqualTo(value);
          }
        });
    assertThat(one.headers()).hasSameSizeAs(other.headers());
  }

  /// Ids of another customer, asked for in the asker's own tenant.
  @Test
  void foreignIdsAnswerAsMissingOnes() throws IOException {
    int same = 0;
    for (Described.Operation operation : described.operations().values()) {
      if (operation.path().contains("{")) {
        for (Role role : desk.roles.all()) {
          Wire.Heard foreign = ask(desk.token(role.id()), operation, Desk.ONE, Things.TWO);
          Wire.Heard missing = ask(desk.token(role.id()), operation, Desk.ONE, Things.NONE);
          assertThat(foreign.status()).isIn(401, 403, 404);
          assertSame(operation.name() + " as " + role.id(), foreign, missing);
          same += foreign.status() == 404 ? 1 : 0;
        }
      }
    }
    assertThat(same).isGreaterThanOrEqualTo(14);
    assertThat(desk.store.holds(Desk.TWO)).hasSize(1);
  }

  @Test
  void nobodyUnknownGetsAnything() throws IOException {
    String gone = desk.person(Desk.ONE, "gone", "analyst");
    String ended =
        desk.person(Desk.ONE, "ended", "analyst", Desk.START.plus(Duration.ofMinutes(1)));
    assertThat(desk.ask(gone, "GET", "/api/v1/tenants", "").status()).isEqualTo(200);
    assertThat(desk.ask(ended, "GET", "/api/v1/tenants", "").status()).isEqualTo(200);
    desk.disable(Desk.ONE, "gone");
    List<List<String>> strangers =
        List.of(
            List.of(),
            bearer("shirube_wrong"),
            bearer(desk.token("analyst").substring(1)),
            bearer(desk.token("source")),
            bearer(gone),
            bearer(ended),
            List.of("Authorization: Basic " + desk.token("analyst")),
            List.of("Cookie: shirube_session=wrong", "X-Shirube: test"),
            List.of("Cookie: shirube_session=" + desk.token("analyst"), "X-Shirube: test"));
    int turned = 0;
    String said = "";
    for (Described.Operation operation : described.operations().values()) {
      for (List<String> stranger : strangers) {
        desk.time.pass(Duration.ofMinutes(1));
        if (operation.isOpen()) {
          continue;
        }
        Wire.Heard heard = ask(stranger, operation, Desk.ONE, mine());
        assertThat(heard.status()).as(operation.name() + " " + stranger).isEqualTo(401);
        assertThat(described.faults(operation, heard)).isEmpty();
        said = said.isEmpty() ? heard.body() : said;
        assertThat(heard.body()).isEqualTo(said);
        turned++;
      }
    }
    assertThat(turned).isEqualTo(28 * strangers.size());
  }

  @Test
  void whoGuessesTokensHasToWaitAndARightTokenDoesNot() throws IOException {
    int first = 0;
    Wire.Heard heard = desk.ask("shirube_guess", "GET", "/api/v1/tenants", "");
    for (; heard.status() == 401 && first < 100; first++) {
      heard = desk.ask("shirube_guess" + first, "GET", "/api/v1/tenants", "");
    }
    assertThat(first).isBetween(5, 50);
    assertThat(heard.status()).isEqualTo(429);
    assertThat(Integer.parseInt(heard.header("Retry-After"))).isBetween(1, 60);
    assertThat(heard.body()).contains("api.many");
    assertThat(desk.ask(desk.token("viewer"), "GET", "/api/v1/tenants", "").status())
        .isEqualTo(200);
  }

  @Test
  void theParametersReadAreThoseDescribed() throws IOException {
    for (Described.Operation operation : described.operations().values()) {
      for (String role : List.of("analyst", "tenant-admin", "provider-operator")) {
        Wire.Heard _ = ask(desk.token(role), operation, Desk.ONE, mine());
      }
    }
    String analyst = desk.token("analyst");
    for (String extra : List.of("&rule=none", "&as=text&columns=90")) {
      Wire.Heard _ = desk.ask(analyst, "POST", "/api/v1/backtest?tenant=one" + extra, "");
    }
    Wire.Heard _ =
        desk.ask(
            desk.token("provider-operator"),
            "POST",
            "/api/v1/import?tenant=one&columns=90&as=text",
            folder.toAbsolutePath() + "\n");
    String admin = desk.token("tenant-admin");
    for (String target : List.of("hosts", "hosts/" + mine().agent(), "policy")) {
      Wire.Heard shown =
          desk.ask(admin, "GET", "/api/v1/" + target + "?tenant=one&as=text&columns=90", "");
      assertThat(shown.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    }
    String own = "hosts/" + mine().agent() + "/policy";
    String change = "?tenant=one&as=text&columns=90&cpu=15";
    Wire.Heard _ = desk.ask(admin, "GET", "/api/v1/" + own + change, "");
    Wire.Heard _ = desk.ask(admin, "POST", "/api/v1/" + own + change, "");
    Wire.Heard _ = desk.ask(admin, "POST", "/api/v1/policy" + change, "");
    for (String as : List.of("text", "lines")) {
      Wire.Heard hunt =
          desk.ask(analyst, "POST", "/api/v1/hunt?tenant=one&columns=90&as=" + as, "*");
      Wire.Heard findings =
          desk.ask(analyst, "GET", "/api/v1/findings?tenant=one&columns=90&as=" + as, "");
      assertThat(hunt.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(hunt.body()).contains("<img src=x").doesNotContain("\u001b");
      assertThat(findings.body()).contains("A finding");
    }
    for (Described.Operation operation : described.operations().values()) {
      Set<String> read = new TreeSet<>(desk.read.getOrDefault(operation.name(), Set.of()));
      // Every answer in words can be asked for in a language.
      if (!operation.path().equals("/texts")) {
        read.remove("language");
        read.remove("zone");
      }
      assertThat(read).as(operation.name()).isEqualTo(described.parameters(operation));
    }
  }

  @Test
  void everyAnswerIsGuardedThoughNoRouteGaveIt() throws IOException {
    String viewer = desk.token("viewer");
    List<Wire.Heard> answers =
        List.of(
            desk.ask("", "GET", "/", ""),
            desk.ask(viewer, "GET", "/api/v1/tenants", ""),
            desk.ask(viewer, "GET", "/no/such/route", ""),
            desk.ask(viewer, "PATCH", "/api/v1/status", ""),
            raw("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: no\r\n\r\n"),
            raw("GET / HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n"),
            raw("GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n"));
    assertThat(answers)
        .extracting(Wire.Heard::status)
        .containsExactly(200, 200, 404, 405, 400, 400, 400);
    for (Wire.Heard answer : answers) {
      for (String name : ApiRoom.HEADERS.keySet()) {
        assertThat(answer.header(name)).as(name + " of " + answer).isNotEmpty();
      }
    }
  }

  /// What a request is answered that the server itself refuses before any route sees it.
  private Wire.Heard raw(String head) throws IOException {
    return Wire.send(desk.server.port(), head, new byte[0]);
  }
}
