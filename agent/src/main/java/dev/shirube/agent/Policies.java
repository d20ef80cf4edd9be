// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.catalog.Problem;
import dev.shirube.certificates.SecretFile;
import dev.shirube.wire.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The policy that the agent follows: the last that its server told, also after a start without it.
public final class Policies {
  private static final String NAME = "policy.json";

  private final Path file;
  private final List<Consumer<Policy>> listeners = new CopyOnWriteArrayList<>();
  private final @Nullable Problem problem;
  private volatile Policy current;

  /// The policy of an agent's folder; the default one if none was told, or, with a {@link
  /// #problem}, if it cannot be read.
  public Policies(Path folder) {
    file = folder.resolve(NAME);
    Policy read = Policy.DEFAULT;
    Problem unread = null;
    try {
      read = Files.exists(file) ? Policy.read(Files.readAllBytes(file)) : read;
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      unread = AgentFault.problem(file.toString(), "agent.policy", why);
    }
    current = read;
    problem = unread;
  }

  /// Why the policy that was told last could not be read; null if it could.
  @Nullable Problem problem() {
    return problem;
  }

  /// What holds now.
  public Policy current() {
    return current;
  }

  /// Hears of the policy that holds: at once, and of each later one.
  public void listen(Consumer<Policy> listener) {
    listeners.add(listener);
    listener.accept(current);
  }

  /// Follows another one from now on.
  void follow(Policy policy) throws IOException {
    if (policy.equals(current)) {
      return;
    }
    current = policy;
    listeners.forEach(listener -> listener.accept(policy));
    SecretFile.place(file, new String(policy.bytes(), StandardCharsets.UTF_8));
  }
}
