// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.journal.Disk;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Sensor;
import dev.shirube.wire.AgentHost;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What an agent is put together from. Nothing in this room knows which system it runs on: all that
/// does is in here.
///
/// @param host what the machine says of itself, asked anew for each hello
/// @param identity the machine, as its sensors name it
/// @param sensors that are started, each of which may fail
/// @param load what the agent takes of the machine
/// @param selfTest does something that the sensors must see, every so many seconds
/// @param random for epochs and for waiting
public record AgentParts(
    AgentSettings settings,
    Supplier<AgentHost> host,
    HostIdentity identity,
    List<Sensor> sensors,
    Masking masking,
    Transport transport,
    Disk disk,
    Recorder.Clocks clocks,
    Load load,
    Runnable selfTest,
    RandomGenerator random) {

  public AgentParts {
    sensors = List.copyOf(sensors);
  }

  /// What the agent takes of the machine.
  public interface Load {
    /// Processor time since its start, in nanoseconds; -1 if nobody can tell.
    long cpuNanos();

    /// Memory, in bytes; -1 if nobody can tell.
    long memoryBytes();
  }
}
