// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.time.Duration;

/// What connections of a door may take.
///
/// @param all how many may be open
/// @param perAddress how many of them from one address
/// @param quiet how long one may be open without having sent anything whole: a handshake, the head
///   of a request, a frame
/// @param grace how long something long may take before its pace is looked at
/// @param bytesPerSecond how slow it may be after that
public record ConnectionLimits(
    int all, int perAddress, Duration quiet, Duration grace, long bytesPerSecond) {

  /// 4,096 connections, 512 from one address; 60 seconds without anything, 10 seconds of grace,
  /// 1,000 bytes a second.
  public static ConnectionLimits standard() {
    return new ConnectionLimits(4_096, 512, Duration.ofSeconds(60), Duration.ofSeconds(10), 1_000);
  }

  /// The same for senders that keep a connection and may be silent for long, as syslog does.
  public ConnectionLimits quietFor(Duration time) {
    return new ConnectionLimits(all, perAddress, time, grace, bytesPerSecond);
  }
}
