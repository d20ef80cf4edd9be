// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the recording listens and how long it keeps.
///
/// @param listen the address at which logs are taken in, such as 0.0.0.0 for all of the machine
/// @param syslog port of syslog over UDP and TCP; 0 for none
/// @param relp port of RELP; 0 for none
/// @param bulk port of the Elasticsearch-compatible door; 0 for none
/// @param agents port of the door of our own agents; 0 for none
/// @param api port of the status page and its API
/// @param keepDays for how many days events are kept after they were received
/// @param certificateMinutes for how many minutes the certificate of an agent is good
/// @param secured what is reached over TLS
public record RecordingPlan(
    String listen,
    int syslog,
    int relp,
    int bulk,
    int agents,
    int api,
    int keepDays,
    int certificateMinutes,
    Secured secured) {
  /// What holds where the settings say nothing.
  public static final RecordingPlan STANDARD =
      new RecordingPlan(
          "0.0.0.0", 5514, 2514, 9200, 7781, 7780, 400, 7 * 24 * 60, Secured.STANDARD);

  /// What is reached over TLS, beside or in place of what is not.
  ///
  /// @param syslog port of syslog over TLS (RFC 5425); 0 for none
  /// @param relp port of RELP over TLS; 0 for none
  /// @param bulk port of the Elasticsearch-compatible door over TLS; 0 for none
  /// @param api whether the status page and its API speak TLS
  /// @param apiListen the address at which these listen
  /// @param certificate PEM file of the certificate and those above it; null for one that Shirube
  ///   makes itself
  /// @param key PEM file of the private key; null with the certificate
  public record Secured(
      int syslog,
      int relp,
      int bulk,
      boolean api,
      String apiListen,
      @Nullable Path certificate,
      @Nullable Path key) {
    /// Nothing; the status page listens on this machine alone.
    public static final Secured STANDARD = new Secured(0, 0, 0, false, "127.0.0.1", null, null);

    /// Whether anything is.
    public boolean isWanted() {
      return syslog > 0 || relp > 0 || bulk > 0 || api;
    }
  }
}
