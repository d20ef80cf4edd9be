// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import dev.shirube.agent.AgentSettings;
import dev.shirube.agent.Enrolment;
import dev.shirube.agent.HttpsTransport;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.wire.AgentHost;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  /// Makes this machine an agent of a server that is reached straight.
  ///
  /// @return the agent's id
  public String enroll(Path folder, URI server, String version)
      throws IOException, InterruptedException {
    return enroll(folder, server, version, null);
  }

  /// Makes this machine an agent of a server.
  ///
  /// @param folder gets what the agent needs to know
  /// @param proxy through which the server is reached, if any
  /// @return the agent's id
  public String enroll(Path folder, URI server, String version, AgentSettings.@Nullable Proxy proxy)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    AgentSettings settings = AgentSettings.of(folder, server, proxy, version);
    AgentHost host = new ThisMachine(Path.of("/")).facts();
    try (HttpsTransport transport =
        new HttpsTransport(settings, ClientIdentity.enrolling(fingerprint))) {
      return Enrolment.enroll(settings, transport, token, host).name();
    }
  }
}
