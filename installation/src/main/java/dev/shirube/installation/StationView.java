// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.api.RecordingView;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problems;
import dev.shirube.detect.Workers;
import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.hunt.Hunter;
import dev.shirube.intake.AgentLanes;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.query.Setting;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.EventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// What the API sees of a station.
final class StationView implements RecordingView {
  private final Recorder recorder;
  private final Wiring wiring;
  private final RuleSet rules;
  private final Supplier<List<DoorStatus>> doors;
  private final Instant started;

  StationView(Recorder recorder, Wiring wiring, RuleSet rules, Supplier<List<DoorStatus>> doors) {
    this.recorder = recorder;
    this.wiring = wiring;
    this.rules = rules;
    this.doors = doors;
    this.started = wiring.clock().instant();
  }

  @Override
  public String version() {
    return Surroundings.VERSION;
  }

  @Override
  public Instant started() {
    return started;
  }

  @Override
  public int rules() {
    return rules.rules().size();
  }

  @Override
  public RuleSet active() {
    return rules;
  }

  @Override
  public RuleSet read(List<RuleFile> files) throws IOException {
    return wiring.rules(files);
  }

  @Override
  public Workers workers(RuleSet set, Problems problems) {
    return wiring.trying(set, problems);
  }

  @Override
  public Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir", "."));
  }

  @Override
  public double rate() {
    return recorder.counts().rate(Timestamps.nanosOf(wiring.clock().instant()));
  }

  @Override
  public List<Message> faults() {
    return recorder.faults();
  }

  @Override
  public List<DoorStatus> doors() {
    return doors.get();
  }

  @Override
  public long freeBytes() {
    try {
      return Files.getFileStore(wiring.settings().data()).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Source> sources(TenantId tenant) {
    return recorder.counts().of(tenant).stream()
        .map(count -> new Source(count.name(), count.kind(), count.events(), text(count)))
        .toList();
  }

  private static String text(SourceCounts.Count count) {
    long nanos = count.lastNanos();
    return nanos == 0 ? "" : Timestamps.momentOf(nanos).toString();
  }

  @Override
  public EventStore store() {
    return recorder.store();
  }

  @Override
  public Hunter hunter(TenantId tenant) {
    return recorder.hunter(tenant);
  }

  @Override
  public Setting.Lists lists(TenantId tenant) {
    return Setting.Lists.NONE;
  }

  @Override
  public Taken take(TenantId tenant, List<Path> paths, IntakeProgress progress) throws IOException {
    return new Importing(wiring, recorder.store(), tenant, recorder.seen())
        .take(rules, paths, progress);
  }

  @Override
  public AgentLanes.Missing missing(TenantId tenant, String agent) {
    return recorder.agents().missing(tenant, agent);
  }

  @Override
  public int agentPort() {
    return wiring.settings().recording().agents();
  }
}
