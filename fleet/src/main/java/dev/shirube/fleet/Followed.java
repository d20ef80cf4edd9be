// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.wire.Policy;
import java.util.Locale;

/// The policy that holds for an agent, and why it does.
///
/// @param group the agent's group; empty if it is in none
public record Followed(Policy policy, Whose whose, String group) {
  /// Whom a policy was set for. The first of these that one was set for counts.
  public enum Whose {
    /// The agent itself.
    HOST,
    /// All agents of its group.
    GROUP,
    /// All agents of its tenant.
    TENANT,
    /// Nobody: it is the one that holds where none was set.
    STANDARD;

    /// In lower case, as JSON has it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
