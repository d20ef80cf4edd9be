// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.catalog.Problem;
import dev.shirube.wire.Hello;
import java.time.Instant;
import java.util.List;

/// How an agent is, for people on its machine.
///
/// @param agent who it is
/// @param until when its certificate ends
/// @param recorded events since its start
/// @param sent events that the server took since then
/// @param sentBytes what that took on the wire
/// @param evicted events that were let go since then because the disk space was used up
/// @param shedding whether events of files are only counted now
/// @param problems what is wrong now
public record AgentStatus(
    String agent,
    Instant until,
    long recorded,
    long sent,
    long sentBytes,
    long evicted,
    boolean shedding,
    Hello.Spool spool,
    List<Hello.SensorState> sensors,
    List<Problem> problems) {

  public AgentStatus {
    sensors = List.copyOf(sensors);
    problems = List.copyOf(problems);
  }
}
