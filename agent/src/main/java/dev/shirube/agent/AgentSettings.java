// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.certificates.SecretFile;
import dev.shirube.journal.Disk;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an agent is told by who installs it. All it keeps lies in its folder: who it is, its
/// server, its policy, its spool.
///
/// @param folder where it keeps what it knows
/// @param server where it sends, such as https://shirube.example.org:8443
/// @param proxy through which it gets there, if any
/// @param version its own
/// @param farewell how long it goes on sending when it ends
public record AgentSettings(
    Path folder, URI server, @Nullable Proxy proxy, String version, Duration farewell) {
  private static final String SERVER = "server";
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  public AgentSettings {
    checked(server);
  }

  /// A proxy that opens a way by CONNECT (RFC 9110 section 9.3.6).
  ///
  /// @param user with password, if it asks for them by Basic authentication; else empty
  public record Proxy(String host, int port, String user, String password) {
    /// Reads the usual spelling, http://USER:PASSWORD@HOST:PORT, where USER:PASSWORD@ may be
    /// missing and special characters of either are written as %XX.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Proxy read(String text) {
      URI uri = URI.create(text.strip());
      if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
        throw new IllegalArgumentException("no proxy");
      }
      String login = uri.getUserInfo() == null ? "" : uri.getUserInfo();
      int colon = login.indexOf(':');
      return colon < 0
          ? new Proxy(uri.getHost(), uri.getPort(), login, "")
          : new Proxy(
              uri.getHost(), uri.getPort(), login.substring(0, colon), login.substring(colon + 1));
    }

    /// Without the password.
    @Override
    public String toString() {
      return "Proxy[" + host + ":" + port + "]";
    }
  }

  private static URI checked(URI server) {
    if (!"https".equals(server.getScheme()) || server.getHost() == null) {
      throw new IllegalArgumentException("not a server of agents: " + server);
    }
    return server;
  }

  /// The settings of an enrolled agent's folder.
  ///
  /// @throws AgentFault when nobody has enrolled it
  public static AgentSettings read(Path folder, @Nullable Proxy proxy, String version)
      throws IOException {
    Path file = folder.resolve(SERVER);
    if (!Files.isReadable(file)) {
      throw AgentFault.of(folder.toString(), null, "agent.unenrolled");
    }
    try {
      URI server = URI.create(Files.readString(file, StandardCharsets.UTF_8).strip());
      return new AgentSettings(folder, server, proxy, version, FAREWELL);
    } catch (IllegalArgumentException e) {
      throw AgentFault.of(file.toString(), e, "agent.server");
    }
  }

  /// Settings for a folder that has none yet.
  public static AgentSettings of(Path folder, URI server, @Nullable Proxy proxy, String version) {
    return new AgentSettings(folder, server, proxy, version, FAREWELL);
  }

  void write() throws IOException {
    SecretFile.place(folder.resolve(SERVER), server + "\n");
  }

  /// Where the spool lies on a disk.
  Recorder.Place spool(Disk disk) {
    return new Recorder.Place(disk, folder.resolve("spool"));
  }
}
