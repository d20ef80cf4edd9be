// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Chance;
import dev.shirube.access.Change;
import dev.shirube.access.PrincipalId;
import dev.shirube.access.Roles;
import dev.shirube.access.SecretFile;
import dev.shirube.api.ApiGrounds;
import dev.shirube.api.ApiRoom;
import dev.shirube.api.RecordingView;
import dev.shirube.audit.Chain;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import dev.shirube.store.EventStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

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
  private final Recorder recorder;
  private final LiveDoors doors;
  private final HttpServer api;

  /// Opens everything.
  ///
  /// @param rules what is run on every event
  /// @param width how many columns of a terminal a text takes
  /// @throws Wrong if another process has the recording open
  public Station(Wiring wiring, Wiring.Rules rules, ToIntFunction<String> width)
      throws IOException {
    Settings settings = wiring.settings();
    DataFolder data = new DataFolder(settings.data());
    RecordingFolder opened = RecordingFolder.open(data, wiring.questions());
    if (opened == null) {
      throw Wrong.usage(data.root().toString(), "recorder.taken");
    }
    folder = opened;
    boolean first = !Files.exists(data.records());
    records = Records.open(new Place.LocalFile(data.records()), AccessRoom.MIGRATIONS);
    access = access(records, data, wiring);
    if (first) {
      begin(access, data);
    }
    recorder = wiring.recorder(folder, rules.set());
    doors =
        new LiveDoors(
            settings.recording(), new DoorSenders(access), recorder.inbox(), wiring.clock());
    SecureRandom random = new SecureRandom();
    Messages messages = Messages.load(wiring.content()).messages();
    ApiGrounds grounds = new ApiGrounds(access, messages, wiring.clock(), random, width, false);
    RecordingView view = new StationView(recorder, wiring, rules.set(), this::doors);
    api =
        HttpServer.start(
            HttpSettings.of("api", "127.0.0.1", settings.recording().api()),
            ApiRoom.routes(grounds, view),
            new DoorCounters());
    Files.writeString(data.address(), "http://127.0.0.1:" + api.port() + "\n");
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
    if (!Files.exists(data.records())) {
      return false;
    }
    try (Records records =
        Records.open(new Place.LocalFile(data.records()), AccessRoom.MIGRATIONS)) {
      return access(records, data, wiring).tenants(AccessRoom.administrator()).containsKey(tenant);
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
    for (String door : List.of("syslog-udp", "syslog-tcp", "relp")) {
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

  /// How the doors stand, the page's own last.
  public List<DoorStatus> doors() {
    List<DoorStatus> all = new ArrayList<>(doors.statuses());
    all.add(api.status());
    return all;
  }

  /// What keeps it from recording now; empty while nothing does.
  public List<Message> faults() {
    return recorder.faults();
  }

  /// What went wrong so far, the last of it.
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(doors.problems());
    all.addAll(folder.store().problems());
    all.addAll(recorder.problems());
    return all;
  }

  /// How many findings were made since the start.
  public long findings() {
    return recorder.findings();
  }

  /// The address of the status page.
  public String page() {
    return "http://127.0.0.1:" + api.port() + "/";
  }

  /// To be called about once a second.
  public void upkeep() {
    access.upkeep();
  }

  /// Where the page and the API can be found while a process runs; empty if none does.
  public static String address(Path data) throws IOException {
    Path file = new DataFolder(data).address();
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder.data().address());
    try (records;
        recorder;
        doors;
        api) {
      // Closed from the last to the first: nobody hands anything in when the recorder ends.
    }
  }
}
