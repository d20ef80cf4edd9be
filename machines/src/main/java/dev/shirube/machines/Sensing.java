// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Sensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The ways of seeing that there are. Each is tried; which of them see something on this machine,
/// they tell themselves.
public final class Sensing {
  /// Makes a sensor that is not started yet.
  @FunctionalInterface
  public interface Making {
    /// Makes it.
    ///
    /// @param host the machine, as events name it
    /// @param folder of the agent, for what the sensor keeps
    Sensor make(HostIdentity host, Path folder) throws IOException;
  }

  private final List<Making> all;

  private Sensing(List<Making> all) {
    this.all = List.copyOf(all);
  }

  /// Those of this release for this system.
  public static Sensing standard() {
    return new Sensing(List.of());
  }

  /// Others.
  public static Sensing of(List<Making> all) {
    return new Sensing(all);
  }

  /// Makes all of them.
  List<Sensor> make(HostIdentity host, Path folder) throws IOException {
    List<Sensor> made = new ArrayList<>();
    for (Making each : all) {
      made.add(each.make(host, folder));
    }
    return made;
  }
}
