// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import dev.shirube.agent.Agent;
import dev.shirube.agent.AgentParts;
import dev.shirube.agent.AgentSettings;
import dev.shirube.agent.HttpsTransport;
import dev.shirube.agent.Masking;
import dev.shirube.agent.Recorder;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.journal.FileDisk;
import dev.shirube.sensor.HostIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// The recording of this machine by an agent in this process.
public final class Recording {
  private Recording() {}

  /// Opens the agent of a folder with sensors, which reaches its server straight.
  public static Agent open(Path folder, Sensing sensing, Masking masking, String version)
      throws IOException {
    return open(folder, sensing, masking, version, null);
  }

  /// Opens the agent of a folder with sensors; it is started by whoever asked for it.
  ///
  /// @param proxy through which the server is reached, if any
  public static Agent open(
      Path folder,
      Sensing sensing,
      Masking masking,
      String version,
      AgentSettings.@Nullable Proxy proxy)
      throws IOException {
    AgentSettings settings = AgentSettings.read(folder, proxy, version);
    ThisMachine machine = new ThisMachine(Path.of("/"));
    HostIdentity identity = machine.identity();
    HttpsTransport transport = new HttpsTransport(settings, ClientIdentity.read(folder).context());
    return new Agent(
        new AgentParts(
            settings,
            machine::asked,
            identity,
            sensing.make(identity, folder),
            masking,
            transport,
            new FileDisk(),
            Recorder.Clocks.SYSTEM,
            ThisMachine.load(),
            () -> {},
            new SecureRandom()));
  }
}
