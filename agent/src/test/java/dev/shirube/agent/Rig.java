// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.certificates.Authority;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.journal.Disk;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.wire.AgentHost;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Hello;
import dev.shirube.wire.HelloAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// Recorder, spool and uplink on a disk and against a server that are not real, driven by hand.
final class Rig {
  static final AgentHost HOST = new AgentHost("h", "s", "k", "a", "m", "b", List.of());
  static final HostIdentity IDENTITY = new HostIdentity("id", "h", "boot");
  static final SpoolLimits LARGE = new SpoolLimits(1L << 30, 0, 64 << 10, 40 << 10);

  final FakeServer server;
  final Path folder;
  final ClientIdentity identity;
  final FieldNames names = new FieldNames();
  Instant wall = Instant.parse("2026-01-05T00:00:00Z");
  long ticks = 1_000_000_000L;
  long serial;
  Spooler spooler;
  Recorder recorder;
  Uplink uplink;
  Policies policies;

  /// Nothing runs before {@link #open}.
  @SuppressWarnings("NullAway.Init")
  Rig(Path folder, FakeServer server) throws IOException {
    this.folder = folder;
    this.server = server;
    identity = ClientIdentity.isIn(folder) ? ClientIdentity.read(folder) : identity(folder, wall);
    policies = new Policies(folder);
  }

  static ClientIdentity identity(Path folder, Instant now) throws IOException {
    Authority authority = Authority.own(folder.resolve("authority"), now);
    KeyPair keys = SigningRequest.keys();
    SigningRequest request = SigningRequest.read(SigningRequest.make(keys, "x"));
    String pem = Authority.pem(authority.issue(request, "a-1", now));
    return ClientIdentity.write(folder, keys, pem, authority.pem());
  }

  Recorder.Clocks clocks() {
    return new Recorder.Clocks(() -> wall, () -> ticks);
  }

  AgentParts parts(Disk disk) {
    AgentSettings settings =
        AgentSettings.of(folder, URI.create("https://server.example:8443"), null, "0.1");
    return new AgentParts(
        settings,
        () -> HOST,
        IDENTITY,
        List.of(),
        Masking.none(),
        server,
        disk,
        clocks(),
        new AgentParts.Load() {
          @Override
          public long cpuNanos() {
            return -1;
          }

          @Override
          public long memoryBytes() {
            return -1;
          }
        },
        () -> {},
        new Random(5));
  }

  void open(Disk disk, SpoolLimits limits) throws IOException {
    Path place = Path.of("/agent/spool");
    spooler = new Spooler(disk, place, limits, new Random(serial + 17));
    recorder =
        new Recorder(spooler, new Recorder.Place(disk, place), clocks(), Masking.none(), () -> {});
    uplink = new Uplink(parts(disk), identity, spooler, new Says());
  }

  private final class Says implements Uplink.Says {
    @Override
    public Hello hello(boolean first) throws IOException {
      return new Hello(
          "0.1",
          spooler.epoch(),
          5,
          HOST,
          first ? Capabilities.NONE : null,
          List.of(),
          spooler.state(recorder.given()),
          policies.current().version());
    }

    @Override
    public void heard(HelloAnswer answer) throws IOException {
      policies.follow(answer.policy());
    }

    @Override
    public long policy() {
      return policies.current().version();
    }

    @Override
    public long sendBytes() {
      return policies.current().limits().sendBytes();
    }
  }

  /// Events with serial numbers, of all lanes in turn.
  EventBatch batch(int events) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, names);
    for (int count = 0; count < events; count++) {
      int event = batch.beginEvent();
      EventClass kind =
          switch ((int) (serial % 3)) {
            case 0 -> EventClass.FILE_ACTIVITY;
            case 1 -> EventClass.NETWORK_ACTIVITY;
            default -> EventClass.PROCESS_ACTIVITY;
          };
      batch.setClass(event, kind, 1);
      batch.setTime(event, 1_700_000_000_000_000_000L + serial, TimeSource.SENSOR, 0);
      int entry = batch.addText(FieldNames.NONE, Long.toString(serial++));
      batch.setField(entry, FakeServer.SERIAL.id());
      int path =
          batch.addText(
              FieldNames.NONE, "/home/dev/" + Long.toHexString(serial * 0x9e3779b97f4a7c15L));
      batch.setField(path, FieldCatalogue.require("file.path").id());
    }
    return batch;
  }

  void accept(int events) {
    recorder.accept(batch(events), false);
  }

  void pass(long millis) {
    ticks += millis * 1_000_000L;
    wall = wall.plusMillis(millis);
  }

  /// A second of an agent's life: events, frames, sync, sending.
  void live(int events) throws IOException, InterruptedException {
    accept(events);
    pass(1100);
    recorder.tick();
    spooler.sync();
    long _ = spooler.evict();
    Uplink.Step _ = uplink.step();
  }

  /// Sends until nothing is left.
  void drain() throws IOException, InterruptedException {
    recorder.flush();
    spooler.sync();
    for (int turn = 0; turn < 10_000 && spooler.isWaiting(); turn++) {
      Uplink.Step step = uplink.step();
      ticks += step.pause().toNanos();
    }
    if (spooler.isWaiting()) {
      throw new AssertionError("does not come to an end: " + uplink.trouble());
    }
  }
}
