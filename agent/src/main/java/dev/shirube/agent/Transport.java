// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.certificates.ClientIdentity;
import java.io.IOException;
import java.time.Duration;

/// The way to the server.
public interface Transport extends AutoCloseable {
  /// Sends a body and waits for the answer.
  ///
  /// @param path such as /agent/v1/frames
  /// @throws IOException when there is no answer
  Reply post(String path, String type, byte[] body) throws IOException, InterruptedException;

  /// Shows another certificate from now on.
  void identify(ClientIdentity identity);

  @Override
  void close();

  /// An answer.
  ///
  /// @param retryAfter how long the server wants to be left alone; zero if it does not say
  record Reply(int status, byte[] body, Duration retryAfter) {}
}
