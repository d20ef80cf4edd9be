// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Chance;
import dev.shirube.access.Change;
import dev.shirube.access.PrincipalId;
import dev.shirube.access.Roles;
import dev.shirube.api.ApiGrounds;
import dev.shirube.api.ApiRoom;
import dev.shirube.api.RecordingView;
import dev.shirube.audit.Chain;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import dev.shirube.certificates.Authority;
import dev.shirube.certificates.CertificateFault;
import dev.shirube.certificates.SecretFile;
import dev.shirube.certificates.ServerIdentity;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.fleet.FleetLimits;
import dev.shirube.fleet.FleetParts;
import dev.shirube.fleet.FleetRoom;
import dev.shirube.fleet.FleetTime;
import dev.shirube.fleet.Sightings;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.gateway.Senders;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import dev.shirube.records.RecordsFault;
import dev.shirube.store.EventStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Everything that `up` runs: the recorder, the doors, the status page with its API, and who may
/// use them.
public final class Station implements Closeable {
  /// The source that is made at the first start, for whoever has not made one.
  public static final String SOURCE = "default";

  private static final List<String> PRIVATE =
      List.of(
          "127.0.0.0/8",
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "169.254.0.0/16",
          "::1/128",
          "fc00::/7",
          "fe80::/10");

  private final RecordingFolder folder;
  private final Records records;
  private final AccessRoom access;
  private final FleetRoom fleet;
  private final Recorder recorder;
  private final LiveDoors doors;
  private final HttpServer api;
  private final @Nullable ServerIdentity identity;
  private final Clock clock;
  private final String address;
  private volatile @Nullable Message unkept;

  /// Opens everything.
  ///
  /// @param messages the texts of its page
  /// @param rules what is run on every event
  /// @param width how many columns of a terminal a text takes
  /// @throws Wrong if another process has the recording open
  public Station(Wiring wiring, Messages messages, Wiring.Rules rules, ToIntFunction<String> width)
      throws IOException {
    Settings settings = wiring.settings();
    DataFolder data = new DataFolder(settings.data());
    RecordingFolder opened = RecordingFolder.open(data, wiring.questions());
    if (opened == null) {
      throw Wrong.usage(data.root().toString(), "recorder.taken");
    }
    folder = opened;
    identity = ready(settings, data, wiring);
    clock = wiring.clock();
    Authority authority = authorityOrClose(data);
    records = recordsOrClose(settings, data);
    access = access(records, data, wiring);
    if (access.isNew()) {
      begin(access, data);
    }
    Set<TenantId> tenants = access.tenants(AccessRoom.administrator()).keySet();
    Sightings sightings = new Sightings(records, tenants);
    recorder = wiring.recorder(folder, rules.set(), sightings::saw);
    SSLContext tls = identity == null ? null : identity.context();
    Senders senders = new DoorSenders(access);
    doors = new LiveDoors(settings.recording(), tls, senders, recorder.inbox(), wiring.clock());
    SecureRandom random = new SecureRandom();
    fleet = fleet(settings, authority, random, sightings);
    ServerIdentity door = authority.server(data.tls(), clock.instant());
    doors.open(fleet, door.contextForClients(authority.certificate()));
    boolean secure = settings.recording().secured().api();
    ApiGrounds grounds =
        new ApiGrounds(access, fleet, messages, wiring.clock(), random, width, secure);
    RecordingView view = new StationView(recorder, wiring, rules.set(), this::doors);
    api =
        HttpServer.start(
            page(settings.recording(), secure ? tls : null),
            ApiRoom.routes(grounds, view),
            new DoorCounters());
    address = DataFolder.Running.url(settings.recording().secured(), api.port());
    String shown = secure && identity != null ? identity.fingerprint() : "";
    new DataFolder.Running(address, shown, DataFolder.Running.own()).write(data);
  }

  /// Looks whether everything that the settings ask for can be had, before anything is opened.
  ///
  /// @return what is shown over TLS; null if nothing is
  private @Nullable ServerIdentity ready(Settings settings, DataFolder data, Wiring wiring)
      throws IOException {
    RecordingPlan plan = settings.recording();
    List<Problem> problems = new ArrayList<>(Checkup.takenPorts(plan));
    try {
      ServerIdentity found = Checkup.identity(plan.secured(), data, wiring.clock().instant());
      if (problems.isEmpty()) {
        return found;
      }
    } catch (CertificateFault fault) {
      problems.addAll(fault.problems());
    }
    folder.close();
    throw new Wrong(Wrong.ExitCode.USAGE, problems);
  }

  private Records recordsOrClose(Settings settings, DataFolder data) throws IOException {
    try {
      return records(settings, data);
    } catch (IOException | Wrong fault) {
      folder.close();
      throw fault;
    }
  }

  private static Records records(Settings settings, DataFolder data) throws IOException {
    RecordsPlan plan = settings.records();
    try {
      Place place = plan == null ? new Place.LocalFile(data.records()) : plan.place();
      return Records.open(place, AccessRoom.MIGRATIONS);
    } catch (RecordsFault fault) {
      throw new Wrong(Wrong.ExitCode.UNREADABLE, List.of(fault.problem()));
    }
  }

  private Authority authorityOrClose(DataFolder data) throws IOException {
    try {
      return Authority.own(data.tls(), clock.instant());
    } catch (CertificateFault fault) {
      folder.close();
      throw new Wrong(Wrong.ExitCode.USAGE, fault.problems());
    }
  }

