// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import dev.shirube.machines.Join;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a machine is to join and by what, as the server's `agent token` shows it: the address of
/// the door of agents and the token, with a blank between.
///
/// @param server such as https://shirube.example.org:7781
public record JoinLine(URI server, Join join) {
  private static final int LONGEST = 4096;

  /// Reads the two.
  ///
  /// @throws EndpointFault if they are not spelled as they must be
  public static JoinLine of(String server, String token) throws EndpointFault {
    try {
      URI uri = URI.create(server.strip());
      if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
        throw EndpointFault.of(server, "machine.line");
      }
      return new JoinLine(uri, Join.read(token.strip()));
    } catch (IllegalArgumentException _) {
      throw EndpointFault.of(server, "machine.line");
    }
  }

  /// Reads a file that whoever prepares machines puts there. Lines that begin with # are comments.
  ///
  /// @return null if there is none
  static @Nullable JoinLine read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      return null;
    }
    if (Files.size(file) > LONGEST) {
      throw EndpointFault.of(file, "machine.line");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    for (String line : text.lines().map(String::strip).toList()) {
      int blank = line.indexOf(' ');
      if (blank > 0 && !line.startsWith("#")) {
        return of(line.substring(0, blank), line.substring(blank + 1));
      }
    }
    throw EndpointFault.of(file, "machine.line");
  }
}
