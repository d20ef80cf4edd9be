// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import java.time.Duration;

/// What the door that looks like Elasticsearch says and allows.
///
/// @param version which it says it is, to senders that do not tell their own; Beats and Logstash
///   tell theirs and are answered with it, since they refuse a server older than themselves
/// @param unpackedBytes how many bytes a body may come to when unpacked
/// @param documentBytes the longest document
/// @param memoryBytes what all bodies that are being read may take together
/// @param patience how long a request may wait for the disk
public record ElasticSettings(
    String version, long unpackedBytes, int documentBytes, long memoryBytes, Duration patience) {

  /// The same for one of several doors, which have the memory of one together.
  public ElasticSettings sharing(int doors) {
    return new ElasticSettings(
        version, unpackedBytes, documentBytes, memoryBytes / doors, patience);
  }

  /// Version 8.19.0; 64 MiB a body, 4 MiB a document, 256 MiB together, 60 seconds.
  public static ElasticSettings standard() {
    return new ElasticSettings("8.19.0", 64L << 20, 4 << 20, 256L << 20, Duration.ofSeconds(60));
  }
}
