// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Messages;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.proc.FallbackSensor;
import dev.shirube.proc.ProcSnapshot;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.sensor.ReplaySensor;
import dev.shirube.sensor.Sensor;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a sensor says of what it sees has words that a person can read.
class SpokenTest {
  private static final Policy OFF = new Policy(1, false, false, false, 0, Policy.Limits.DEFAULT);

  @TempDir private Path folder;

  private List<Sensor> sensors() throws IOException {
    HostIdentity host = new HostIdentity("id", "h", "boot");
    List<Sensor> all = new ArrayList<>(Sensing.standard().make(host, folder));
    ProcSnapshot snapshot = new ProcSnapshot(new ProgramHashes());
    all.add(new FallbackSensor(host, new ProcessTable(host, 10), snapshot, Clock.systemUTC()));
    all.add(new ReplaySensor(folder.resolve("none"), false));
    return all;
  }

  @Test
  void everyClassFieldAndNoteOfASensorHasATextInBothLanguages() throws IOException {
    Set<String> texts =
        Messages.load(new Content(Path.of("..", "content"))).messages().all().keySet();
    Set<String> missing = new TreeSet<>();
    int entries = 0;
    for (Sensor sensor : sensors()) {
      List<Capabilities.Entry> all = new ArrayList<>(sensor.capabilities().entries());
      sensor.follow(OFF);
      all.addAll(sensor.capabilities().entries());
      for (Capabilities.Entry entry : all) {
        entries++;
        List<String> ids = new ArrayList<>(List.of("fleet.sees." + entry.eventClass().word()));
        if (entry.field() != 0) {
          String path = Objects.requireNonNull(FieldCatalogue.builtIn().find(entry.field())).path();
          ids.add("fleet.field." + path);
        }
        if (!entry.note().isEmpty()) {
          int blank = entry.note().indexOf(' ');
          String code = blank < 0 ? entry.note() : entry.note().substring(0, blank);
          ids.add("fleet.note." + code);
        }
        ids.removeIf(texts::contains);
        missing.addAll(ids);
      }
    }
    assertThat(entries).isGreaterThan(60);
    assertThat(missing).isEmpty();
  }
}
