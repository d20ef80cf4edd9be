// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.certificates.Authority;
import java.time.Duration;

/// How much agents may send, and how often they must be heard of.
///
/// @param hello how often an agent says how it is
/// @param silence after how long without that its host counts as silent
/// @param agent what one agent may send
/// @param tenant what all agents of a tenant may send together
/// @param certificate for how long the certificate of an agent is good
public record FleetLimits(
    Duration hello, Duration silence, Amount agent, Amount tenant, Duration certificate) {
  /// A hello each 30 s, silent after 85 s, so that it is told of within 90; an agent 50 frames and
  /// 2 MiB a second, a tenant 2,000 frames and 32 MiB; certificates of a week.
  public static final FleetLimits STANDARD =
      new FleetLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(85),
          new Amount(50, 2 << 20, 20),
          new Amount(2_000, 32 << 20, 10),
          Authority.CLIENT);

  /// An amount a second.
  ///
  /// @param saved how many seconds' worth may come at once, such as after a time without network
  public record Amount(int frames, long bytes, int saved) {}

  /// The same with another limit of what one agent may send.
  public FleetLimits withAgent(Amount amount) {
    return new FleetLimits(hello, silence, amount, tenant, certificate);
  }

  /// The same with another life of certificates.
  public FleetLimits withCertificate(Duration life) {
    return new FleetLimits(hello, silence, agent, tenant, life);
  }
}