  private FleetRoom fleet(
      Settings settings, Authority authority, SecureRandom random, Sightings sightings) {
    FleetParts parts =
        new FleetParts(
            records,
            new Chain(records, clock),
            authority,
            recorder.inbox(),
            FleetLimits.STANDARD.withCertificate(
                Duration.ofMinutes(settings.recording().certificateMinutes())),
            new FleetTime(clock, System::nanoTime, random),
            sightings);
    return FleetRoom.open(parts, access.tenants(AccessRoom.administrator()).keySet());
  }

  private static HttpSettings page(RecordingPlan plan, @Nullable SSLContext tls) {
    HttpSettings plain =
        HttpSettings.of("api", plan.secured().apiListen(), plan.api()).with(ApiRoom.HEADERS);
    return tls == null ? plain : plain.with(tls, false);
  }

  /// Who may do what, as some records tell.
  static AccessRoom access(Records records, DataFolder data, Wiring wiring) throws IOException {
    return AccessRoom.open(
        records,
        new Chain(records, wiring.clock()),
        Roles.load(wiring.content()).roles(),
        new Chance(wiring.clock(), new SecureRandom()),
        data.administratorToken());
  }

  /// Whether there is a tenant, as far as the records of an installation tell; nobody else may have
  /// them open for long.
  public static boolean knows(Wiring wiring, TenantId tenant) throws IOException {
    DataFolder data = new DataFolder(wiring.settings().data());
    if (tenant.equals(TenantId.LOCAL)) {
      return true;
    }
    if (wiring.settings().records() == null && !Files.exists(data.records())) {
      return false;
    }
    try (Records records = records(wiring.settings(), data)) {
      return access(records, data, wiring).tenants(AccessRoom.administrator()).containsKey(tenant);
    }
  }

  /// What an import needs of the records while nothing else has them open.
  public static final class Noting implements AutoCloseable {
    private final Records records;
    private final Sightings sightings;

    /// Opens them.
    ///
    /// @param tenant whose events are taken in
    public Noting(Wiring wiring, TenantId tenant) throws IOException {
      records = records(wiring.settings(), new DataFolder(wiring.settings().data()));
      sightings = new Sightings(records, Set.of(tenant));
    }

    /// Hears of events that are taken in.
    public void saw(EventBatch batch) {
      sightings.saw(batch);
    }

    @Override
    public void close() {
      try (records) {
        sightings.flush();
      }
    }
  }

  /// Makes the first source, so that a first log can come without any administration: by its token,
  /// or from a private network where a door has no tokens.
  private static void begin(AccessRoom room, DataFolder data) throws IOException {
    PrincipalId administrator = AccessRoom.administrator();
    Change.Changed source =
        room.change(
            administrator, new Change.CreateSource(TenantId.LOCAL, SOURCE, "default", Instant.MAX));
    SecretFile.write(data.sourceToken(), source.token());
    for (String door : List.of(LiveDoors.SYSLOG_UDP, LiveDoors.SYSLOG_TCP, LiveDoors.RELP)) {
      for (String network : PRIVATE) {
        Change.Changed _ =
            room.change(
                administrator, new Change.AllowNetwork(TenantId.LOCAL, SOURCE, door, network));
      }
    }
  }

  /// The recording itself.
  public EventStore store() {
    return folder.store();
  }

  /// Who may do what.
  public AccessRoom access() {
    return access;
  }

  /// A token by which the machine itself joins, as the administrator makes it.
  public String ownToken() {
    String by = AccessRoom.administrator().toString();
    return fleet.token(TenantId.LOCAL, by, Duration.ofMinutes(5)).token();
  }

  /// The agents.
  public FleetRoom fleet() {
    return fleet;
  }

  /// How the doors stand, the page's own last.
  public List<DoorStatus> doors() {
    List<DoorStatus> all = new ArrayList<>(doors.statuses());
    all.add(api.status());
    return all;
  }

  /// What keeps it from recording now; empty while nothing does.
  public List<Message> faults() {
    List<Message> faults = new ArrayList<>(recorder.faults());
    Message fault = unkept;
    if (fault != null) {
      faults.add(fault);
    }
    return faults;
  }

  /// What went wrong so far, the last of it.
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(doors.problems());
    all.addAll(folder.store().problems());
    all.addAll(recorder.problems());
    if (identity != null) {
      all.addAll(identity.notices(clock.instant()));
    }
    return all;
  }

  /// How many findings were made since the start.
  public long findings() {
    return recorder.findings();
  }

  /// The address of the status page.
  public String page() {
    return address + "/";
  }

  /// To be called about once a second. That the disk takes nothing now is a fault that is told, and
  /// no reason to end: who may do what is in memory, and there may be room again.
  public void upkeep() {
    try {
      access.upkeep();
      fleet.upkeep();
      unkept = null;
    } catch (RecordsFault e) {
      unkept = e.problem().what();
    }
  }

  /// What is shown over TLS; null if nothing speaks it.
  public @Nullable ServerIdentity identity() {
    return identity;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder.data().address());
    try (records;
        Closeable _ = fleet::flush;
        recorder;
        doors;
        api) {
      // Closed from the last to the first: nobody hands anything in when the recorder ends.
    }
  }
}
