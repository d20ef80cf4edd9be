// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import dev.shirube.proc.FallbackSensor;
import dev.shirube.proc.LogonSensor;
import dev.shirube.proc.ProcSnapshot;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.rings.Loader;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.KernelSensor;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.sensor.Sensor;
import dev.shirube.watch.DeviceSensor;
import dev.shirube.watch.FilesSensor;
import dev.shirube.watch.FilesSettings;
import dev.shirube.watch.MeaningfulFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ways of seeing that an agent has.
@FunctionalInterface
public interface Sensing {
  /// What whoever began the recording was told and agreed to; `up` writes it into the agent's
  /// folder in its own data folder.
  String AGREED = "agreed";

  /// How many processes are known at a time.
  int PROCESSES = 8192;

  /// How often the sensor in the kernel proves that it sees, nanoseconds.
  long SELF_TEST_NANOS = 10_000_000_000L;

  /// How the programs of the kernel come there and go.
  ///
  /// @param ready where a package has them compiled, if this agent is of one
  /// @param unpin whether they are taken out of the kernel when the agent ends; a service leaves
  ///   them, so that it misses nothing while it is started anew
  record Ways(@Nullable Path ready, boolean unpin) {
    /// In the foreground, compiling for itself.
    public static final Ways FOREGROUND = new Ways(null, true);
  }

  /// Makes sensors that are not started yet.
  ///
  /// @param host the machine, as events name it
  /// @param folder of the agent, for what sensors keep
  List<Sensor> make(HostIdentity host, Path folder) throws IOException;

  /// Those of an agent in the foreground that compiles for itself.
  static Sensing standard() {
    return standard(Ways.FOREGROUND);
  }

  /// Those of this release: programs in the kernel, or what can do without; files; logons; devices.
  /// All share what is known of processes. What the agent, and the server beside it, write
  /// themselves is not told: it would be told of again, and so on.
  ///
  /// @param ways how its programs come into the kernel and go
  static Sensing standard(Ways ways) {
    return (host, folder) -> {
      boolean agreed = Files.exists(folder.resolve(AGREED));
      List<Path> own = new ArrayList<>(List.of(folder));
      Path around = folder.toAbsolutePath().getParent();
      if (agreed && around != null) {
        own.add(around);
      }
      Clock clock = Clock.systemUTC();
      ProcessTable table = new ProcessTable(host, PROCESSES);
      ProgramHashes hashes = new ProgramHashes();
      ProcSnapshot snapshot = new ProcSnapshot(hashes);
      KernelSensor.Settings kernel =
          new KernelSensor.Settings(
              Loader.Places.of(folder.resolve("programs")).with(ways.ready()),
              EnumSet.allOf(Loader.Part.class),
              agreed,
              ways.unpin(),
              SELF_TEST_NANOS);
      MeaningfulFiles meaning = new MeaningfulFiles(host, clock);
      return List.of(
          new FirstOf(
              new KernelSensor(host, kernel, snapshot, table, clock),
              new FallbackSensor(host, table, snapshot, clock)),
          meaning,
          new FilesSensor(host, table, FilesSettings.usual(own), hashes, clock).telling(meaning),
          new LogonSensor(host, clock),
          new DeviceSensor(host, clock));
    };
  }
}
