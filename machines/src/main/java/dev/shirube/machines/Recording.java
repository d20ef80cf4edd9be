// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import dev.shirube.agent.Agent;
import dev.shirube.agent.AgentParts;
import dev.shirube.agent.AgentSettings;
import dev.shirube.agent.Enrolment;
import dev.shirube.agent.HttpsTransport;
import dev.shirube.agent.Masking;
import dev.shirube.agent.Recorder;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.journal.FileDisk;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Sensor;
import dev.shirube.wire.AgentHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// The recording of this machine by an agent in this process.
public final class Recording {
  private Recording() {}

  /// What a machine is told to join by: a token, a dot, and the fingerprint of the authority that the
  /// server's certificate must end at.
  ///
  /// @param fingerprint hexadecimal digits with colons between
  public record Join(String token, String fingerprint) {
    private static final int DIGITS = 64;

    /// Reads what the line to run on the machine holds.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Join read(String text) {
      int dot = text.lastIndexOf('.');
      String digits = dot < 0 ? "" : text.substring(dot + 1);
      if (dot < 1 || digits.length() != DIGITS) {
        throw new IllegalArgumentException("no token with a fingerprint");
      }
      byte[] bytes = HexFormat.of().parseHex(digits);
      String told = HexFormat.ofDelimiter(":").formatHex(bytes).toUpperCase(Locale.ROOT);
      return new Join(text.substring(0, dot), told);
    }

    /// As the line has it.
    public String text() {
      return token + "." + fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
    }
  }

  /// Makes this machine an agent of a server.
  ///
  /// @param folder gets what the agent needs to know
  /// @return the agent's id
  public static String enroll(Path folder, URI server, Join join, String version)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    AgentSettings settings = AgentSettings.of(folder, server, null, version);
    AgentHost host = new ThisMachine(Path.of("/")).facts();
    try (HttpsTransport transport =
        new HttpsTransport(settings, ClientIdentity.enrolling(join.fingerprint()))) {
      return Enrolment.enroll(settings, transport, join.token(), host).name();
    }
  }

  /// Opens the agent of a folder with sensors; it is started by whoever asked for it.
  public static Agent open(Path folder, Sensing sensing, Masking masking, String version)
      throws IOException {
    AgentSettings settings = AgentSettings.read(folder, null, version);
    ThisMachine machine = new ThisMachine(Path.of("/"));
    HostIdentity identity = machine.identity();
    List<Sensor> sensors = sensing.make(identity, folder);
    HttpsTransport transport =
        new HttpsTransport(settings, ClientIdentity.read(folder).context());
    return new Agent(
        new AgentParts(
            settings,
            () -> facts(machine),
            identity,
            sensors,
            masking,
            transport,
            new FileDisk(),
            Recorder.Clocks.SYSTEM,
            ThisMachine.load(),
            () -> {},
            new SecureRandom()));
  }

  private static AgentHost facts(ThisMachine machine) {
    try {
      return machine.facts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
