// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Chance;
import dev.shirube.access.Change;
import dev.shirube.access.PrincipalId;
import dev.shirube.access.Role;
import dev.shirube.access.Roles;
import dev.shirube.audit.Chain;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problems;
import dev.shirube.detect.CorrelationLimits;
import dev.shirube.detect.Workers;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.gateway.Request;
import dev.shirube.gateway.Route;
import dev.shirube.hunt.Hunter;
import dev.shirube.intake.AgentLanes;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.query.Setting;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import dev.shirube.store.EventStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/// The API before a real recording and real records, with two customers and a person of every role,
/// for tests.
final class Desk implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("shirube.root", ".."));
  static final TenantId ONE = new TenantId("one");
  static final TenantId TWO = new TenantId(Planted.CANARY + "two");
  static final Instant START = Instant.parse("2026-11-29T00:00:00Z");

  final Time time = new Time();
  final Records records;
  final AccessRoom access;
  final Roles roles;
  final Messages messages;
  final EventStore store;
  final PlantedHosts hosts;
  final List<Route> routes;
  final HttpServer server;
  final RuleSet rules;
  final List<Message> faults = new ArrayList<>();
  private final Taxonomy taxonomy;
  private final Path folder;
  final PrincipalId administrator = AccessRoom.administrator();

  /// Which parameters behind the question mark each route has looked at.
  final Map<String, Set<String>> read = new ConcurrentHashMap<>();

  /// Tokens of the people of {@link #ONE}, of its source, and of the provider, by role.
  final Map<String, String> tokens = new TreeMap<>();

  /// A clock that is set by hand.
  static final class Time extends Clock {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    void pass(Duration duration) {
      now = now.plus(duration);
    }
  }

  /// What both customers have.
  static final String RULE =
      """
      title: Any process
      id: 20000000-0000-4000-8000-000000000001
      logsource: {category: process_creation}
      detection: {any: {CommandLine|contains: [onerror, zq7]}, condition: any}
      level: high
      """;

  Desk(Path folder) throws IOException {
    this.folder = folder;
    Content content = new Content(ROOT.resolve("content"));
    records =
        Records.open(new Place.LocalFile(folder.resolve("records.db")), AccessRoom.MIGRATIONS);
    roles = Roles.load(content).roles();
    messages = Messages.load(content).messages();
    Chance chance = new Chance(time, new Random(1));
    access =
        AccessRoom.open(
            records, new Chain(records, time), roles, chance, folder.resolve("administrator"));
    taxonomy = Taxonomy.load(content).taxonomy();
    RuleFile file = new RuleFile("rule.yml", RULE.getBytes(StandardCharsets.UTF_8));
    rules = RuleSet.load(List.of(file), taxonomy, Map.of());
    store = Planted.store(folder.resolve("recording"));
    hosts = new PlantedHosts(folder, records, time);
    routes = ApiRoom.routes(grounds(false), new View()).stream().map(this::watched).toList();
    HttpSettings settings = HttpSettings.of("api", "127.0.0.1", 0).with(ApiRoom.HEADERS);
    server = HttpServer.start(settings, routes, new DoorCounters());
    people();
    Planted.one(store, ONE);
    Planted.two(store, TWO);
    hosts.two();
    store.seal(1);
  }

  ApiGrounds grounds(boolean secure) {
    return new ApiGrounds(
        access, hosts.room, messages, time, new Random(2), String::length, secure);
  }

  /// Notes which parameters a route looks at.
  private Route watched(Route route) {
    Set<String> names =
        read.computeIfAbsent(
            route.method() + " " + route.path(), _ -> new ConcurrentSkipListSet<>());
    return new Route(
        route.method(),
        route.path(),
        request -> route.handler().answer(new Watched(request, names)));
  }

  private record Watched(Request request, Set<String> names) implements Request {
    @Override
    public String method() {
      return request.method();
    }

    @Override
    public String path() {
      return request.path();
    }

    @Override
    public Map<String, String> pathParameters() {
      return request.pathParameters();
    }

    @Override
    public @Nullable String query(String name) {
      names.add(name);
      return request.query(name);
    }

    @Override
    public @Nullable String header(String name) {
      return request.header(name);
    }

    @Override
    public InetAddress address() {
      return request.address();
    }

    @Override
    public List<X509Certificate> certificates() {
      return request.certificates();
    }

    @Override
    public InputStream body() {
      return request.body();
    }
  }

  private void people() {
    access.change(administrator, new Change.CreateTenant(ONE, "First", "boss"));
    access.change(administrator, new Change.CreateTenant(TWO, Planted.CANARY + "title", "boss"));
    for (Role role : roles.all()) {
      tokens.put(
          role.id(),
          switch (role.reach()) {
            case TENANT -> person(ONE, role.id(), role.id());
            case PROVIDER -> person(PrincipalId.PROVIDER, role.id(), role.id());
            case SOURCE -> source(ONE, "sensor");
          });
    }
    tokens.put("two", person(TWO, Planted.CANARY + "spy", "analyst"));
    source(TWO, Planted.CANARY + "sensor");
  }

  private PrincipalId boss(TenantId tenant) {
    return tenant.equals(PrincipalId.PROVIDER) ? administrator : new PrincipalId(tenant, "boss");
  }

  /// Makes a person with a role.
  ///
  /// @return the person's token
  String person(TenantId tenant, String name, String role) {
    return person(tenant, name, role, Instant.MAX);
  }

  String person(TenantId tenant, String name, String role, Instant until) {
    PrincipalId by = boss(tenant);
    String token = access.change(by, new Change.CreatePerson(tenant, name, name, until)).token();
    PrincipalId id = new PrincipalId(tenant, name);
    access.change(by, new Change.GiveRole(tenant, id, role, Instant.MAX, ""));
    return token;
  }

  void disable(TenantId tenant, String name) {
    access.change(boss(tenant), new Change.Disable(tenant, name));
  }

  /// Makes a source.
  ///
  /// @return its token
  String source(TenantId tenant, String name) {
    return access
        .change(boss(tenant), new Change.CreateSource(tenant, name, name, Instant.MAX))
        .token();
  }

  String token(String role) {
    return tokens.getOrDefault(role, "");
  }

  /// Sends a request and reads the whole answer.
  Wire.Heard ask(String token, String method, String target, String body) throws IOException {
    List<String> headers = token.isEmpty() ? List.of() : List.of("Authorization: Bearer " + token);
    return ask(headers, method, target, body);
  }

  Wire.Heard ask(List<String> headers, String method, String target, String body)
      throws IOException {
    return Wire.ask(server.port(), method, target, headers, body);
  }

  /// What the API sees of a recording that takes nothing in.
  private final class View implements RecordingView {
    @Override
    public String version() {
      return "0";
    }

    @Override
    public Instant started() {
      return START;
    }

    @Override
    public int rules() {
      return 7;
    }

    @Override
    public RuleSet active() {
      return rules;
    }

    @Override
    public RuleSet read(List<RuleFile> files) {
      return RuleSet.load(files, taxonomy, Map.of());
    }

    @Override
    public Workers workers(RuleSet set, Problems problems) {
      return new Workers(1, () -> new Interpreter(set), set, CorrelationLimits.SCAN, problems);
    }

    @Override
    public Path temporary() {
      return folder;
    }

    @Override
    public double rate() {
      return 2.5;
    }

    @Override
    public List<Message> faults() {
      return List.copyOf(faults);
    }

    @Override
    public List<DoorStatus> doors() {
      return List.of(new DoorStatus("api", "127.0.0.1:1", 1, Map.of(), OptionalLong.empty()));
    }

    @Override
    public long freeBytes() {
      return 1;
    }

    @Override
    public List<Source> sources(TenantId tenant) {
      String name = tenant.equals(TWO) ? Planted.CANARY + "seen" : "sensor";
      return List.of(new Source(name, name, 3, START.toString()));
    }

    @Override
    public EventStore store() {
      return store;
    }

    @Override
    public Hunter hunter(TenantId tenant) {
      return new Hunter(store, tenant);
    }

    @Override
    public Setting.Lists lists(TenantId tenant) {
      return Setting.Lists.NONE;
    }

    @Override
    public int agentPort() {
      return 7781;
    }

    @Override
    public AgentLanes.Missing missing(TenantId tenant, String agent) {
      return new AgentLanes.Missing(1, 2);
    }

    @Override
    public Taken take(TenantId tenant, List<Path> paths, IntakeProgress progress) {
      IntakeReport.EventCounts events = new IntakeReport.EventCounts(0, 0, 0, 0, true, 0, 0);
      return new Taken(
          0,
          0,
          new IntakeReport(
              Map.of(), Map.of(), List.of(), List.of(), 0, List.of(), 0, events, false));
    }
  }

  @Override
  public void close() {
    server.close();
    store.close();
    records.close();
  }
}
