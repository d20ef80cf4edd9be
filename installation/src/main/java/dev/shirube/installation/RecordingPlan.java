// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

/// Where the recording listens and how long it keeps.
///
/// @param listen the address at which logs are taken in, such as 0.0.0.0 for all of the machine
/// @param syslog port of syslog over UDP and TCP; 0 for none
/// @param relp port of RELP; 0 for none
/// @param bulk port of the Elasticsearch-compatible door; 0 for none
/// @param api port of the status page and its API, which listen on this machine alone
/// @param keepDays for how many days events are kept after they were received
public record RecordingPlan(String listen, int syslog, int relp, int bulk, int api, int keepDays) {
  /// What holds where the settings say nothing.
  public static final RecordingPlan STANDARD =
      new RecordingPlan("0.0.0.0", 5514, 2514, 9200, 7780, 400);
}
