// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import java.time.Duration;

/// How much agents may send, and how often they must be heard of.
///
/// @param hello how often an agent says how it is
/// @param silence after how long without that its host counts as silent
/// @param agent what one agent may send
/// @param tenant what all agents of a tenant may send together
public record FleetLimits(Duration hello, Duration silence, Amount agent, Amount tenant) {
  /// A hello each 30 s, silent after 85 s, so that it is told of within 90; an agent 50 frames and
  /// 2 MiB a second, a tenant 2,000 frames and 32 MiB.
  public static final FleetLimits STANDARD =
      new FleetLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(85),
          new Amount(50, 2 << 20, 20),
          new Amount(2_000, 32 << 20, 10));

  /// An amount a second.
  ///
  /// @param saved how many seconds' worth may come at once, such as after a time without network
  public record Amount(int frames, long bytes, int saved) {}

  /// The same with another limit of what one agent may send.
  public FleetLimits withAgent(Amount amount) {
    return new FleetLimits(hello, silence, amount, tenant);
  }
}
